/**
 * Where training pairs come from: endless streams in which pair `index` depends on nothing else, so that a run goes on
 * from a number, whatever was asked for before.
 */
import { seededRandom } from '../random.ts';
import type { PairBytes } from './sequence.ts';

/** An endless stream of training pairs, each found by its index alone. */
export interface PairSource {
  /** Words for logs and model cards. */
  readonly name: string;
  /** Pairs until they repeat; undefined where they never do. */
  readonly size: number | undefined;
  /** How its files were asked to be read; absent where nobody asked. A run keeps it, so that it goes on with the same pairs. */
  readonly directions?: readonly PairDirection[] | undefined;
  /** Undefined where nothing can be had at that place (a tune that the renderer could not play). */
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

/**
 * The pairs of a source, each turned round or taken apart: `directions` in turn, each of a format alone or of the two that the
 * source's pairs have.
 */
export function directedPairs(source: PairSource, directions: readonly PairDirection[]): PairSource {
  const turns = directions.length;
  return {
    name: `${source.name} as ${directions.map(({ from, to }) => (from === undefined ? to : `${from}>${to}`)).join(', ')}`,
    size: source.size === undefined ? undefined : source.size * turns,
    async pair(index) {
      const pair = await source.pair(Math.floor(index / turns));
      return pair && directed(pair, directions[index % turns]!);
    },
  };
}

/** Which file goes before which; without `from` one stands alone. */
export interface PairDirection {
  from?: string;
  to: string;
}

const NO_BYTES = new Uint8Array();

function directed(pair: PairBytes, { from, to }: PairDirection): PairBytes | undefined {
  const files = new Map([
    [pair.sourceFormat, pair.source],
    [pair.targetFormat, pair.target],
  ]);
  const target = files.get(to);
  const source = from === undefined ? NO_BYTES : files.get(from);
  if (!source || !target) return undefined;
  return { sourceFormat: from ?? '', targetFormat: to, source, target };
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
