/** Activations of the MLPs: tanh-GELU (Hendrycks & Gimpel 2016, the form GPT-2 uses) and squared ReLU (So et al. 2021). */
import type * as tf from '../tf.ts';
import { emit, fused, isTracing, like } from './emit.ts';

const C = Math.sqrt(2 / Math.PI);
const A = 0.044715;

/** `x · σ(2C(x + A x³))`, which is `x/2 · (1 + tanh(C(x + A x³)))`. */
export function gelu(x: tf.Tensor): tf.Tensor {
  return fused([x], (x) => ({
    value: isTracing()
      ? emit('FastGelu', [x], [like(x)], {}, 'com.microsoft')[0]!
      : x.mul(gate(x, x.square())),
    saved: [x],
    // y = x·s, s = σ(z), z = 2C(x + A x³): dy/dx = s + x·s·(1 − s)·z', z' = 2C(1 + 3A x²)
    gradient: (dy, x) => {
      const square = x!.square();
      const s = gate(x!, square);
      const slope = square
        .mul(6 * C * A)
        .add(2 * C)
        .mul(x!);
      return [dy.mul(s.add(s.sub(s.square()).mul(slope)))];
    },
  }));
}

function gate(x: tf.Tensor, square: tf.Tensor): tf.Tensor {
  return square
    .mul(2 * C * A)
    .add(2 * C)
    .mul(x)
    .sigmoid();
}

/** `max(x, 0)²`. */
export function squaredRelu(x: tf.Tensor): tf.Tensor {
  return fused([x], (x) => {
    const positive = x.relu();
    return {
      value: positive.square(),
      saved: [positive],
      gradient: (dy, positive) => [dy.mul(positive!.mul(2))],
    };
  });
}
