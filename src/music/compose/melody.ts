/**
 * The tune's line: a walk over diatonic steps whose next interval depends on the last one, held in a range and drawn to the
 * tones of a slow harmony. The interval weights are counted from open dance tunes (docs/synthetic.md).
 */
import type { Random } from './random.ts';

/** Weights of the next interval, −4 … +5 and ±7 steps, after an interval of −3 or less, −2, … +3 or more. */
const INTERVALS = [-7, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 7] as const;
const AFTER: readonly (readonly number[])[] = [
  [0.1, 0.1, 0.4, 0.4, 16.7, 7.8, 13.7, 15.7, 16.2, 13.8, 5.1, 6.1, 1.6, 1.8],
  [0.1, 0.1, 0.2, 1.8, 17.4, 19.1, 12.2, 20.6, 16, 5.6, 2.9, 2.4, 0.4, 0.8],
  [0.1, 0.2, 0.6, 0.9, 16.3, 42.3, 6.4, 20.9, 6.6, 2.5, 1, 0.8, 0.3, 0.7],
  [0.3, 0.4, 0.7, 3.1, 7.1, 18.8, 22.5, 20.4, 11.2, 5.1, 3.9, 2.2, 1.1, 1.9],
  [0.6, 0.7, 1.1, 3.1, 16.5, 20.9, 4.4, 42.3, 7.4, 1.8, 0.3, 0.5, 0.1, 0.1],
  [0.3, 0.9, 3.5, 4.1, 18.8, 24.9, 8, 16.8, 13.8, 7.5, 0.2, 0.8, 0.1, 0.1],
  [1.6, 5.5, 6.5, 8.5, 15.6, 22.7, 14.1, 13, 8.5, 2.2, 0.2, 0.1, 0.1, 0.1],
];

export interface Range {
  low: number;
  high: number;
}

export interface Walk {
  /** The next step; `strong` notes prefer the tones of the chord on `root` (a diatonic degree above the tonic). */
  next(strong: boolean, root: number): number;
  /** Goes to the nearest place of a degree above the tonic: a goal, not an interval. */
  land(degree: number): number;
  /** Goes on from this step, without drawing. */
  moveTo(step: number): void;
}

const mod7 = (step: number) => ((step % 7) + 7) % 7;

export function walk(random: Random, tonic: number, range: Range): Walk {
  const middle = (range.low + range.high) / 2;
  const reach = (range.high - range.low) / 2;
  let step = clampToDegree(tonic + random.weighted(OPENINGS), range);
  let last = 0;
  let begun = false;

  function moveTo(to: number): void {
    last = to - step;
    step = to;
  }
  const weights = new Float64Array(INTERVALS.length);
  return {
    moveTo,
    next(strong, root) {
      if (!begun) {
        begun = true;
        return step;
      }
      const row = AFTER[Math.max(-3, Math.min(3, last)) + 3]!;
      let total = 0;
      for (let i = 0; i < INTERVALS.length; i++) {
        const to = step + INTERVALS[i]!;
        let weight = to < range.low || to > range.high ? 0 : row[i]!;
        if (weight > 0) {
          // Near the edges the line turns back.
          const out = Math.abs(to - middle) / (reach + 1);
          weight *= 1 - 0.5 * out * out * out;
          if (strong && mod7(to - tonic - root) % 2 === 0 && mod7(to - tonic - root) < 6) weight *= 1.8;
        }
        weights[i] = weight;
        total += weight;
      }
      let left = random.next() * total;
      let chosen = 0;
      while (chosen < INTERVALS.length - 1) {
        left -= weights[chosen]!;
        if (left < 0) break;
        chosen++;
      }
      // A range too narrow for any interval leaves the walk where it is.
      moveTo(total > 0 ? step + INTERVALS[chosen]! : step);
      return step;
    },
    land(degree) {
      const goal = mod7(tonic + degree);
      let to = step + mod7(goal - step);
      if (to - step > 3 || to > range.high) to -= 7;
      if (to < range.low) to += 7;
      moveTo(to);
      return step;
    },
  };
}

/** Where tunes begin, above the tonic. */
const OPENINGS = [
  [4, 40],
  [0, 29],
  [2, 15],
  [5, 4],
  [6, 4],
  [1, 4],
  [3, 3],
] as const;

function clampToDegree(step: number, range: Range): number {
  while (step > range.high) step -= 7;
  while (step < range.low) step += 7;
  return Math.min(step, range.high);
}
