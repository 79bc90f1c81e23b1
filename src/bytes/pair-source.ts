/**
 * Where training pairs come from: endless streams in which pair `index` depends on nothing else, so that a run goes on
 * from a number, whatever was asked for before.
 */
import { seededRandom } from '../random.ts';
import type { PairBytes } from './sequence.ts';

export interface PairSource {
  /** Words for logs and model cards. */
  readonly name: string;
  /** Pairs until they repeat; undefined where they never do. */
  readonly size: number | undefined;
  /** Undefined where nothing can be had at that place (a tune that its teacher could not render). */
  pair(index: number): Promise<PairBytes | undefined>;
}

/** Fisher–Yates from a seed. */
export function shuffle(count: number, seed: number): Uint32Array {
  const random = seededRandom(seed);
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

/** Two streams in one: `share` of the pairs from `b`, evenly spread, each stream in its own order. */
export function mixedPairs(a: PairSource, b: PairSource, share: number): PairSource {
  const before = (index: number) => Math.floor(index * share);
  return {
    name: `${a.name} + ${Math.round(share * 100)} % ${b.name}`,
    size: undefined,
    pair: (index) =>
      before(index + 1) > before(index) ? b.pair(before(index)) : a.pair(index - before(index)),
  };
}
