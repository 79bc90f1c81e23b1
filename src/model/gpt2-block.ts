/** The GPT-2 block of both published decoders: pre-LayerNorm, fused q‖k‖v, tanh-GELU, biases everywhere. */
import { gelu } from '../graph/ops/activations.ts';
import { layerNorm } from '../graph/ops/layer-norm.ts';
import { linear } from '../graph/ops/linear.ts';
import type * as tf from '../graph/tf.ts';
import { type Attend, joinHeads, splitHeads } from './heads.ts';

export type Weights = Readonly<Record<string, tf.Tensor>>;

/**
 * `x += c_proj(attend(LN1 x)); x += c_proj(gelu(c_fc(LN2 x)))`
 * @param x `[batch, n, d]`, or of one position `[batch, d]`  @param prefix the block's tensor names, `….h.3`
 * @returns as `x`
 */
export function gpt2Block(
  x: tf.Tensor,
  w: Weights,
  prefix: string,
  heads: number,
  attend: Attend,
): tf.Tensor {
  const dense = (x: tf.Tensor, name: string) =>
    linear(x, w[`${prefix}.${name}.weight`]!, w[`${prefix}.${name}.bias`]);
  const norm = (x: tf.Tensor, name: string) =>
    layerNorm(x, w[`${prefix}.${name}.weight`]!, w[`${prefix}.${name}.bias`]!);
  const mixed = joinHeads(attend(...splitHeads(dense(norm(x, 'ln_1'), 'attn.c_attn'), heads, 3))).reshape(
    x.shape,
  );
  const attended = x.add(dense(mixed, 'attn.c_proj'));
  return attended.add(dense(gelu(dense(norm(attended, 'ln_2'), 'mlp.c_fc')), 'mlp.c_proj'));
}

/** Tensor shapes of `layers` blocks of width `d`, GPT-2's Conv1D weights as `[in, out]`. */
export function gpt2BlockShapes(prefix: string, layers: number, d: number): Record<string, number[]> {
  const block: [string, number[]][] = [
    ['ln_1.weight', [d]],
    ['ln_1.bias', [d]],
    ['attn.c_attn.weight', [d, 3 * d]],
    ['attn.c_attn.bias', [3 * d]],
    ['attn.c_proj.weight', [d, d]],
    ['attn.c_proj.bias', [d]],
    ['ln_2.weight', [d]],
    ['ln_2.bias', [d]],
    ['mlp.c_fc.weight', [d, 4 * d]],
    ['mlp.c_fc.bias', [4 * d]],
    ['mlp.c_proj.weight', [4 * d, d]],
    ['mlp.c_proj.bias', [d]],
  ];
  const all = Array.from({ length: layers }, (_, i) =>
    block.map(([name, shape]) => [`${prefix}.${i}.${name}`, shape]),
  );
  return Object.fromEntries(all.flat());
}
