/** Adds a number of its own to one element of each row. */
import * as tf from '../tf.ts';
import { pick } from './cross-entropy.ts';
import { fused } from './emit.ts';

/**
 * @param x `[n, classes]`  @param added `[n, 1]`  @param at int32 `[n]`, the element of each row; a negative one is none
 * @returns `[n, classes]`
 */
export function addAt(x: tf.Tensor, added: tf.Tensor, at: tf.Tensor): tf.Tensor {
  return fused([x, added], (x, added) => ({
    value: x.add(tf.oneHot(at, x.shape[1]!, 1, 0, 'float32').mul(added)),
    saved: [at],
    gradient: (dy, at) => {
      const picked = pick(dy, at!.relu()).mul(at!.greaterEqual(0).cast('float32'));
      return [dy, picked.expandDims(1)];
    },
  }));
}
