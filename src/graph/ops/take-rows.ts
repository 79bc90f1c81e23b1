/** Rows taken at most once each: the gradient is a look-up too, where that of `embedding` is a product with one-hot rows. */
import * as tf from '../tf.ts';
import { fused } from './emit.ts';

/**
 * @param x `[rows, d]`  @param ids int32 `[n]`, the row that each result is
 * @param places int32 `[rows]`, where each row stands in the result; a row that is not taken names a place whose gradient is zero
 * @returns `[n, d]`
 */
export function takeRows(x: tf.Tensor, ids: tf.Tensor, places: tf.Tensor): tf.Tensor {
  return fused([x], (x) => ({
    value: tf.gather(x, ids),
    saved: [places],
    gradient: (dy, places) => [tf.gather(dy, places!)],
  }));
}
