/** Splitting a fused q‖k‖v into heads and joining heads again. */
import * as tf from '../graph/tf.ts';

/** How a block mixes its positions: `[batch, heads, n, width]` each, in training causal, in generation over a cache. */
export type Attend = (q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) => tf.Tensor;

/** Attention of a block by its number: in generation each layer has a cache of its own. */
export type AttendAt = (layer: number) => Attend;

/** `[batch, n, 3·heads·width]`, or one position as `[batch, 3·heads·width]` → q, k, v, each `[batch, heads, n, width]`. */
export function splitHeads(qkv: tf.Tensor, heads: number): [tf.Tensor, tf.Tensor, tf.Tensor] {
  const [batch, n, wide] =
    qkv.rank === 2 ? [qkv.shape[0]!, 1, qkv.shape[1]!] : (qkv.shape as [number, number, number]);
  const width = wide / 3 / heads;
  // of one position the heads lie one behind the other: one cut, nothing to transpose
  if (n === 1) return tf.split(qkv.reshape([batch, 3 * heads, 1, width]), 3, 1) as never;
  const parts = tf.split(qkv, 3, -1) as tf.Tensor[];
  return parts.map((x) => x.reshape([batch, n, heads, width]).transpose([0, 2, 1, 3])) as [
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
  ];
}

/** `[batch, heads, n, width]` → `[batch, n, heads·width]`. */
export function joinHeads(x: tf.Tensor): tf.Tensor {
  const [batch, heads, n, width] = x.shape as [number, number, number, number];
  return x.transpose([0, 2, 1, 3]).reshape([batch, n, heads * width]);
}
