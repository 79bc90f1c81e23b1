/** A model measured on pairs: bits per byte, where the bits go, and what was left out because no context holds it. */
import {
  type BitsPerByte,
  bitsPerByte,
  type FileBits,
  type FileCosts,
  fileBits,
} from '../bytes/bits-per-byte.ts';
import type { Engine } from '../engine/engine.ts';
import type { HostTensors } from '../graph/host-tensor.ts';
import type { ModelConfig } from '../model/config.ts';
import { type Evaluator, openEvaluator } from '../train/evaluator.ts';
import type { MeasuredPair } from './measured-pair.ts';
import { costsBy, type EvaluateOptions } from './pair-costs.ts';
import { addToWhere, emptyWhere, type WhereBitsGo } from './where-bits-go.ts';

/** A model on pairs: bits per byte over all of them, by file, by place, and what was too long. */
export { type Evaluator, openEvaluator };

/** Bits per byte over all pairs that fit the context, the same by file, and where the bits go. */
export interface Evaluation extends BitsPerByte, WhereBitsGo {
  perFile: FileRow[];
  /** Pairs that do not fit the model's context: they are in no figure. */
  tooLong: { id: string; patches: number }[];
}

/** One pair: its bits, the real bytes of its target, and bits per byte. */
export interface FileRow extends FileBits {
  id: string;
  bpb: number;
}

/** EVALUATE_DEFAULTS where not given, and what is told on the way. */
export interface EvaluatePairsOptions<P extends MeasuredPair> extends Partial<EvaluateOptions> {
  /** Called with every pair that was measured, in the order of the pairs. */
  onCosts?: (pair: P, costs: FileCosts) => Promise<void> | void;
  /** Called after every pair, with how many there have been and the figure so far. */
  onProgress?: (pairs: number, bpb: number) => void;
}

/**
 * Measures a model on pairs, streaming: memory does not grow with their number.
 * @throws BgptError engine/…, interrupted
 */
export async function evaluatePairs<P extends MeasuredPair>(
  engine: Engine,
  config: ModelConfig,
  weights: HostTensors,
  pairs: AsyncIterable<P> | Iterable<P>,
  options: EvaluatePairsOptions<P> = {},
): Promise<Evaluation> {
  const evaluator = openEvaluator(engine, config, weights);
  return evaluateBy(evaluator, pairs, options).finally(() => evaluator.dispose());
}

/** The same by an evaluator that stays open. */
export async function evaluateBy<P extends MeasuredPair>(
  evaluator: Evaluator,
  pairs: AsyncIterable<P> | Iterable<P>,
  options: EvaluatePairsOptions<P> = {},
): Promise<Evaluation> {
  const { onCosts, onProgress, ...rest } = options;
  const where = emptyWhere(evaluator.config.patchSize);
  const perFile: FileRow[] = [];
  const tooLong: Evaluation['tooLong'] = [];
  const soFar = { bits: 0, targetBytes: 0 };
  for await (const { pair, patches, costs } of costsBy(evaluator, pairs, rest)) {
    if (costs) {
      const file = fileBits(costs);
      perFile.push({ id: pair.id, bpb: file.targetBytes ? file.bits / file.targetBytes : 0, ...file });
      addToWhere(where, pair, costs);
      soFar.bits += file.bits;
      soFar.targetBytes += file.targetBytes;
      await onCosts?.(pair, costs);
    } else tooLong.push({ id: pair.id, patches });
    onProgress?.(perFile.length + tooLong.length, soFar.bits / Math.max(1, soFar.targetBytes));
  }
  return { ...bitsPerByte(perFile), ...where, perFile, tooLong };
}
