/** Scaled dot-product attention (Vaswani et al. 2017, section 3.2.1) with an additive mask, and the masks themselves. */
import * as tf from '../tf.ts';
import { emit, fused, isTracing } from './emit.ts';

/** Added to scores that must not be seen: large enough that softmax gives exactly 0, small enough to stay finite. */
export const MASKED = -1e9;

/**
 * @param q `[batch, heads, n, d]`  @param k, v `[batch, heads, m, d]`
 * @param mask added to the scores, broadcast to `[batch, heads, n, m]`: 0 seen, `MASKED` not
 * @returns `[batch, heads, n, d]`
 */
export function attention(
  q: tf.Tensor,
  k: tf.Tensor,
  v: tf.Tensor,
  mask?: tf.Tensor,
  scale = 1 / Math.sqrt(q.shape.at(-1)!),
): tf.Tensor {
  return fused([q, k, v], (q, k, v) => {
    const scores = scaledProduct(q, k, scale, false, true);
    const weights = tf.softmax(mask ? scores.add(mask) : scores);
    const value = tf.matMul(weights, v);
    const gradient = (dy: tf.Tensor, ...[q, k, v, weights, value]: tf.Tensor[]) => {
      const dWeights = tf.matMul(dy, v!, false, true);
      // Σ weights · dWeights of a row is dy · value: a sum over d instead of one over m
      const dScores = weights!.mul(dWeights.sub(dy.mul(value!).sum(-1, true)));
      return [
        scaledProduct(dScores, k!, scale),
        scaledProduct(dScores, q!, scale, true),
        tf.matMul(weights!, dy, true, false),
      ];
    };
    return { value, saved: [q, k, v, weights, value], gradient };
  });
}

/** `scale · a·b`, either transposed in its last two axes. */
function scaledProduct(
  a: tf.Tensor,
  b: tf.Tensor,
  scale: number,
  transposeA = false,
  transposeB = false,
): tf.Tensor {
  if (!isTracing()) return tf.matMul(a, b, transposeA, transposeB).mul(scale);
  const shape = [
    ...a.shape.slice(0, -2),
    a.shape.at(transposeA ? -1 : -2)!,
    b.shape.at(transposeB ? -2 : -1)!,
  ];
  const attributes = { alpha: { float: scale }, transA: transposeA ? 1 : 0, transB: transposeB ? 1 : 0 };
  return emit('FusedMatMul', [a, b], [{ dtype: 'float32', shape }], attributes, 'com.microsoft')[0]!;
}

/** `[n, n]`: position i sees positions up to i. */
export function causalMask(n: number): tf.Tensor2D {
  const values = Float32Array.from({ length: n * n }, (_, i) => (i % n > Math.floor(i / n) ? MASKED : 0));
  return tf.tensor2d(values, [n, n]);
}
