/** Notices a loss that runs away: not a number, or far above what it has been. */

/** Steps before a level is known. */
const SETTLING = 50;
/** A loss of so many times the usual one, and this many bits above it, is no noise. */
const TIMES = 4;
const BITS = 1;

export function lossWatch(): { diverged(bpb: number): boolean; usual(): number } {
  let usual = Number.NaN;
  let steps = 0;
  return {
    usual: () => usual,
    diverged(bpb) {
      if (!Number.isFinite(bpb)) return true;
      const far = steps >= SETTLING && bpb > TIMES * usual && bpb > usual + BITS;
      usual = steps === 0 ? bpb : 0.95 * usual + 0.05 * bpb;
      steps++;
      return far;
    },
  };
}
