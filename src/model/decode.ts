/**
 * Generation as three pure functions of named tensors. `extend` carries the patch decoder over new patches, with the
 * caches of the old ones; `write` lets the byte decoder write a patch behind a state, all its steps in one graph;
 * `verify` gives the byte decoder's logits on patches that are already there, such as drafts.
 */
import { causalMask } from '../graph/ops/attention.ts';
import type { Signature, TensorFunction, TensorSpec, Tensors } from '../graph/signature.ts';
import * as tf from '../graph/tf.ts';
import { byteInputs, byteLogits, patchStates } from './bgpt.ts';
import { type PatchInputs2, patchStates2 } from './bgpt2.ts';
import { firstOwnPlace } from './byte-block.ts';
import { byteSteps } from './byte-steps.ts';
import { HEAD_WIDTH, type ModelConfig, SYMBOLS } from './config.ts';
import { contextSignature } from './context-signature.ts';
import { cachedAttention } from './decode-attention.ts';
import type { AttendAt } from './heads.ts';
import { stateWidth } from './model.ts';
import { patchLogits2 } from './patch-logits.ts';
import { pointerCache } from './pointer.ts';
import { everyLayer } from './within.ts';

const int32 = (...shape: number[]): TensorSpec => ({ dtype: 'int32', shape });
const float32 = (...shape: number[]): TensorSpec => ({ dtype: 'float32', shape });

/** Heads of a layer, and the widths of what each of them keeps of a patch. */
export interface CacheSize {
  heads: number;
  key: number;
  value: number;
}

/** What the caches hold, layer by layer; the pointer is the last. */
export function cacheSizes(config: ModelConfig): CacheSize[] {
  const width = config.architecture === 'bgpt' ? HEAD_WIDTH : config.headWidth;
  const layer = { heads: config.hidden / width, key: width, value: width };
  const layers = Array.from({ length: config.patchLayers }, () => layer);
  return config.architecture === 'bgpt' || config.pointerHeads === 0
    ? layers
    : [...layers, pointerCache(config)];
}

/** Whether a tensor belongs to the patch decoder (the others are the byte decoder's), by its name. */
export function isPatchWeight(name: string): boolean {
  return name.startsWith('patch');
}

/** Axis of the caches and of `past` that may be shorter at a run than in the signature. */
export const CAPACITY_AXES = { caches: 2, past: 3 } as const;

export interface ExtendShape {
  batch: number;
  /** New patches in a row. */
  count: number;
  /** Patches that the caches hold. */
  capacity: number;
}

export function extendSignature(config: ModelConfig, { batch, count, capacity }: ExtendShape): Signature {
  return {
    patches: int32(batch, count, config.patchSize),
    ...contextSignature(batch, count),
    past: float32(batch, 1, 1, capacity),
    ...Object.fromEntries(
      cacheSizes(config).flatMap(({ heads, key, value }, i) => [
        [`past.key.${i}`, float32(batch, heads, capacity, key)],
        [`past.value.${i}`, float32(batch, heads, capacity, value)],
      ]),
    ),
  };
}

/** Outputs: `states` `[batch, count, stateWidth]`, and of each layer `key.i` and `value.i` `[batch, heads, count, width]`. */
export function extendProgram(config: ModelConfig): TensorFunction {
  return (given) => {
    const outputs: Record<string, tf.Tensor> = {};
    const [batch, count] = given.patches!.shape as [number, number];
    const t = count === 1 ? ofOnePatch(given) : given;
    const inputs = t as unknown as PatchInputs2;
    const causal = causalMask(count);
    const attendAt: AttendAt = (layer) => (q, k, v) => {
      outputs[`key.${layer}`] = k;
      outputs[`value.${layer}`] = v;
      const cache = { keys: t[`past.key.${layer}`]!, values: t[`past.value.${layer}`]! };
      return cachedAttention(q, k, v, cache, t.past!, causal);
    };
    const states =
      config.architecture === 'bgpt'
        ? patchStates(t, inputs.patches, inputs.positions, config, attendAt)
        : patchStates2(t, inputs, config, attendAt);
    outputs.states = states.reshape([batch, count, stateWidth(config)]);
    return outputs;
  };
}

/** Without the axis of the patches, which every layer would only carry along: `[batch, 1, …]` → `[batch, …]`. */
function ofOnePatch(given: Tensors): Tensors {
  const squeezed = Object.entries(given).map(([name, x]) => [name, x.dtype === 'int32' ? x.squeeze([1]) : x]);
  return Object.fromEntries(squeezed);
}

/** What the byte decoder reads of the patch before: its state, and where it attends to them its symbols. */
function behindSignature(config: ModelConfig, rows: number): Signature {
  const states = float32(rows, stateWidth(config));
  return attendsToPrevious(config) ? { states, previous: int32(rows, config.patchSize) } : { states };
}

/** Whether `write` and `verify` take the symbols of the patch before, `previous`. */
export function attendsToPrevious(config: ModelConfig): boolean {
  return firstOwnPlace(config) > 0;
}

export interface WriteOptions {
  rows: number;
  /** Symbols are drawn: `noise` is added to the logits times `sharpness`. */
  sampled: boolean;
}

export function writeSignature(config: ModelConfig, { rows, sampled }: WriteOptions): Signature {
  const size = config.patchSize;
  return {
    ...behindSignature(config, rows),
    forced: int32(rows, size),
    ...(sampled ? { noise: float32(rows, size, SYMBOLS), sharpness: float32() } : {}),
  };
}

/**
 * Writes a patch behind each state: symbols `forced` where that is not negative, elsewhere the likeliest (or drawn).
 * Outputs: `symbols` int32 `[rows, size]`, without meaning behind an END; `logits` `[rows, size, 257]` they were chosen from.
 */
export function writeProgram(config: ModelConfig, { rows, sampled }: WriteOptions): TensorFunction {
  return (t) => {
    const size = config.patchSize;
    const step = byteSteps(t, config);
    // what can be done for all steps at once is: a node costs about as much time as it has work here
    const perStep = (x: tf.Tensor) => tf.split(x, size, 0) as tf.Tensor[];
    const forced = t.forced!.transpose();
    const [forcedAt, freeAt] = [perStep(forced), perStep(forced.less(0))];
    const noiseAt = sampled ? (tf.split(t.noise!, size, 1) as tf.Tensor[]) : [];
    let before: tf.Tensor | undefined;
    const [symbols, all]: [tf.Tensor[], tf.Tensor[]] = [[], []];
    for (let k = 0; k < size; k++) {
      const logits = step(k, before);
      all.push(logits);
      const scores = sampled ? logits.mul(t.sharpness!).add(noiseAt[k]!.reshape([rows, SYMBOLS])) : logits;
      const taken = tf.where(freeAt[k]!, scores.argMax(1).expandDims(0), forcedAt[k]!);
      symbols.push(taken);
      before = taken.reshape([rows]);
    }
    return {
      symbols: tf.concat(symbols, 0).transpose(),
      logits: tf.concat(all, 1).reshape([rows, size, SYMBOLS]),
    };
  };
}

export function verifySignature(config: ModelConfig, rows: number): Signature {
  return { ...behindSignature(config, rows), targets: int32(rows, config.patchSize) };
}

/** Outputs: `logits` `[rows, size, 257]` of every symbol of the targets, each given those before it. */
export function verifyProgram(config: ModelConfig): TensorFunction {
  return (t) => {
    const [states, targets] = [t.states!, t.targets!];
    if (config.architecture === 'bgpt-2')
      return { logits: patchLogits2(t, { states, previous: t.previous, targets }, config) };
    const causal = everyLayer(causalMask(config.patchSize));
    return { logits: byteLogits(t, byteInputs(t, states, targets, config), config, causal) };
  };
}
