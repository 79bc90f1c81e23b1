/** `x · w + b` over the last axis, as one Gemm; `w` is `[in, out]` as in GPT-2's Conv1D, or `[out, in]` when transposed. */
import * as tf from '../tf.ts';
import { emit, fused, isTracing, product } from './emit.ts';

/**
 * @param x `[..., in]`  @param w `[in, out]`, or `[out, in]` with `transposed`  @param bias `[out]`
 * @returns `[..., out]`
 */
export function linear(x: tf.Tensor, w: tf.Tensor, bias?: tf.Tensor, transposed = false): tf.Tensor {
  const rows = product(x.shape.slice(0, -1));
  const flat = x.reshape([rows, x.shape.at(-1)!]);
  const out = transposed ? w.shape[0]! : w.shape[1]!;
  const made = bias ? withBias(flat, w, bias, transposed) : tf.matMul(flat, w, false, transposed);
  return made.reshape([...x.shape.slice(0, -1), out]);
}

function withBias(x: tf.Tensor, w: tf.Tensor, bias: tf.Tensor, transposed: boolean): tf.Tensor {
  return fused([x, w, bias], (x, w, bias) => ({
    value: isTracing()
      ? emit('Gemm', [x, w, bias], [{ dtype: 'float32', shape: [x.shape[0]!, bias.shape[0]!] }], {
          transB: transposed ? 1 : 0,
        })[0]!
      : tf.matMul(x, w, false, transposed).add(bias),
    saved: [x, w],
    gradient: (dy, x, w) => [
      tf.matMul(dy, w!, false, !transposed),
      transposed ? tf.matMul(dy, x!, true, false) : tf.matMul(x!, dy, true, false),
      dy.sum(0),
    ],
  }));
}
