/**
 * Pools of pairs, packed together: a pool of some hundred pairs fills batches with little padding. A pool depends on where it
 * begins in the source and on nothing else, so they may be made ahead, or elsewhere.
 */
import { type PairSource, shuffle } from '../bytes/pair-source.ts';
import type { Sequence } from '../bytes/sequence.ts';
import { BgptError } from '../errors.ts';
import type { ModelConfig } from '../model/config.ts';
import type { BatchShape } from '../reading/batch.ts';
import { type PackedBatch, pack } from '../reading/pack.ts';
import { readPair } from '../reading/read-pair.ts';

export interface PoolOptions {
  /** Pairs packed together: more means less padding and more memory. */
  poolPairs: number;
  /** Batches of an optimiser step. */
  batchesPerStep: number;
  seed: number;
  sourceWeight: number;
  /** Longest sequence, in patches, once so many pairs have been trained on; undefined: the context. */
  lengthLimit?: ((pairs: number) => number) | undefined;
  /** Index in the source at which the pairs end; undefined: they never do. */
  end?: number | undefined;
}

export interface Pool {
  /** Index in the source of the first pair, and behind the last. */
  start: number;
  end: number;
  /** Batches, some a step, in the order in which they are trained on; none where the last pairs fit no context. */
  steps: PackedBatch[][];
  /** Pairs in the batches. */
  pairs: number;
  /** Sequences longer than the context, which are left out. */
  tooLong: number;
}

/** A source that gives nothing in so many pools' worth of pairs is taken for one that never will. */
const EMPTY_POOLS = 50;

/**
 * @param from where the first pool begins, and the pairs trained on before it
 * @throws BgptError train/no-pairs where the source gives nothing that fits the context
 */
export async function* pools(
  source: PairSource,
  config: ModelConfig,
  shapes: readonly BatchShape[],
  options: PoolOptions,
  from: { pool: number; pairs: number },
  signal?: AbortSignal,
): AsyncGenerator<Pool, void> {
  let { pool: start, pairs } = from;
  const { end: last = Number.POSITIVE_INFINITY } = options;
  while (start < last) {
    const pool = await gather(source, config, shapes, options, { start, pairs }, signal);
    if (signal?.aborted) return;
    if (pool.pairs === 0 && pool.end < last)
      throw new BgptError(
        'train/no-pairs',
        `no pair of ${source.name} fits a context of ${config.patchLength} patches`,
      );
    yield pool;
    start = pool.end;
    pairs += pool.pairs;
  }
}

async function gather(
  source: PairSource,
  config: ModelConfig,
  shapes: readonly BatchShape[],
  { poolPairs, batchesPerStep, seed, sourceWeight, lengthLimit, end }: PoolOptions,
  { start, pairs }: { start: number; pairs: number },
  signal: AbortSignal | undefined,
): Promise<Pool> {
  const limit = lengthLimit?.(pairs) ?? Number.POSITIVE_INFINITY;
  const most = Math.min(start + EMPTY_POOLS * poolPairs, end ?? Number.POSITIVE_INFINITY);
  const sequences: Sequence[] = [];
  /** Where a curriculum begins below the shortest pair there is, the shortest that came stand in. */
  let shortest: Sequence | undefined;
  let tooLong = 0;
  let index = start;
  const breathe = breather();
  while (sequences.length < poolPairs && index < most && !signal?.aborted) {
    const pair = await source.pair(index++);
    await breathe();
    const sequence = pair && readPair(pair, config);
    if (!sequence) continue;
    if (sequence.count > config.patchLength) tooLong++;
    else if (sequence.count <= limit) sequences.push(sequence);
    else if (!shortest || sequence.count < shortest.count) shortest = sequence;
  }
  if (sequences.length === 0 && shortest) sequences.push(shortest);
  const { batches } = pack(sequences, shapes, sourceWeight, config);
  const shuffled = Array.from(shuffle(batches.length, seed ^ start), (i) => batches[i]!);
  const steps: PackedBatch[][] = [];
  for (let i = 0; i < shuffled.length; i += batchesPerStep) steps.push(shuffled.slice(i, i + batchesPerStep));
  const placed = batches.reduce((sum, { placed }) => sum + placed.length, 0);
  return { start, end: index, steps, pairs: placed, tooLong };
}

/** Milliseconds of composing and packing after which whatever else waits, such as a training step that is done, has its turn. */
const BREATH_MS = 8;

function breather(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < BREATH_MS) return;
    await new Promise((done) => setTimeout(done));
    since = performance.now();
  };
}
