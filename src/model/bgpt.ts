/** bGPT as published (Wu et al. 2024, section 3; docs/model.md): a patch decoder over a byte decoder. */
import { embedding, embeddingSum } from '../graph/ops/embedding.ts';
import { layerNorm } from '../graph/ops/layer-norm.ts';
import { linear } from '../graph/ops/linear.ts';
import * as tf from '../graph/tf.ts';
import { type BgptConfig, HEAD_WIDTH, SYMBOLS } from './config.ts';
import { gpt2Block, gpt2BlockShapes, type Weights } from './gpt2-block.ts';
import type { AttendAt } from './heads.ts';

const PATCH = 'patch_level_decoder';
const BYTE = 'byte_level_decoder.base';

/**
 * States that predict the patch behind each patch.
 * @param patches int32 symbols `[batch, n, size]`  @param positions int32 `[batch, n]`: patches since the sequence's start
 * @returns `[batch, n, hidden]`
 */
export function patchStates(
  w: Weights,
  patches: tf.Tensor,
  positions: tf.Tensor,
  { hidden, patchLayers }: BgptConfig,
  attendAt: AttendAt,
): tf.Tensor {
  // Linear over the flattened one-hot symbols = the sum of one row a position of the transposed weight
  const table = w[`${PATCH}.patch_embedding.weight`]!.transpose();
  const embedded = embeddingSum(table, patches).add(w[`${PATCH}.patch_embedding.bias`]!);
  let x = embedded.add(embedding(w[`${PATCH}.base.wpe.weight`]!, positions));
  for (let i = 0; i < patchLayers; i++)
    x = gpt2Block(x, w, `${PATCH}.base.h.${i}`, hidden / HEAD_WIDTH, attendAt(i));
  return layerNorm(x, w[`${PATCH}.base.ln_f.weight`]!, w[`${PATCH}.base.ln_f.bias`]!);
}

/**
 * What the byte decoder reads for whole patches: the state, then the symbols before each position.
 * @param states `[m, hidden]` of the patch before each  @param targets int32 `[m, size]`  @returns `[m, size, hidden]`
 */
export function byteInputs(w: Weights, states: tf.Tensor, targets: tf.Tensor, config: BgptConfig): tf.Tensor {
  const [m, size] = targets.shape as [number, number];
  const before = embedding(w[`${BYTE}.transformer.wte.weight`]!, targets.slice([0, 0], [m, size - 1]));
  const places = w[`${BYTE}.transformer.wpe.weight`]!.slice([0, 0], [size, config.hidden]);
  return tf.concat([states.expandDims(1), before], 1).add(places);
}

/** The rows that the byte decoder reads symbols from, and writes them with. `[257, hidden]` */
export function byteTable(w: Weights): tf.Tensor {
  return w[`${BYTE}.transformer.wte.weight`]!;
}

/** The rows of the places of a patch. */
export function bytePositions(w: Weights): tf.Tensor {
  return w[`${BYTE}.transformer.wpe.weight`]!;
}

/** @param inputs `[m, n, hidden]`  @returns logits `[m, n, 257]`; the output shares the byte embedding's weights */
export function byteLogits(w: Weights, inputs: tf.Tensor, config: BgptConfig, attendAt: AttendAt): tf.Tensor {
  let x = inputs;
  for (let i = 0; i < config.byteLayers; i++)
    x = gpt2Block(x, w, `${BYTE}.transformer.h.${i}`, config.hidden / HEAD_WIDTH, attendAt(i));
  x = layerNorm(x, w[`${BYTE}.transformer.ln_f.weight`]!, w[`${BYTE}.transformer.ln_f.bias`]!);
  return linear(x, w[`${BYTE}.transformer.wte.weight`]!, undefined, true);
}

/** Names and shapes of every tensor, as in a published checkpoint (the patch decoder's unused `wte` is left out). */
export function bgptShapes({
  hidden,
  patchSize,
  patchLength,
  patchLayers,
  byteLayers,
}: BgptConfig): Record<string, number[]> {
  return {
    [`${PATCH}.patch_embedding.weight`]: [hidden, patchSize * SYMBOLS],
    [`${PATCH}.patch_embedding.bias`]: [hidden],
    [`${PATCH}.base.wpe.weight`]: [patchLength, hidden],
    ...gpt2BlockShapes(`${PATCH}.base.h`, patchLayers, hidden),
    [`${PATCH}.base.ln_f.weight`]: [hidden],
    [`${PATCH}.base.ln_f.bias`]: [hidden],
    [`${BYTE}.transformer.wte.weight`]: [SYMBOLS, hidden],
    [`${BYTE}.transformer.wpe.weight`]: [patchSize + 1, hidden],
    ...gpt2BlockShapes(`${BYTE}.transformer.h`, byteLayers, hidden),
    [`${BYTE}.transformer.ln_f.weight`]: [hidden],
    [`${BYTE}.transformer.ln_f.bias`]: [hidden],
  };
}
