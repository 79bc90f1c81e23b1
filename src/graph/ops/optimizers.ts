/** Optimiser updates as pure functions of tensors: AdamW (Loshchilov & Hutter 2017), Muon (Jordan 2024), norm clipping. */
import * as tf from '../tf.ts';
import { ADAMW_DEFAULTS, type AdamWOptions } from './adamw-options.ts';

/**
 * One AdamW update of one tensor, with decoupled decay: `w ← w(1 − rate·decay) − rate · m̂ / (√v̂ + ε)`.
 * @param rate scalar  @param correction1, correction2 scalars `1 − β₁ᵗ`, `1 − β₂ᵗ` of step t ≥ 1
 */
export function adamW(
  { weight, gradient, m, v }: { weight: tf.Tensor; gradient: tf.Tensor; m: tf.Tensor; v: tf.Tensor },
  {
    rate,
    decay,
    correction1,
    correction2,
  }: { rate: tf.Tensor; decay: number; correction1: tf.Tensor; correction2: tf.Tensor },
  { beta1, beta2, epsilon }: AdamWOptions = ADAMW_DEFAULTS,
) {
  const nextM = m.mul(beta1).add(gradient.mul(1 - beta1));
  const nextV = v.mul(beta2).add(gradient.square().mul(1 - beta2));
  const denominator = nextV.sqrt().mul(correction2.rsqrt()).add(epsilon);
  const kept = decay === 0 ? weight : weight.mul(tf.sub(1, rate.mul(decay)));
  const next = kept.sub(nextM.div(denominator).mul(rate.div(correction1)));
  return { weight: next, m: nextM, v: nextV };
}

export interface MuonOptions {
  momentum: number;
  /** Newton–Schulz iterations. */
  iterations: number;
}

export const MUON_DEFAULTS: MuonOptions = { momentum: 0.95, iterations: 5 };

/** Coefficients of the quintic iteration: they drive singular values to about 1 fast rather than exactly. */
const QUINTIC = [3.4445, -4.775, 2.0315] as const;

/** The nearest semi-orthogonal matrix, roughly: singular values end between about 0.7 and 1.2. `[rows, columns]`. */
export function orthogonalize(matrix: tf.Tensor, iterations = MUON_DEFAULTS.iterations): tf.Tensor {
  const [rows, columns] = matrix.shape as [number, number];
  const tall = rows > columns;
  const [a, b, c] = QUINTIC;
  let x = matrix.div(matrix.square().sum().sqrt().add(1e-7)) as tf.Tensor2D;
  const identity = tf.eye(tall ? columns : rows).mul(a);
  // The Gram matrix is taken on the short side, and a·x is the identity's part of the one product with x.
  for (let i = 0; i < iterations; i++) {
    const gram = tf.matMul(x, x, tall, !tall);
    const polynomial = identity.add(gram.mul(b)).add(tf.matMul(gram, gram).mul(c)) as tf.Tensor2D;
    x = (tall ? tf.matMul(x, polynomial) : tf.matMul(polynomial, x)) as tf.Tensor2D;
  }
  return x;
}

/**
 * One Muon update of a weight matrix `[in, out]`, with Nesterov momentum; the update is scaled by √max(1, out/in).
 * @param rate scalar
 */
export function muon(
  { weight, gradient, m }: { weight: tf.Tensor; gradient: tf.Tensor; m: tf.Tensor },
  { rate, decay }: { rate: tf.Tensor; decay: number },
  { momentum, iterations }: MuonOptions = MUON_DEFAULTS,
) {
  const [rows, columns] = weight.shape as [number, number];
  const nextM = m.mul(momentum).add(gradient.mul(1 - momentum));
  const update = orthogonalize(nextM.mul(momentum).add(gradient.mul(1 - momentum)), iterations);
  const kept = decay === 0 ? weight : weight.mul(tf.sub(1, rate.mul(decay)));
  const next = kept.sub(update.mul(rate.mul(Math.sqrt(Math.max(1, columns / rows)))));
  return { weight: next, m: nextM };
}

/** The norm of all gradients together, a scalar. */
export function gradientNorm(gradients: readonly tf.Tensor[]): tf.Tensor {
  return tf.addN(gradients.map((g) => g.square().sum())).sqrt();
}

/** The factor that brings gradients of this norm to `limit` at most: a scalar. */
export function clipFactor(norm: tf.Tensor, limit: number): tf.Tensor {
  return tf.minimum(tf.scalar(1), tf.div(limit, norm.add(1e-6)));
}
