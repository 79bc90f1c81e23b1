/**
 * The byte decoder a symbol at a time, for writing a patch: each step adds its keys and values to those of the steps
 * before. With `previousBytes` the bytes of the patch before stand in front of them, read in one pass.
 */
import { attention, causalMask } from '../graph/ops/attention.ts';
import { embedding } from '../graph/ops/embedding.ts';
import type { Tensors } from '../graph/signature.ts';
import * as tf from '../graph/tf.ts';
import { byteLogits } from './bgpt.ts';
import { byteSlices, byteStates2, HINT_FROM, headLogits2, hintsOf, LENGTH_BYTES } from './bgpt2.ts';
import { firstOwnPlace } from './byte-block.ts';
import { symbolTable } from './byte-features.ts';
import { type ModelConfig, SYMBOLS } from './config.ts';
import type { Weights } from './gpt2-block.ts';
import type { AttendAt } from './heads.ts';
import { countUp } from './patch-logits.ts';
import { previousMask } from './previous-mask.ts';

/** The byte decoder one step at a time: `(k, symbols at k − 1) → logits [rows, 257]` of the symbols at k. */
export function byteSteps(w: Tensors, config: ModelConfig) {
  const states = w.states!;
  const rows = states.shape[0]!;
  const caches = new Map<number, { keys: tf.Tensor; values: tf.Tensor }>();
  const seen = firstOwnPlace(config) > 0 ? w.previous : undefined;
  /** @param mask of the keys, where not all are seen; undefined: all are */
  const attendWith =
    (mask: tf.Tensor | undefined): AttendAt =>
    (layer) =>
    (q, k, v) => {
      const old = caches.get(layer);
      const keys = old ? tf.concat([old.keys, k], 2) : k;
      const values = old ? tf.concat([old.values, v], 2) : v;
      caches.set(layer, { keys, values });
      return attention(q, keys, values, mask);
    };
  const input = byteInputAt(w, states, config);
  if (config.architecture === 'bgpt')
    return (k: number, before: tf.Tensor | undefined) =>
      byteLogits(w, input(k, before), config, attendWith(undefined));
  if (seen) {
    const size = config.patchSize;
    const mask = causalMask(size).add(previousMask(seen, 0));
    byteStates2(w, embedding(symbolTable(w, config), seen), countUp(rows, size), config, attendWith(mask));
  }
  const hint = hintsOf(states, config);
  const firstPlace = firstOwnPlace(config);
  return (k: number, before: tf.Tensor | undefined): tf.Tensor => {
    const positions = tf.fill([rows, 1], firstPlace + k, 'int32');
    const attendAt = attendWith(seen && previousMask(seen, k + 1));
    const x = byteStates2(w, input(k, before), positions, config, attendAt);
    const isHinted = hint && k >= HINT_FROM && k < LENGTH_BYTES;
    const hinted = isHinted
      ? hint.slice([0, k - HINT_FROM, 0], [rows, 1, SYMBOLS]).reshape([rows, SYMBOLS])
      : undefined;
    return headLogits2(w, x, hinted);
  };
}

/** One column of `byteInputs` / `byteInputs2`: `[rows, width]`. */
function byteInputAt(w: Weights, states: tf.Tensor, config: ModelConfig) {
  if (config.architecture === 'bgpt') {
    const prefix = 'byte_level_decoder.base.transformer';
    return (k: number, before: tf.Tensor | undefined) => {
      const place = w[`${prefix}.wpe.weight`]!.slice([k, 0], [1, config.hidden]);
      return (before ? embedding(w[`${prefix}.wte.weight`]!, before) : states).add(place);
    };
  }
  const { byteHidden } = config;
  const rows = states.shape[0]!;
  const slices = byteSlices(w, states, config);
  const symbols = symbolTable(w, config);
  return (k: number, before: tf.Tensor | undefined) => {
    const slice = slices.slice([0, k, 0], [rows, 1, byteHidden]).reshape([rows, byteHidden]);
    return before ? slice.add(embedding(symbols, before)) : slice;
  };
}
