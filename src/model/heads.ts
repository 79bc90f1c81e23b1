/** Splitting a fused q‖k‖v (or q‖k) into heads and joining heads again. */
import * as tf from '../graph/tf.ts';

/** How a block mixes its positions: `[batch, heads, n, width]` each, in training causal, in generation over a cache. */
export type Attend = (q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) => tf.Tensor;

/** Attention of a block by its number: in generation each layer has a cache of its own. */
export type AttendAt = (layer: number) => Attend;

/** A fused q‖k‖v (or q‖k, of an attention whose values are something else), each `[batch, heads, n, width]`. */
type Split = { 2: [q: tf.Tensor, k: tf.Tensor]; 3: [q: tf.Tensor, k: tf.Tensor, v: tf.Tensor] };

/** @param fused `[batch, n, parts·heads·width]`, or one position as `[batch, parts·heads·width]` */
export function splitHeads<Parts extends 2 | 3>(fused: tf.Tensor, heads: number, parts: Parts): Split[Parts] {
  const [batch, n, wide] =
    fused.rank === 2 ? [fused.shape[0]!, 1, fused.shape[1]!] : (fused.shape as [number, number, number]);
  const width = wide / parts / heads;
  // of one position the heads lie one behind the other: one cut, nothing to transpose
  if (n === 1) return tf.split(fused.reshape([batch, parts * heads, 1, width]), parts, 1) as Split[Parts];
  const cut = tf.split(fused, parts, -1) as tf.Tensor[];
  return cut.map((x) => x.reshape([batch, n, heads, width]).transpose([0, 2, 1, 3])) as Split[Parts];
}

/** `[batch, heads, n, width]` → `[batch, n, heads·width]`. */
export function joinHeads(x: tf.Tensor): tf.Tensor {
  const [batch, heads, n, width] = x.shape as [number, number, number, number];
  return x.transpose([0, 2, 1, 3]).reshape([batch, n, heads * width]);
}
