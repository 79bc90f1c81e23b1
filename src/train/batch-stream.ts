/**
 * Pairs as training steps: a pool of sequences is packed into batches, the batches are shuffled and dealt out some a step.
 * Where the stream stands is two numbers, so that a run goes on exactly where it was.
 */

import { type PairSource, shuffle } from '../bytes/pair-source.ts';
import type { Sequence } from '../bytes/sequence.ts';
import type { ModelConfig } from '../model/config.ts';
import type { BatchShape } from '../reading/batch.ts';
import { type PackedBatch, pack } from '../reading/pack.ts';
import { readPair } from '../reading/read-pair.ts';

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

export interface StreamOptions {
  /** Pairs packed together: more means less padding and more memory. */
  poolPairs: number;
  /** Batches of an optimiser step. */
  batchesPerStep: number;
  seed: number;
  sourceWeight: number;
  /** Longest sequence, in patches, while so many pairs have been seen; undefined: no limit but the shapes'. */
  lengthLimit?: (pairs: number) => number;
}

export interface StepBatches {
  batches: PackedBatch[];
  /** Where the stream stands behind this step. */
  next: StreamPosition;
}

export interface BatchStream {
  take(): StepBatches;
  /** Sequences left out because no shape holds them. */
  readonly tooLong: number;
}

export function openBatchStream(
  source: PairSource,
  config: ModelConfig,
  shapes: readonly BatchShape[],
  options: StreamOptions,
  from: StreamPosition = STREAM_START,
): BatchStream {
  let position = from;
  let tooLong = 0;
  let pool: { steps: PackedBatch[][]; end: number; pairs: number } | undefined;

  const fill = () => {
    const { sequences, end } = gather(source, config, options, position);
    const packed = pack(sequences, shapes, options.sourceWeight);
    tooLong += packed.tooLong.length;
    const order = shuffle(packed.batches.length, options.seed ^ position.pool);
    const batches = Array.from(order, (i) => packed.batches[i]!);
    const steps: PackedBatch[][] = [];
    for (let i = 0; i < batches.length; i += options.batchesPerStep)
      steps.push(batches.slice(i, i + options.batchesPerStep));
    return { steps, end, pairs: batches.reduce((sum, b) => sum + b.placed.length, 0) };
  };

  return {
    get tooLong() {
      return tooLong;
    },
    take() {
      pool ??= fill();
      const batches = pool.steps[position.step] ?? [];
      const last = position.step + 1 >= pool.steps.length;
      position = last
        ? { pool: pool.end, step: 0, pairs: position.pairs + pool.pairs }
        : { ...position, step: position.step + 1 };
      if (last) pool = undefined;
      return { batches, next: position };
    },
  };
}

function gather(
  source: PairSource,
  config: ModelConfig,
  { poolPairs, lengthLimit }: StreamOptions,
  from: StreamPosition,
) {
  const sequences: Sequence[] = [];
  const limit = lengthLimit?.(from.pairs) ?? Number.POSITIVE_INFINITY;
  let index = from.pool;
  // A source of which nothing is short enough must not loop for ever
  const most = from.pool + 50 * poolPairs;
  while (sequences.length < poolPairs && index < most) {
    const pair = source.pair(index++);
    const sequence = pair && readPair(pair, config);
    if (sequence && sequence.count <= limit) sequences.push(sequence);
  }
  return { sequences, end: index };
}
