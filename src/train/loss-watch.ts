/** Notices a loss that runs away: not a number, or for some steps in a row far above what it has been. */

/** Steps before a level is known. */
const SETTLING = 50;
/** A loss of so many times the usual one, and this many bits above it, is no noise. */
const TIMES = 4;
const BITS = 1;
/** Steps in a row that are far: one alone may hold a kind of tune that was never seen before. */
const IN_A_ROW = 5;

export interface LossWatch {
  diverged(bpb: number): boolean;
  /** The last step was far above the usual: what is trained now may be lost, and is not to be kept. */
  readonly alarmed: boolean;
  usual(): number;
}

export function lossWatch(): LossWatch {
  let usual = Number.NaN;
  let steps = 0;
  let far = 0;
  return {
    usual: () => usual,
    get alarmed() {
      return far > 0;
    },
    diverged(bpb) {
      if (!Number.isFinite(bpb)) return true;
      const isFar = steps >= SETTLING && bpb > TIMES * usual && bpb > usual + BITS;
      far = isFar ? far + 1 : 0;
      // what is far does not become usual
      if (!isFar) usual = steps === 0 ? bpb : 0.95 * usual + 0.05 * bpb;
      steps++;
      return far >= IN_A_ROW;
    },
  };
}
