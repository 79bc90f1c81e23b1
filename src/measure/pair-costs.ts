/**
 * Pairs in, what a model pays for each of their symbols out: a window of sequences is packed, evaluated by compiled
 * programs and given out in the order it came in, so memory does not grow with the corpus. Nothing is cropped: what does
 * not fit the context is given out unmeasured.
 */
import { type FileCosts, reordered } from '../bytes/bits-per-byte.ts';
import { fitsContext, type Sequence } from '../bytes/sequence.ts';
import type { Engine, Program } from '../engine/engine.ts';
import type { HostTensors } from '../graph/host-tensor.ts';
import type { ModelConfig } from '../model/config.ts';
import { type BatchShape, makeBatch } from '../reading/batch.ts';
import { batchCosts } from '../reading/batch-costs.ts';
import { BATCH_PATCHES } from '../reading/batch-shapes.ts';
import { evaluationShapes } from '../reading/evaluation-shapes.ts';
import { type PackedBatch, pack } from '../reading/pack.ts';
import { readingOffsets, readPair } from '../reading/read-pair.ts';
import { evaluateProgram, evaluateSignature } from '../train/programs.ts';
import type { MeasuredPair } from './measured-pair.ts';

/** How pairs are packed for an evaluation; EVALUATE_DEFAULTS where not given. */
export interface EvaluateOptions {
  /** Patches of a batch. */
  batchPatches: number;
  /** Pairs packed together. */
  windowPairs: number;
  signal?: AbortSignal;
}

/** What `bpb` measures with. */
export const EVALUATE_DEFAULTS = {
  batchPatches: BATCH_PATCHES,
  windowPairs: 256,
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
  const { batchPatches, windowPairs, signal } = { ...EVALUATE_DEFAULTS, ...options };
  const evaluator = openEvaluator(engine, config, weights);
  let shapes: BatchShape[] | undefined;
  try {
    for await (const window of windows(pairs, windowPairs)) {
      const read = window.map((pair) => ({ pair, sequence: readPair(pair, config) }));
      const fitting = read.map((r) => r.sequence).filter((s) => fitsContext(s.count, config.patchLength).ok);
      shapes ??= fitting.length > 0 ? evaluationShapes(fitting, config.patchLength, batchPatches) : undefined;
      const costs = new Map<Sequence, FileCosts>();
      for (const batch of shapes ? pack(fitting, shapes).batches : []) {
        signal?.throwIfAborted();
        for (const [i, cost] of (await evaluator.run(batch)).entries())
          costs.set(batch.placed[i]!.sequence, cost);
      }
      for (const { pair, sequence } of read)
        yield { pair, patches: sequence.count, costs: inFileOrder(pair, costs.get(sequence), config) };
    }
  } finally {
    await evaluator.dispose();
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

function openEvaluator(engine: Engine, config: ModelConfig, weights: HostTensors) {
  const state = engine.state(
    Object.fromEntries(Object.entries(weights).map(([name, tensor]) => [`w/${name}`, tensor])),
  );
  const programs = new Map<BatchShape, Program>();
  return {
    async run({ placed, shape }: PackedBatch): Promise<FileCosts[]> {
      const program =
        programs.get(shape) ??
        (await engine.compile(evaluateProgram(config), evaluateSignature(config, shape)));
      programs.set(shape, program);
      const { nats, best } = await program.run(makeBatch(placed, shape, config), state);
      return batchCosts(placed, { nats: nats!.data, best: best!.data });
    },
    async dispose() {
      for (const program of programs.values()) await program.dispose();
      state.dispose();
    },
  };
}
