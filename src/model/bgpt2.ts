/**
 * bGPT-2, our own: the same two levels with later findings, each chosen by measurement (docs/LOG.md). Separate byte width;
 * every byte position gets its own slice of the patch state; RMSNorm, rotary positions, normalised queries and keys,
 * squared ReLU, output projections that start at zero. Positions count from the start of the file a patch is in, so
 * that note k of the target stands near note k of the source whatever the source's length; and a patch is told how many bytes
 * its track has so far, since a track's length is what no decoder can add up.
 */
import { gelu, squaredRelu } from '../graph/ops/activations.ts';
import { embedding, embeddingSum } from '../graph/ops/embedding.ts';
import { rmsNorm } from '../graph/ops/layer-norm.ts';
import { linear } from '../graph/ops/linear.ts';
import { rotary, rotaryTables } from '../graph/ops/rotary.ts';
import type * as tf from '../graph/tf.ts';
import { type Bgpt2Config, SYMBOLS } from './config.ts';
import type { Weights } from './gpt2-block.ts';
import { type Attend, type AttendAt, joinHeads, splitHeads } from './heads.ts';

/** Files in a sequence: the source is 0, the target 1. */
const FILES = 2;
/** Bytes of a track's byte count, as the model reads it. */
export const COUNT_BYTES = 2;

/** All int32. */
export interface PatchInputs2 {
  /** Symbols `[batch, n, size]`. */
  patches: tf.Tensor;
  /** `[batch, n]`: patches since the start of the file. */
  positions: tf.Tensor;
  /** `[batch, n]`: 0 in the source, 1 in the target. */
  files: tf.Tensor;
  /** `[batch, n, 2]`: bytes of the MIDI track up to and with the patch, as two bytes, the higher first. */
  trackBytes: tf.Tensor;
}

/** @returns `[batch, n, hidden]` */
export function patchStates2(
  w: Weights,
  { patches, positions, files, trackBytes }: PatchInputs2,
  config: Bgpt2Config,
  attendAt: AttendAt,
): tf.Tensor {
  let embedded = embeddingSum(w['patch.embedding']!, patches).add(embedding(w['patch.file']!, files));
  if (config.lengthsLast) embedded = embedded.add(embeddingSum(w['patch.track_bytes']!, trackBytes));
  const turn = turner(config.patchLength, config.headWidth, positions);
  const x = stack(
    rmsNorm(embedded, w['patch.norm_in']!),
    w,
    'patch',
    config.patchLayers,
    config,
    turn,
    attendAt,
  );
  return rmsNorm(x, w['patch.norm_out']!);
}

/**
 * What the byte decoder reads for whole patches: each position its slice of the state, and the symbol before it.
 * @param states `[m, hidden]` of the patch before each  @param targets int32 `[m, size]`  @returns `[m, size, byteHidden]`
 */
export function byteInputs2(
  w: Weights,
  states: tf.Tensor,
  targets: tf.Tensor,
  config: Bgpt2Config,
): tf.Tensor {
  const [m, size] = targets.shape as [number, number];
  const slices = linear(states, w['byte.slices']!).reshape([m, size, config.byteHidden]);
  const before = embedding(w['byte.embedding']!, targets.slice([0, 0], [m, size - 1]));
  return slices.add(
    before.pad([
      [0, 0],
      [1, 0],
      [0, 0],
    ]),
  );
}

/** @param inputs `[m, n, byteHidden]`  @param positions int32 `[m, n]`  @returns logits `[m, n, 257]` */
export function byteLogits2(
  w: Weights,
  inputs: tf.Tensor,
  positions: tf.Tensor,
  config: Bgpt2Config,
  attendAt: AttendAt,
): tf.Tensor {
  const turn = turner(config.patchSize, config.headWidth, positions);
  const x = stack(inputs, w, 'byte', config.byteLayers, config, turn, attendAt);
  return linear(rmsNorm(x, w['byte.norm_out']!), w['byte.head']!);
}

type Turn = (x: tf.Tensor) => tf.Tensor;

function turner(most: number, width: number, positions: tf.Tensor): Turn {
  const { cos, sin } = rotaryTables(most, width);
  return (x) => rotary(x, cos, sin, positions);
}

function stack(
  x: tf.Tensor,
  w: Weights,
  level: string,
  layers: number,
  config: Bgpt2Config,
  turn: Turn,
  attendAt: AttendAt,
): tf.Tensor {
  for (let i = 0; i < layers; i++) x = block(x, w, `${level}.${i}`, config, turn, attendAt(i));
  return x;
}

/** `x += out(attend(norm x)); x += down(act(up(norm x)))`, no biases. */
function block(
  x: tf.Tensor,
  w: Weights,
  prefix: string,
  config: Bgpt2Config,
  turn: Turn,
  attend: Attend,
): tf.Tensor {
  const heads = x.shape.at(-1)! / config.headWidth;
  const [q, k, v] = splitHeads(linear(rmsNorm(x, w[`${prefix}.norm_1`]!), w[`${prefix}.qkv`]!), heads);
  const mixed = attend(turn(rmsNorm(q, w[`${prefix}.q_norm`]!)), turn(rmsNorm(k, w[`${prefix}.k_norm`]!)), v);
  const attended = x.add(linear(joinHeads(mixed).reshape(x.shape), w[`${prefix}.out`]!));
  const activation = config.activation === 'gelu' ? gelu : squaredRelu;
  const inner = activation(linear(rmsNorm(attended, w[`${prefix}.norm_2`]!), w[`${prefix}.up`]!));
  return attended.add(linear(inner, w[`${prefix}.down`]!));
}

/** Names and shapes of every tensor; matrices are `[in, out]`. */
export function bgpt2Shapes(config: Bgpt2Config): Record<string, number[]> {
  const { hidden, byteHidden, patchSize } = config;
  return {
    'patch.embedding': [patchSize * SYMBOLS, hidden],
    'patch.file': [FILES, hidden],
    ...(config.lengthsLast ? { 'patch.track_bytes': [COUNT_BYTES * SYMBOLS, hidden] } : {}),
    'patch.norm_in': [hidden],
    ...blockShapes('patch', config.patchLayers, hidden, config),
    'patch.norm_out': [hidden],
    'byte.slices': [hidden, patchSize * byteHidden],
    'byte.embedding': [SYMBOLS, byteHidden],
    ...blockShapes('byte', config.byteLayers, byteHidden, config),
    'byte.norm_out': [byteHidden],
    'byte.head': [byteHidden, SYMBOLS],
  };
}

function blockShapes(
  level: string,
  layers: number,
  d: number,
  { headWidth, mlpRatio }: Bgpt2Config,
): Record<string, number[]> {
  const block: [string, number[]][] = [
    ['norm_1', [d]],
    ['qkv', [d, 3 * d]],
    ['q_norm', [headWidth]],
    ['k_norm', [headWidth]],
    ['out', [d, d]],
    ['norm_2', [d]],
    ['up', [d, mlpRatio * d]],
    ['down', [mlpRatio * d, d]],
  ];
  const all = Array.from({ length: layers }, (_, i) =>
    block.map(([name, shape]) => [`${level}.${i}.${name}`, shape]),
  );
  return Object.fromEntries(all.flat());
}
