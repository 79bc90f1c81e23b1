/**
 * bGPT-2, our own: the same two levels with later findings, each chosen by measurement (docs/LOG.md). Separate byte width;
 * every byte position gets its own slice of the patch state; RMSNorm, rotary positions, normalised queries and keys,
 * squared ReLU, output projections that start at zero. Positions count from the start of the file a patch is in, so
 * that note k of the target stands near note k of the source whatever the source's length, and half of the heads count landmarks
 * instead of patches. The byte decoder gets to see the bytes of the patches that a pointer finds, and is given hints: the bytes
 * that the next length field will hold, since lengths are what no decoder can add up. A gate learns when to take them.
 */
import { gelu, squaredRelu } from '../graph/ops/activations.ts';
import { embedding, embeddingSum } from '../graph/ops/embedding.ts';
import { rmsNorm } from '../graph/ops/layer-norm.ts';
import { linear } from '../graph/ops/linear.ts';
import { rotary, rotaryTables } from '../graph/ops/rotary.ts';
import * as tf from '../graph/tf.ts';
import { blockLength } from './byte-block.ts';
import { patchFeatures, symbolTable } from './byte-features.ts';
import { type Bgpt2Config, SYMBOLS } from './config.ts';
import { type ContextTensors, HINT_BYTES, HINT_FROM, LENGTH_BYTES } from './context-signature.ts';
import type { Weights } from './gpt2-block.ts';
import { type Attend, type AttendAt, joinHeads, splitHeads } from './heads.ts';
import { pointed, pointedWidth, readPointed } from './pointer.ts';

export { HINT_FROM, LENGTH_BYTES };

/** All int32. */
export interface PatchInputs2 extends ContextTensors {
  /** Symbols `[batch, n, size]`. */
  patches: tf.Tensor;
}

/** @returns `[batch, n, stateWidth]` */
export function patchStates2(
  w: Weights,
  inputs: PatchInputs2,
  config: Bgpt2Config,
  attendAt: AttendAt,
): tf.Tensor {
  const { states, codes } = patchOutputs2(w, inputs, config, attendAt);
  const parts = [states];
  if (config.hints) parts.push(inputs.hints.cast('float32'));
  if (codes) parts.push(codes);
  return tf.concat(parts, states.rank - 1);
}

/** What was computed of each patch, `[batch, n, hidden]`, and the codes of what it points at, `[batch, n, pointedWidth]`. */
export function patchOutputs2(
  w: Weights,
  { patches, positions, landmarks, files }: PatchInputs2,
  config: Bgpt2Config,
  attendAt: AttendAt,
): { states: tf.Tensor; codes?: tf.Tensor } {
  const named = embeddingSum(w['patch.embedding']!, patches).add(embedding(w['patch.file']!, files));
  const embedded = config.byteFeatures ? named.add(patchFeatures(w, patches)) : named;
  const rotate = config.landmarks
    ? rotaryAt(config.patchLength, config.headWidth, tf.stack([positions, landmarks], 1), 2)
    : rotaryAt(config.patchLength, config.headWidth, positions);
  const x = stack(
    rmsNorm(embedded, w['patch.norm_in']!),
    w,
    'patch',
    config.patchLayers,
    config,
    rotate,
    attendAt,
  );
  const states = rmsNorm(x, w['patch.norm_out']!);
  if (config.pointerHeads === 0) return { states };
  return { states, codes: pointed(w, states, patches, config, rotate, attendAt(config.patchLayers)) };
}

/** A state carries what was computed, the next length, and the codes of what it points at. */
export function stateWidth2(config: Bgpt2Config): number {
  return config.hidden + hintWidth(config) + pointedWidth(config);
}

function hintWidth({ hints }: Bgpt2Config): number {
  return hints ? HINT_BYTES : 0;
}

/** What each position of the byte decoder reads of a state, its own slice and what is pointed at: `[m, size, byteHidden]`. */
export function byteSlices(w: Weights, states: tf.Tensor, config: Bgpt2Config): tf.Tensor {
  const { hidden, patchSize: size, byteHidden } = config;
  const m = states.shape[0]!;
  const slices = linear(states.slice([0, 0], [m, hidden]), w['byte.slices']!).reshape([m, size, byteHidden]);
  if (config.pointerHeads === 0) return slices;
  const codes = states.slice([0, hidden + hintWidth(config)], [m, pointedWidth(config)]);
  return slices.add(readPointed(w, codes, config));
}

/**
 * What the byte decoder reads for whole patches: each position its slice of the state, and the symbol before it.
 * @param states `[m, stateWidth]` of the patch before each  @param targets int32 `[m, size]`  @returns `[m, size, byteHidden]`
 */
export function byteInputs2(
  w: Weights,
  states: tf.Tensor,
  targets: tf.Tensor,
  config: Bgpt2Config,
): tf.Tensor {
  const [m, size] = targets.shape as [number, number];
  const slices = byteSlices(w, states, config);
  const before = embedding(symbolTable(w, config), targets.slice([0, 0], [m, size - 1]));
  return slices.add(
    before.pad([
      [0, 0],
      [1, 0],
      [0, 0],
    ]),
  );
}

/**
 * @param inputs `[m, n, byteHidden]`  @param positions int32 `[m, n]` (byte-block.ts)
 * @returns what the head reads, `[m, n, byteHidden]`
 */
export function byteStates2(
  w: Weights,
  inputs: tf.Tensor,
  positions: tf.Tensor,
  config: Bgpt2Config,
  attendAt: AttendAt,
): tf.Tensor {
  // ONNX Runtime wants a table as long as a row at least, whatever the positions
  const rotate = rotaryAt(
    Math.max(blockLength(config), positions.shape.at(-1)!),
    config.headWidth,
    positions,
  );
  return rmsNorm(stack(inputs, w, 'byte', config.byteLayers, config, rotate, attendAt), w['byte.norm_out']!);
}

/**
 * @param x what `byteStates2` gives, `[m, size, byteHidden]`, or of one place `[m, byteHidden]`
 * @param hint what `hintsOf` gives; of one place what it gives for that
 * @returns logits `[m, size, 257]`
 */
export function headLogits2(w: Weights, x: tf.Tensor, hint?: tf.Tensor): tf.Tensor {
  const logits = linear(x, w['byte.head']!);
  if (!hint) return logits;
  const taken = (at: tf.Tensor) => linear(at, w['byte.hint_gate']!).mul(hint);
  if (x.rank === 2) return logits.add(taken(x));
  const [m, size, width] = x.shape as [number, number, number];
  const padding: [number, number][] = [
    [0, 0],
    [HINT_FROM, size - LENGTH_BYTES],
    [0, 0],
  ];
  return logits.add(taken(x.slice([0, HINT_FROM, 0], [m, HINT_BYTES, width])).pad(padding));
}

/**
 * The hinted bytes of each patch, at the places where a length field has them: `HINT_FROM` and the next.
 * @param states `[m, stateWidth]`  @returns one-hot `[m, 2, 257]`, or undefined where the model takes no hints
 */
export function hintsOf(states: tf.Tensor, config: Bgpt2Config): tf.Tensor | undefined {
  if (!config.hints) return undefined;
  const count = (x: tf.Tensor) => x.slice([0, config.hidden], [x.shape[0]!, HINT_BYTES]);
  const oneHot = (x: tf.Tensor) =>
    count(x)
      .expandDims(2)
      .equal(tf.range(0, SYMBOLS, 1, 'float32'))
      .cast('float32');
  // a count has no gradient
  const constant = tf.customGrad((x) => {
    const { shape } = x as tf.Tensor;
    return { value: oneHot(x as tf.Tensor), gradFunc: () => tf.zeros(shape) };
  });
  return constant(states);
}

type Rotate = (x: tf.Tensor) => tf.Tensor;

/** @param positions int32 `[batch, n]`, or with `kinds` of them `[batch, kinds, n]`: the heads are shared out among them */
function rotaryAt(most: number, width: number, positions: tf.Tensor, kinds = 1): Rotate {
  const { cos, sin } = rotaryTables(most, width);
  if (kinds === 1) return (x) => rotary(x, cos, sin, positions);
  return (x) => {
    const [batch, heads, n, d] = x.shape as [number, number, number, number];
    const apart = x.reshape([batch * kinds, heads / kinds, n, d]);
    return rotary(apart, cos, sin, positions.reshape([batch * kinds, n])).reshape(x.shape);
  };
}

function stack(
  x: tf.Tensor,
  w: Weights,
  level: string,
  layers: number,
  config: Bgpt2Config,
  rotate: Rotate,
  attendAt: AttendAt,
): tf.Tensor {
  /** Values of the first layer. */
  let first: tf.Tensor | undefined;
  for (let i = 0; i < layers; i++) {
    const share = w[`${level}.${i}.value_residual`];
    const attend: Attend = (q, k, v) => {
      first ??= v;
      return attendAt(i)(q, k, share ? v.add(first.sub(v).mul(share)) : v);
    };
    x = block(x, w, `${level}.${i}`, config, rotate, attend);
  }
  return x;
}

/** `x += out(attend(norm x)); x += down(act(up(norm x)))`, no biases. */
function block(
  x: tf.Tensor,
  w: Weights,
  prefix: string,
  config: Bgpt2Config,
  rotate: Rotate,
  attend: Attend,
): tf.Tensor {
  const heads = x.shape.at(-1)! / config.headWidth;
  const [q, k, v] = splitHeads(linear(rmsNorm(x, w[`${prefix}.norm_1`]!), w[`${prefix}.qkv`]!), heads, 3);
  const mixed = attend(
    rotate(rmsNorm(q, w[`${prefix}.q_norm`]!)),
    rotate(rmsNorm(k, w[`${prefix}.k_norm`]!)),
    v,
  );
  const attended = x.add(linear(joinHeads(mixed).reshape(x.shape), w[`${prefix}.out`]!));
  const activation = config.activation === 'gelu' ? gelu : squaredRelu;
  const inner = activation(linear(rmsNorm(attended, w[`${prefix}.norm_2`]!), w[`${prefix}.up`]!));
  return attended.add(linear(inner, w[`${prefix}.down`]!));
}
