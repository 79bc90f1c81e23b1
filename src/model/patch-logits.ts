/**
 * The byte decoder of bGPT-2 over whole patches that are there already: what evaluation, the slow decode and the check of
 * drafts read, and the oracle of the rows that training computes (byte-row-nats.ts).
 */
import { causalMask } from '../graph/ops/attention.ts';
import { embedding } from '../graph/ops/embedding.ts';
import * as tf from '../graph/tf.ts';
import { byteInputs2, byteStates2, headLogits2, hintsOf } from './bgpt2.ts';
import { symbolTable } from './byte-features.ts';
import type { Bgpt2Config } from './config.ts';
import type { Weights } from './gpt2-block.ts';
import { previousMask } from './previous-mask.ts';
import { everyLayer } from './within.ts';

export interface PatchesBehind {
  /** `[m, stateWidth]` of the patch before each. */
  states: tf.Tensor;
  /** int32 `[m, size]`: the symbols of the patch before each. Read with `previousBytes` only. */
  previous: tf.Tensor | undefined;
  /** int32 `[m, size]`: the patches' own symbols. */
  targets: tf.Tensor;
}

/** Logits of every symbol of the targets, each given those before it: `[m, size, 257]`. */
export function patchLogits2(
  w: Weights,
  { states, previous, targets }: PatchesBehind,
  config: Bgpt2Config,
): tf.Tensor {
  const [m, size] = targets.shape as [number, number];
  const own = byteInputs2(w, states, targets, config);
  const hints = hintsOf(states, config);
  if (!config.previousBytes) {
    const x = byteStates2(w, own, countUp(m, size), config, everyLayer(causalMask(size)));
    return headLogits2(w, x, hints);
  }
  const inputs = tf.concat([embedding(symbolTable(w, config), previous!), own], 1);
  const mask = causalMask(2 * size).add(previousMask(previous!, size));
  const x = byteStates2(w, inputs, countUp(m, 2 * size), config, everyLayer(mask));
  return headLogits2(w, x.slice([0, size, 0], [m, size, config.byteHidden]), hints);
}

/** 0 … size − 1 in each of m rows, int32. */
export function countUp(m: number, size: number): tf.Tensor {
  return tf.range(0, size, 1, 'int32').expandDims(0).tile([m, 1]);
}
