/** Attention of new positions over a cache of old ones, without copying the cache. */
import { emit, isTracing } from '../graph/ops/emit.ts';
import * as tf from '../graph/tf.ts';

/** Keys and values of one layer, `[batch, heads, capacity, d]` each. */
export interface Cache {
  keys: tf.Tensor;
  values: tf.Tensor;
}

/**
 * Scores over the cache and over the new positions are computed apart and joined only for the softmax. Nothing here
 * names the cache's length, so that a graph traced for the longest serves every shorter one.
 * @param q, k, v of the new positions, `[batch, heads, n, d]`
 * @param past `[batch, 1, 1, capacity]`: 0 where the cache is filled, `MASKED` elsewhere
 * @param causal `[n, n]` among the new positions
 * @returns `[batch, heads, n, d]`
 */
export function cachedAttention(
  q: tf.Tensor,
  k: tf.Tensor,
  v: tf.Tensor,
  { keys, values }: Cache,
  past: tf.Tensor,
  causal: tf.Tensor,
): tf.Tensor {
  const n = k.shape[2]!;
  const scale = 1 / Math.sqrt(q.shape[3]!);
  // the new ones first: their part of the weights has a place that does not depend on the capacity
  const scores = tf.concat([times(q, k, true, scale).add(causal), times(q, keys, true, scale).add(past)], -1);
  const weights = tf.softmax(scores);
  const [batch, heads, rows, all] = weights.shape as [number, number, number, number];
  const onNew = weights.slice([0, 0, 0, 0], [batch, heads, rows, n]);
  const onPast = weights.slice([0, 0, 0, n], [batch, heads, rows, all - n]);
  return times(onNew, v).add(times(onPast, values));
}

/** A batched product that stays one node whatever the sizes (`tf.matMul` would name them). */
function times(a: tf.Tensor, b: tf.Tensor, transposeB = false, scale = 1): tf.Tensor {
  if (!isTracing()) return tf.matMul(a, b, false, transposeB).mul(scale);
  const shape = [...a.shape.slice(0, -1), b.shape.at(transposeB ? -2 : -1)!];
  const attributes = { alpha: { float: scale }, transA: 0, transB: transposeB ? 1 : 0 };
  return emit('FusedMatMul', [a, b], [{ dtype: 'float32', shape }], attributes, 'com.microsoft')[0]!;
}
