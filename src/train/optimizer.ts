/** Which weights are trained how: matrices inside blocks by Muon if asked, everything else by AdamW. */
import { ADAMW_DEFAULTS, type AdamWOptions } from '../graph/ops/adamw-options.ts';

export interface OptimizerOptions extends AdamWOptions {
  kind: 'adamw' | 'muon';
  /** Decoupled decay of weights with more than one dimension. */
  decay: number;
  /** Gradients are scaled down to this norm. */
  clip: number;
}

export const OPTIMIZER_DEFAULTS: OptimizerOptions = {
  ...ADAMW_DEFAULTS,
  beta2: 0.95,
  kind: 'adamw',
  decay: 0.01,
  clip: 1,
};

/** Embeddings and the head see few of their rows in a batch and stay with AdamW, and so does what is added to embeddings. */
export function usesMuon(name: string, shape: readonly number[], { kind }: OptimizerOptions): boolean {
  return (
    kind === 'muon' &&
    shape.length === 2 &&
    !/embedding|wte|wpe|\.features$|\.file$|\.head$|\.hint_gate$/.test(name)
  );
}
