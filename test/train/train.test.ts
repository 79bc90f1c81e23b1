import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../src/engine/engine.ts';
import { onnxEngine } from '../../src/engine/onnx/onnx-engine.ts';
import { PRESETS } from '../../src/model/config.ts';
import { syntheticPairs } from '../../src/music/rendered-pairs.ts';
import { readCheckpoint, readOptimizer } from '../../src/store/checkpoint.ts';
import { ARCHITECTURE_DEFAULTS, TRAIN_DEFAULTS, type TrainOptions } from '../../src/train/options.ts';
import { type TrainerState, train } from '../../src/train/train.ts';

const source = syntheticPairs(1, { profile: 'short', maxBars: 1 });
const valid = Array.from(
  { length: 6 },
  (_, i) => syntheticPairs(2, { profile: 'short', maxBars: 1 }).pair(i)!,
);

const options = (architecture: 'bgpt' | 'bgpt-2', more: Partial<TrainOptions>): TrainOptions => ({
  ...TRAIN_DEFAULTS,
  ...ARCHITECTURE_DEFAULTS[architecture],
  poolPairs: 24,
  batchPatches: 64,
  batchesPerStep: 2,
  validateSeconds: 1e9,
  saveSeconds: 1e9,
  ...more,
});

let folder: string;
let engine: Engine;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'train-'));
  engine = onnxEngine({ threads: 1 });
});
afterAll(async () => {
  await engine.dispose();
  await rm(folder, { recursive: true, force: true });
});

async function go(
  out: string,
  architecture: 'bgpt' | 'bgpt-2',
  more: Partial<TrainOptions>,
  signal?: AbortSignal,
) {
  const config = { ...PRESETS[architecture].nano, patchLength: 64 };
  return train({
    engine,
    config,
    source,
    valid,
    out,
    options: options(architecture, more),
    ...(signal ? { signal } : {}),
  });
}

async function goOn(out: string, steps: number) {
  const { config, weights, trainer } = await readCheckpoint(out);
  const optimizer = (await readOptimizer(out))!;
  const state = trainer as TrainerState;
  return train({
    engine,
    config,
    source,
    valid,
    out,
    options: { ...state.options, steps },
    resume: { weights, optimizer, trainer: state },
  });
}

describe.each(['bgpt', 'bgpt-2'] as const)('%s', (architecture) => {
  // The rate must not depend on the run's length for two halves to equal a whole.
  const constant = { schedule: { ...TRAIN_DEFAULTS.schedule, cooldownShare: 0, floor: 1 } };

  test('twice 50 steps equal 100, bit for bit: weights, moments and position', async () => {
    const [whole, halves] = [join(folder, `${architecture}-whole`), join(folder, `${architecture}-halves`)];
    await go(whole, architecture, { steps: 100, ...constant });
    await go(halves, architecture, { steps: 50, ...constant });
    await goOn(halves, 100);
    const [a, b] = [await readCheckpoint(whole), await readCheckpoint(halves)];
    expect(b.weights).toEqual(a.weights);
    expect(await readOptimizer(halves)).toEqual(await readOptimizer(whole));
    expect((b.trainer as TrainerState).position).toEqual((a.trainer as TrainerState).position);
  }, 120_000);

  test('it learns: bits per byte on held-out tunes fall well below a fresh model', async () => {
    const out = join(folder, `${architecture}-learns`);
    const result = await go(out, architecture, { steps: 60 });
    // a model that knows nothing costs a little over 8 bits a byte
    expect(result.validBpb).toBeLessThan(7);
    const lines = (await readFile(join(out, 'metrics.jsonl'), 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.at(-1)).toMatchObject({ step: 60, done: 1, validBpb: result.validBpb, validFiles: 6 });
    expect(lines[0].bpb).toBeGreaterThan(lines.at(-1).bpb);
  });
});

test('a stop saves, and says that it was one', async () => {
  const out = join(folder, 'stopped');
  const stop = new AbortController();
  const running = train({
    engine,
    config: { ...PRESETS.bgpt.nano },
    source,
    valid,
    out,
    options: options('bgpt', { steps: 1000, logSteps: 3 }),
    signal: stop.signal,
    onMetrics: () => stop.abort(),
  });
  expect((await running).stopped).toBe('interrupted');
  const { trainer } = await readCheckpoint(out);
  expect((trainer as TrainerState).step).toBe(3);
});

test('a loss that runs away stops the run and keeps the last good checkpoint', async () => {
  const out = join(folder, 'diverged');
  await go(out, 'bgpt', { steps: 5 });
  const before = await readCheckpoint(out);
  const onDisk = await readFile(join(out, 'model.safetensors'));
  const mad = { ...(before.trainer as TrainerState).options, steps: 500, rate: 1e30 };
  const optimizer = (await readOptimizer(out))!;
  const running = train({
    engine,
    config: before.config,
    source,
    valid,
    out,
    options: mad,
    resume: { ...before, optimizer, trainer: before.trainer as TrainerState },
  });
  await expect(running).rejects.toMatchObject({ code: 'train/diverged' });
  // the run took over the tensors it resumed from, so what was there is compared by the bytes on disk
  expect(await readFile(join(out, 'model.safetensors'))).toEqual(onDisk);
});

test('a source of which nothing fits says so', async () => {
  const config = { ...PRESETS.bgpt.nano, patchLength: 4 };
  const running = train({
    engine,
    config,
    source,
    valid,
    out: join(folder, 'none'),
    options: options('bgpt', { steps: 1 }),
  });
  await expect(running).rejects.toMatchObject({ code: 'train/no-pairs' });
});
