/** AdamW's constants, apart from its tensors: who says them needs no tfjs. */

/** Decay of the two moments, and what keeps the quotient finite (Loshchilov & Hutter 2017). */
export interface AdamWOptions {
  beta1: number;
  beta2: number;
  epsilon: number;
}

export const ADAMW_DEFAULTS: AdamWOptions = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
