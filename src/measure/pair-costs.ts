/**
 * Pairs in, what a model pays for each of their symbols out: a window of sequences is packed, evaluated by compiled
 * programs and given out in the order it came in, so memory does not grow with the corpus. Nothing is cropped: what does
 * not fit the context is given out unmeasured.
 */
import { type FileCosts, reordered } from '../bytes/bits-per-byte.ts';
import { fitsContext, type Sequence } from '../bytes/sequence.ts';
import type { Engine } from '../engine/engine.ts';
import type { HostTensors } from '../graph/host-tensor.ts';
import type { ModelConfig } from '../model/config.ts';
import type { BatchShape } from '../reading/batch.ts';
import { BATCH_PATCHES } from '../reading/batch-shapes.ts';
import { evaluationShapes } from '../reading/evaluation-shapes.ts';
import { pack } from '../reading/pack.ts';
import { readingOffsets, readPair } from '../reading/read-pair.ts';
import { type Evaluator, openEvaluator } from '../train/evaluator.ts';
import type { MeasuredPair } from './measured-pair.ts';

/** How pairs are packed for an evaluation; EVALUATE_DEFAULTS where not given. */
export interface EvaluateOptions {
  /** Patches of a batch. */
  batchPatches: number;
  /** Pairs packed together. */
  windowPairs: number;
  /**
   * Shapes score so many parts of their patches, rounded up, for each measurement to find the programs of those before it;
   * 0: what the first window scores.
   */
  scoredParts: number;
  signal?: AbortSignal;
}

/** What `bpb` measures with. */
export const EVALUATE_DEFAULTS = {
  batchPatches: BATCH_PATCHES,
  windowPairs: 256,
  scoredParts: 0,
} as const satisfies EvaluateOptions;

/** A pair, and what a model pays for each of its target's symbols. */
export interface PairCosts<P extends MeasuredPair> {
  pair: P;
  /** Patches of its sequence. */
  patches: number;
  /** undefined where the sequence does not fit the model's context. */
  costs: FileCosts | undefined;
}

type Pairs<P> = AsyncIterable<P> | Iterable<P>;

/** @param weights as `weightShapes(config)` names them; the engine takes over their memory */
export async function* pairCosts<P extends MeasuredPair>(
  engine: Engine,
  config: ModelConfig,
  weights: HostTensors,
  pairs: Pairs<P>,
  options: Partial<EvaluateOptions> = {},
): AsyncGenerator<PairCosts<P>> {
  const evaluator = openEvaluator(engine, config, weights);
  try {
    yield* costsBy(evaluator, pairs, options);
  } finally {
    await evaluator.dispose();
  }
}

/** The same by an evaluator that stays open. */
export async function* costsBy<P extends MeasuredPair>(
  evaluator: Evaluator,
  pairs: Pairs<P>,
  options: Partial<EvaluateOptions> = {},
): AsyncGenerator<PairCosts<P>> {
  const { config } = evaluator;
  const { batchPatches, windowPairs, scoredParts, signal } = { ...EVALUATE_DEFAULTS, ...options };
  const shapesFor = (sample: readonly Sequence[]) =>
    evaluationShapes(sample, config.patchLength, batchPatches, scoredParts);
  let shapes: BatchShape[] | undefined;
  for await (const window of windows(pairs, windowPairs)) {
    const read = window.map((pair) => ({ pair, sequence: readPair(pair, config) }));
    const fitting = read.map((r) => r.sequence).filter((s) => fitsContext(s.count, config.patchLength).ok);
    shapes ??= fitting.length > 0 ? shapesFor(fitting) : undefined;
    const costs = new Map<Sequence, FileCosts>();
    for (const batch of shapes ? pack(fitting, shapes).batches : []) {
      signal?.throwIfAborted();
      for (const [i, cost] of (await evaluator.run(batch)).entries())
        costs.set(batch.placed[i]!.sequence, cost);
    }
    for (const { pair, sequence } of read)
      yield { pair, patches: sequence.count, costs: inFileOrder(pair, costs.get(sequence), config) };
  }
}

/** The costs of a target that the model reads in another order, byte by byte as the file has them. */
function inFileOrder(
  { targetFormat, target }: MeasuredPair,
  costs: FileCosts | undefined,
  config: ModelConfig,
): FileCosts | undefined {
  const order = readingOffsets({ format: targetFormat, bytes: target }, config);
  return costs && order ? reordered(costs, order) : costs;
}

async function* windows<T>(items: Pairs<T>, size: number): AsyncGenerator<T[]> {
  let window: T[] = [];
  for await (const item of items) {
    window.push(item);
    if (window.length < size) continue;
    yield window;
    window = [];
  }
  if (window.length > 0) yield window;
}
