/**
 * The pointer of bGPT-2: each state looks over the patches up to its own and takes the bytes of those it finds, as fixed codes
 * that no layer has blurred. A state need not spell what it can point at. (Pointer networks: Vinyals et al. 2015.)
 */
import { END } from '../bytes/symbols.ts';
import { rmsNorm } from '../graph/ops/layer-norm.ts';
import { linear } from '../graph/ops/linear.ts';
import * as tf from '../graph/tf.ts';
import { seededRandom } from '../random.ts';
import { type Bgpt2Config, SYMBOLS } from './config.ts';
import type { Weights } from './gpt2-block.ts';
import { type Attend, joinHeads, splitHeads } from './heads.ts';

/** Width of a byte's code. */
const CODE_WIDTH = 32;

/** Numbers of a state that are codes. */
export function pointedWidth({ pointerHeads, patchSize }: Bgpt2Config): number {
  return pointerHeads * patchSize * CODE_WIDTH;
}

/** What the pointer keeps of a patch: its keys, and its bytes' codes. */
export function pointerCache({ pointerHeads, headWidth, patchSize }: Bgpt2Config) {
  return { heads: pointerHeads, key: headWidth, value: patchSize * CODE_WIDTH };
}

/**
 * @param states `[batch, n, hidden]`, or of one patch `[batch, hidden]`  @param patches int32, their symbols
 * @param rotate rotary positions  @returns `[batch, n, heads · size · CODE_WIDTH]`
 */
export function pointed(
  w: Weights,
  states: tf.Tensor,
  patches: tf.Tensor,
  config: Bgpt2Config,
  rotate: (x: tf.Tensor) => tf.Tensor,
  attend: Attend,
): tf.Tensor {
  const { pointerHeads: heads, patchSize: size } = config;
  const [q, k] = splitHeads(linear(states, w['patch.pointer.qk']!), heads, 2);
  const flat = patches.rank === 2 ? patches.expandDims(1) : patches;
  const [batch, n] = flat.shape as [number, number];
  const values = tf
    .gather(byteCodes(heads), flat)
    .reshape([batch, n, size, heads, CODE_WIDTH])
    .transpose([0, 3, 1, 2, 4])
    .reshape([batch, heads, n, size * CODE_WIDTH]);
  const query = rotate(rmsNorm(q, w['patch.pointer.q_norm']!));
  const key = rotate(rmsNorm(k, w['patch.pointer.k_norm']!));
  return joinHeads(attend(query, key, values)).reshape([...states.shape.slice(0, -1), pointedWidth(config)]);
}

/**
 * What each position of the byte decoder reads of the codes: those of the bytes at its own place.
 * @param codes `[m, heads · size · CODE_WIDTH]`  @returns `[m, size, byteHidden]`
 */
export function readPointed(w: Weights, codes: tf.Tensor, config: Bgpt2Config): tf.Tensor {
  const { pointerHeads: heads, patchSize: size } = config;
  const byPlace = codesByPlace(codes, config).reshape([codes.shape[0]!, size, heads * CODE_WIDTH]);
  return linear(byPlace, w['byte.pointed']!);
}

/** @param codes `[m, heads · size · CODE_WIDTH]`  @returns `[m · size, heads · CODE_WIDTH]` */
export function codesByPlace(
  codes: tf.Tensor,
  { pointerHeads: heads, patchSize: size }: Bgpt2Config,
): tf.Tensor {
  const m = codes.shape[0]!;
  return codes
    .reshape([m, heads, size, CODE_WIDTH])
    .transpose([0, 2, 1, 3])
    .reshape([m * size, heads * CODE_WIDTH]);
}

export function pointerShapes(config: Bgpt2Config): Record<string, number[]> {
  const { hidden, headWidth, pointerHeads: heads, byteHidden } = config;
  if (heads === 0) return {};
  return {
    'patch.pointer.qk': [hidden, 2 * heads * headWidth],
    'patch.pointer.q_norm': [headWidth],
    'patch.pointer.k_norm': [headWidth],
    'byte.pointed': [heads * CODE_WIDTH, byteHidden],
  };
}

/** A code for every symbol and head, of random signs: 32 of them tell 257 symbols apart in a sum of a few. END has none. `[257, heads · CODE_WIDTH]` */
function byteCodes(heads: number): tf.Tensor {
  const random = seededRandom(CODE_WIDTH);
  const width = heads * CODE_WIDTH;
  const codes = Float32Array.from({ length: SYMBOLS * width }, () => (random() < 0.5 ? -1 : 1));
  return tf.tensor2d(codes.fill(0, END * width), [SYMBOLS, width]);
}
