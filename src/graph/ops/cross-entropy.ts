/** Softmax cross-entropy from logits, in nats, with positions that do not count. */
import * as tf from '../tf.ts';
import { emit, fused, isTracing, like } from './emit.ts';

/**
 * @param logits `[n, classes]`  @param labels int32 `[n]`; a negative label is ignored: cost 0, gradient 0
 * @returns `[n]` nats: `−log softmax(logits)[label]`
 */
export function crossEntropy(logits: tf.Tensor, labels: tf.Tensor): tf.Tensor {
  return fused([logits], (logits) => {
    const counted = labels.greaterEqual(0).cast('float32');
    const known = labels.relu();
    // tfjs would take it apart into five passes
    const logProbability = isTracing()
      ? emit('LogSoftmax', [logits], [like(logits)], { axis: -1 })[0]!
      : tf.logSoftmax(logits);
    const gradient = (dy: tf.Tensor, ...[logProbability, known, counted]: tf.Tensor[]) => {
      const oneHot = tf.oneHot(known!, logits.shape[1]!, 1, 0, 'float32');
      return [logProbability!.exp().sub(oneHot).mul(dy.mul(counted!).expandDims(1))];
    };
    return {
      value: pick(logProbability, known).neg().mul(counted),
      saved: [logProbability, known, counted],
      gradient,
    };
  });
}

/** Element `labels[i]` of row i: `[n, classes]`, `[n]` → `[n]`. */
export function pick(rows: tf.Tensor, labels: tf.Tensor): tf.Tensor {
  const [n, classes] = rows.shape as [number, number];
  if (!isTracing()) return rows.mul(tf.oneHot(labels, classes, 1, 0, 'float32')).sum(1);
  const picked = emit(
    'GatherElements',
    [rows, labels.reshape([n, 1])],
    [{ dtype: 'float32', shape: [n, 1] }],
    { axis: 1 },
  )[0]!;
  return picked.reshape([n]);
}
