/** AdamW's constants (Loshchilov & Hutter 2017), apart from its tensors: options of a run are types without tfjs. */
export interface AdamWOptions {
  beta1: number;
  beta2: number;
  epsilon: number;
}

export const ADAMW_DEFAULTS: AdamWOptions = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
