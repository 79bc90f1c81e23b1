/** Both architectures behind one face: shapes, first weights, and the cost of every symbol. */
import { causalMask } from '../graph/ops/attention.ts';
import { crossEntropy } from '../graph/ops/cross-entropy.ts';
import { embedding } from '../graph/ops/embedding.ts';
import * as tf from '../graph/tf.ts';
import { bgptShapes, byteInputs, byteLogits, patchStates } from './bgpt.ts';
import { patchStates2, stateWidth2 } from './bgpt2.ts';
import { bgpt2Shapes } from './bgpt2-shapes.ts';
import { type ModelConfig, SYMBOLS } from './config.ts';
import type { ContextTensors } from './context-signature.ts';
import type { Weights } from './gpt2-block.ts';
import { patchLogits2 } from './patch-logits.ts';
import { everyLayer, within } from './within.ts';

/** A batch of sequences and the patches of them that are to be predicted; all int32. */
export interface BatchTensors extends ContextTensors {
  /** Symbols `[batch, n, size]`; rows behind a sequence's end are padding that nothing looks at. */
  patches: tf.Tensor;
  /** `[batch, n]`: the sequence that each patch belongs to; a row may hold several, which do not see each other. */
  owners: tf.Tensor;
  /** `[m]`: for each scored patch the row, batch · n + i, of the patch before it. */
  rows: tf.Tensor;
  /** `[m, size]`: the scored patches' symbols, which the byte decoder reads. */
  targets: tf.Tensor;
  /** `[m, size]`: the symbol to predict, or −1 where none counts. */
  labels: tf.Tensor;
}

/** Names and shapes of a model's tensors. */
export function weightShapes(config: ModelConfig): Record<string, number[]> {
  return config.architecture === 'bgpt' ? bgptShapes(config) : bgpt2Shapes(config);
}

/** Width of the states that the patch decoder hands to the byte decoder. */
export function stateWidth(config: ModelConfig): number {
  return config.architecture === 'bgpt' ? config.hidden : stateWidth2(config);
}

export function parameterCount(config: ModelConfig): number {
  return Object.values(weightShapes(config)).reduce(
    (sum, shape) => sum + shape.reduce((a, b) => a * b, 1),
    0,
  );
}

/** Logits of every symbol of the scored patches: `[m, size, 257]`. */
export function scoredLogits(w: Weights, batch: BatchTensors, config: ModelConfig): tf.Tensor {
  const [b, n] = batch.patches.shape as [number, number];
  const attend = within(batch.owners);
  const states =
    config.architecture === 'bgpt'
      ? patchStates(w, batch.patches, batch.positions, config, attend)
      : patchStates2(w, batch, config, attend);
  const before = embedding(states.reshape([b * n, stateWidth(config)]), batch.rows);
  const { targets } = batch;
  const { patchSize: size } = config;
  if (config.architecture === 'bgpt') {
    const causal = everyLayer(causalMask(size));
    return byteLogits(w, byteInputs(w, before, targets, config), config, causal);
  }
  const previous = config.previousBytes
    ? tf.gather(batch.patches.reshape([b * n, size]), batch.rows)
    : undefined;
  return patchLogits2(w, { states: before, previous, targets }, config);
}

/** Cost of every symbol in nats, 0 where the label is negative: `[m, size]`. */
export function symbolNats(w: Weights, batch: BatchTensors, config: ModelConfig): tf.Tensor {
  const logits = scoredLogits(w, batch, config).reshape([-1, SYMBOLS]);
  return crossEntropy(logits, batch.labels.flatten()).reshape(batch.labels.shape);
}

/** Cost in nats (0 where the label is negative) and likeliest symbol, both `[m, size]`. */
export function symbolCosts(
  w: Weights,
  batch: BatchTensors,
  config: ModelConfig,
): { nats: tf.Tensor; best: tf.Tensor } {
  const logits = scoredLogits(w, batch, config).reshape([-1, SYMBOLS]);
  const { shape } = batch.labels;
  return {
    nats: crossEntropy(logits, batch.labels.flatten()).reshape(shape),
    best: logits.argMax(1).reshape(shape),
  };
}
