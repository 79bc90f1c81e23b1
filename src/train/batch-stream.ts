/**
 * Pairs as training steps. Where the stream stands is three numbers, so that a run goes on exactly where it was; the next
 * pool is prepared while the steps of the present one are taken.
 */
import type { PairSource } from '../bytes/pair-source.ts';
import type { ModelConfig } from '../model/config.ts';
import type { BatchShape } from '../reading/batch.ts';
import type { PackedBatch } from '../reading/pack.ts';
import { lookAhead } from './look-ahead.ts';
import { type PoolOptions, pools } from './pools.ts';

/** Where a stream stands. */
export interface StreamPosition {
  /** Index in the source of the present pool's first pair. */
  pool: number;
  /** Steps already dealt out of that pool. */
  step: number;
  /** Pairs trained on in all pools before. */
  pairs: number;
}

export const STREAM_START: StreamPosition = { pool: 0, step: 0, pairs: 0 };

export interface StepBatches {
  batches: readonly PackedBatch[];
  /** Where the stream stands behind this step. */
  next: StreamPosition;
  /** Pairs drawn from the source so far, those left out among them; a pool's are spread over its steps. */
  drawn: number;
  /** Sequences longer than the context that were left out since the last step. */
  tooLong: number;
}

export interface StreamOptions extends PoolOptions {
  /** Pools prepared ahead of the one in use: memory holds one more. */
  poolsAhead: number;
}

export const STREAM_DEFAULTS = { poolsAhead: 1 } as const satisfies Partial<StreamOptions>;

/**
 * The steps from `from` on, to the end of the pairs.
 * @returns sequences that were left out behind the last step  @throws BgptError train/no-pairs
 */
export async function* batchStream(
  source: PairSource,
  config: ModelConfig,
  shapes: readonly BatchShape[],
  options: PoolOptions & Partial<StreamOptions>,
  from: StreamPosition = STREAM_START,
  signal?: AbortSignal,
): AsyncGenerator<StepBatches, number> {
  const { poolsAhead } = { ...STREAM_DEFAULTS, ...options };
  let { step, pairs } = from;
  let tooLong = 0;
  for await (const pool of lookAhead(pools(source, config, shapes, options, from, signal), poolsAhead)) {
    const { steps, start, end } = pool;
    // a pool that a run goes on within was counted before
    if (step === 0) tooLong += pool.tooLong;
    for (; step < steps.length; step++) {
      const isLast = step + 1 === steps.length;
      yield {
        batches: steps[step]!,
        next: isLast
          ? { pool: end, step: 0, pairs: pairs + pool.pairs }
          : { pool: start, step: step + 1, pairs },
        drawn: isLast ? end : start + ((end - start) * (step + 1)) / steps.length,
        tooLong,
      };
      tooLong = 0;
    }
    step = 0;
    pairs += pool.pairs;
  }
  return tooLong;
}
