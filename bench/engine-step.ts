/**
 * A training step of the published model on random bytes, as the trainer compiles it (src/train/programs.ts): what
 * bench/engine.ts times and bench/profile-step.ts takes apart. The peer is ../shared/peers/torch_bgpt.py `bench small 8 128`.
 */
import type { Engine, State } from '../src/engine/engine.ts';
import type { HostTensor } from '../src/graph/host-tensor.ts';
import type { BgptConfig, ModelConfig } from '../src/model/config.ts';
import { PRESETS } from '../src/model/config.ts';
import { trainingFlops } from '../src/model/flops.ts';
import { initialWeights } from '../src/model/initial-weights.ts';
import { parameterCount, weightShapes } from '../src/model/model.ts';
import type { Batch, BatchShape } from '../src/reading/batch.ts';
import { layByteRows } from '../src/reading/byte-rows.ts';
import { blankContext } from '../src/reading/patch-context.ts';
import { OPTIMIZER_DEFAULTS } from '../src/train/optimizer.ts';
import { applyProgram, applySignature, gradientProgram, gradientSignature } from '../src/train/programs.ts';

export const SEQUENCES = 8;
export const PATCHES = 128;
/** The least rate at which nothing moves far: the peer's. */
const RATE = 1e-4;

export interface StepBench {
  compileS: number;
  /** One optimiser step; seconds and the mean cost of a symbol in nats. */
  step(): Promise<{ seconds: number; nats: number }>;
}

/** @param profile prefix of ONNX Runtime's profile files of the gradient program */
export async function openStep(
  engine: Engine,
  config: ModelConfig = PRESETS.bgpt.small,
  { sequences = SEQUENCES, patches = PATCHES, micro = 4, profile = '' } = {},
): Promise<StepBench> {
  const rows = sequences / micro;
  const shape: BatchShape = { rows, length: patches, scored: rows * (patches - 1) };
  const started = performance.now();
  const gradient = await engine.compile(
    gradientProgram(config),
    gradientSignature(config, shape),
    profile ? { profile } : {},
  );
  const apply = await engine.compile(
    applyProgram(config, OPTIMIZER_DEFAULTS),
    applySignature(config, OPTIMIZER_DEFAULTS),
  );
  const compileS = (performance.now() - started) / 1000;
  const state = firstState(engine, config);
  const batches = Array.from({ length: micro }, (_, i) =>
    layByteRows(randomBatch(shape, config.patchSize, i), shape, config),
  );
  const symbols = sequences * (patches - 1) * config.patchSize;
  let steps = 0;
  return {
    compileS,
    async step() {
      const start = performance.now();
      steps++;
      let nats = 0;
      for (const [i, batch] of batches.entries()) {
        const made = await gradient.run(
          { ...batch, keep: scalar(i === 0 ? 0 : 1), scale: scalar(1 / symbols) },
          state,
        );
        for (const cost of made.nats!.data) nats += cost;
      }
      const rates = { rate: scalar(RATE), muonRate: scalar(RATE) };
      const { beta1, beta2 } = OPTIMIZER_DEFAULTS;
      const corrections = {
        correction1: scalar(1 - beta1 ** steps),
        correction2: scalar(1 - beta2 ** steps),
      };
      await apply.run({ ...rates, ...corrections }, state);
      return { seconds: (performance.now() - start) / 1000, nats: nats / symbols };
    },
  };
}

/** Floating point operations of the step. */
export function stepFlops(config: BgptConfig = PRESETS.bgpt.small): number {
  return trainingFlops(config, { rows: SEQUENCES, length: PATCHES, scored: SEQUENCES * (PATCHES - 1) });
}

export function parameters(config: BgptConfig = PRESETS.bgpt.small): number {
  return parameterCount(config);
}

function firstState(engine: Engine, config: ModelConfig): State {
  const tensors: Record<string, HostTensor> = {};
  for (const [name, tensor] of Object.entries(initialWeights(config, 1))) tensors[`w/${name}`] = tensor;
  for (const [name, shape] of Object.entries(weightShapes(config))) {
    const size = shape.reduce((a, b) => a * b, 1);
    for (const part of ['g', 'm', 'v'])
      tensors[`${part}/${name}`] = { dtype: 'float32', shape, data: new Float32Array(size) };
  }
  return engine.state(tensors);
}

/** Every symbol of every patch but a row's first is scored, as the peer does. */
function randomBatch({ rows, length, scored }: BatchShape, size: number, seed: number): Batch {
  const patches = Int32Array.from({ length: rows * length * size }, (_, i) => hash(i + seed * 7919) & 255);
  const places = Int32Array.from({ length: scored }, (_, i) => {
    const [row, at] = [Math.floor(i / (length - 1)), i % (length - 1)];
    return row * length + at;
  });
  const targets = Int32Array.from(
    { length: scored * size },
    (_, i) => patches[(places[Math.floor(i / size)]! + 1) * size + (i % size)]!,
  );
  const int32 = (shape: number[], data: Int32Array): HostTensor => ({ dtype: 'int32', shape, data });
  const grid = (f: (row: number, at: number) => number) =>
    int32(
      [rows, length],
      Int32Array.from({ length: rows * length }, (_, i) => f(Math.floor(i / length), i % length)),
    );
  return {
    patches: int32([rows, length, size], patches),
    owners: grid((row) => row),
    ...blankContext(rows, length),
    positions: grid((_, at) => at),
    rows: int32([scored], places),
    targets: int32([scored, size], targets),
    labels: int32([scored, size], targets.slice()),
    weights: { dtype: 'float32', shape: [scored], data: new Float32Array(scored).fill(1) },
  };
}

function hash(x: number): number {
  const y = Math.imul(x ^ (x >>> 16), 0x45d9f3b);
  return (y ^ (y >>> 13)) >>> 0;
}

function scalar(value: number): HostTensor {
  return { dtype: 'float32', shape: [], data: Float32Array.of(value) };
}
