/** Hazards of a run: a resume that differs, a stop that loses, a good checkpoint overwritten, an engine that is not ours. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mixedPairs, type PairSource } from '../../src/bytes/pair-source.ts';
import type { PairBytes } from '../../src/bytes/sequence.ts';
import { storedPairs } from '../../src/bytes/stored-pairs.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { onnxEngine } from '../../src/engine/onnx/onnx-engine.ts';
import { initialWeights } from '../../src/model/initial-weights.ts';
import { remixedPairs } from '../../src/music/rendered-pairs.ts';
import { readText } from '../../src/store/file-store.ts';
import { memoryStore } from '../../src/store/memory-store.ts';
import { loadCheckpoint } from '../../src/store/stored-checkpoint.ts';
import { type GivenTrainOptions, TRAIN_DEFAULTS } from '../../src/train/options.ts';
import { readRun } from '../../src/train/run-state.ts';
import { train } from '../../src/train/train.ts';
import type { TrainRequest } from '../../src/train/train-request.ts';
import { firstPairs, metricsIn, pairOf, SMALL_BATCHES, shortTunes, TINY, toEnd } from './run.ts';

const source = shortTunes(1);
let valid: PairBytes[];
let engine: Engine;
beforeAll(async () => {
  engine = onnxEngine({ threads: 1 });
  valid = await firstPairs(shortTunes(2), 6);
});
afterAll(() => engine.dispose());

function request(
  architecture: 'bgpt' | 'bgpt-2',
  options: GivenTrainOptions,
  more: Partial<TrainRequest> = {},
): TrainRequest {
  return {
    engine,
    source,
    model: { config: TINY[architecture] },
    store: memoryStore(),
    valid,
    options: { ...SMALL_BATCHES, ...options },
    ...more,
  };
}

describe.each(['bgpt', 'bgpt-2'] as const)('%s', (architecture) => {
  // The rate must not depend on the run's length for two halves to equal a whole.
  const constant = { schedule: { cooldownShare: 0, floor: 1 } };

  test('twice 20 steps equal 40, bit for bit: weights, moments and position', async () => {
    const [whole, halves] = [memoryStore(), memoryStore()];
    await toEnd(request(architecture, { steps: 40, ...constant }, { store: whole }));
    await toEnd(request(architecture, { steps: 20, ...constant }, { store: halves }));
    await toEnd({
      engine,
      source,
      valid,
      store: halves,
      model: await readRun(halves),
      options: { steps: 40 },
    });
    const [a, b] = [await readRun(whole), await readRun(halves)];
    expect(b.weights).toEqual(a.weights);
    expect(b.optimizer).toEqual(a.optimizer);
    expect(b.trainer.position).toEqual(a.trainer.position);
    expect((await metricsIn(halves)).map(({ step }) => step)).toEqual(
      (await metricsIn(whole)).map(({ step }) => step),
    );
  }, 120_000);

  test('it learns: bits per byte on held-out tunes fall well below a fresh model', async () => {
    const store = memoryStore();
    const result = await toEnd(request(architecture, { steps: 60 }, { store }));
    // a model that knows nothing costs a little over 8 bits a byte
    expect(result.validBpb).toBeLessThan(7);
    const lines = await metricsIn(store);
    expect(lines).toEqual(result.lines);
    expect(lines.at(-1)).toMatchObject({ step: 60, done: 1, validBpb: result.validBpb, validFiles: 6 });
    expect(lines[0]!.bpb).toBeGreaterThan(lines.at(-1)!.bpb);
    expect(await readText(store, 'README.md')).toContain('60 steps');
  });
});

test('stored, synthetic and remixed pairs together: the same bits again, and over a resume within a pool', async () => {
  const tunes = await firstPairs(shortTunes(5), 40);
  const blocks = {
    counts: [10, 10, 10, 10],
    read: async (block: number) => tunes.slice(10 * block, 10 * block + 10),
  };
  const mixture = () => {
    const stored = storedPairs('tunes', blocks, 1, { windowBlocks: 2, heldBlocks: 2 });
    const plain = mixedPairs(stored, shortTunes(1), 0.5);
    return mixedPairs(plain, remixedPairs(1, plain), 0.3);
  };
  const options = { schedule: { cooldownShare: 0, floor: 1 }, batchesPerStep: 1 };
  const once = async (...lengths: number[]) => {
    const store = memoryStore();
    for (const steps of lengths) {
      const model = steps === lengths[0] ? { config: TINY.bgpt } : await readRun(store);
      await toEnd(request('bgpt', { ...options, steps }, { store, model, source: mixture(), valid: [] }));
    }
    return readRun(store);
  };
  const [whole, again, parts] = [await once(12), await once(12), await once(3, 8, 12)];
  expect(again.weights).toEqual(whole.weights);
  expect(parts.weights).toEqual(whole.weights);
  expect(parts.trainer.position).toEqual(whole.trainer.position);
});

test('a stop saves, and says that it was one', async () => {
  const store = memoryStore();
  const stop = new AbortController();
  const run = train(request('bgpt', { steps: 1000, logSteps: 3 }, { store, signal: stop.signal }));
  expect((await run.next()).value).toMatchObject({ step: 3 });
  stop.abort();
  const last = await run.next();
  expect(last).toMatchObject({ done: true, value: { stopped: 'interrupted', steps: 3, savedStep: 3 } });
  expect((await readRun(store)).trainer.step).toBe(3);
});

test('hazard: a stop while the source composes waits for no pool', async () => {
  const stop = new AbortController();
  let asked = 0;
  const slow: PairSource = {
    name: 'slow',
    size: undefined,
    pair: async (index) => {
      // the sample first, then the first pool
      if (++asked === 210) stop.abort();
      return pairOf(index & 255, 20);
    },
  };
  const options = { steps: 10, poolPairs: 100_000 };
  const result = await toEnd(request('bgpt', options, { source: slow, valid: [], signal: stop.signal }));
  expect(result).toMatchObject({ stopped: 'interrupted', steps: 0 });
  expect(asked).toBeLessThan(1000);
});

test('leaving the loop lets go of the run, and the engine goes on', async () => {
  for await (const line of train(request('bgpt', { steps: 1000, logSteps: 1 }))) {
    expect(line.step).toBe(1);
    break;
  }
  expect((await toEnd(request('bgpt', { steps: 1 }))).steps).toBe(1);
});

test('a loss that runs away stops the run and keeps the last good checkpoint', async () => {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  const store = memoryStore(files);
  await toEnd(request('bgpt', { steps: 5 }, { store }));
  const good = files.get('model.safetensors');
  const mad = { steps: 500, rate: 1e30 };
  const running = toEnd({ engine, source, valid, store, model: await readRun(store), options: mad });
  await expect(running).rejects.toMatchObject({ code: 'train/diverged' });
  expect(files.get('model.safetensors')).toBe(good);
});

/** Tunes of one byte's bytes, which are soon learnt; from pair `from` on other bytes, which are not. */
function turning(from: number): PairSource {
  const random = (n: number) => Math.imul(n + 1, 0x9e3779b1) >>> 24;
  return {
    name: 'turning',
    size: undefined,
    pair: async (index) =>
      index < from
        ? pairOf(7, 40)
        : { ...pairOf(9, 40), target: Uint8Array.from({ length: 40 }, (_, i) => random(40 * index + i)) },
  };
}

test('hazard: a run that ends during a loss alarm keeps the good checkpoint, and says which that is', async () => {
  // one pair a step, so that the source's turn at pair 115 comes at step 115
  const options = { poolPairs: 1, batchesPerStep: 1, rate: 3e-3, logSteps: 50 };
  const store = memoryStore();
  const shared = { source: turning(115), store, valid: [] };
  await toEnd(request('bgpt', { ...options, steps: 60 }, shared));
  const model = await readRun(store);
  const result = await toEnd(request('bgpt', { ...options, steps: 117 }, { ...shared, model }));
  expect(result).toMatchObject({ steps: 117, stopped: 'done', savedStep: 60 });
  expect((await readRun(store)).trainer.step).toBe(60);
  // a run that has nothing better keeps what it has
  const fresh = { ...shared, store: memoryStore() };
  expect(await toEnd(request('bgpt', { ...options, steps: 117 }, fresh))).toMatchObject({ savedStep: 117 });
});

test('hazard: an epoch is over when every pair was drawn, those that no context holds among them', async () => {
  const short = Array.from({ length: 25 }, (_, i) => pairOf(i, 20));
  const long = Array.from({ length: 15 }, (_, i) => pairOf(100 + i, 2000));
  const stored = storedPairs('some long', [...short, ...long], 1);
  const seen: number[] = [];
  const spied: PairSource = {
    ...stored,
    async pair(index) {
      const pair = await stored.pair(index);
      if (pair!.target.length < 100) seen.push(index);
      return pair;
    },
  };
  for (const epochs of [1, 2, 1.5]) {
    const result = await toEnd(request('bgpt', { epochs }, { source: spied, valid: [] }));
    const fitting = new Set(seen.filter((index) => index < 40 * epochs)).size;
    expect(result.pairs).toBe(fitting);
    if (epochs !== 1.5) expect(result).toMatchObject({ pairs: 25 * epochs, tooLong: 15 * epochs });
    expect(result.lines.at(-1)!.done).toBe(1);
  }
});

test('hazard: the last pairs of an epoch fit no context; the run ends with a validation and a save all the same', async () => {
  const pairs = Array.from({ length: 60 }, (_, i) => pairOf(i, i < 30 ? 20 : 2000));
  // in the order given
  const source: PairSource = { name: 'short first', size: 60, pair: async (index) => pairs[index % 60] };
  const store = memoryStore();
  const result = await toEnd(request('bgpt', { epochs: 1, poolPairs: 30 }, { source, store }));
  expect(result).toMatchObject({ pairs: 30, tooLong: 30, stopped: 'done' });
  expect(result.validBpb).not.toBeNull();
  expect((await readRun(store)).trainer.step).toBe(result.steps);
  expect((await metricsIn(store)).at(-1)).toMatchObject({ done: 1, validFiles: 6 });
});

test('hazard: pairs longer than any of the first 200 are trained on and validated', async () => {
  // 64 patches, the whole context, where the sample's longest has 7
  const longest = pairOf(3, 16 * 60);
  const source: PairSource = {
    name: 'long ones late',
    size: undefined,
    pair: async (index) => (index < 200 ? pairOf(index, 30) : longest),
  };
  const options = { steps: 60, poolPairs: 20, batchesPerStep: 1 };
  const result = await toEnd(request('bgpt', options, { source, valid: [longest, pairOf(1, 30)] }));
  expect(result.tooLong).toBe(0);
  expect(result.pairs).toBeGreaterThan(220);
  expect(result.lines.at(-1)!.validFiles).toBe(2);
});

test('hazard: validation pairs that no context holds give no figure, and no NaN', async () => {
  const store = memoryStore();
  const result = await toEnd(request('bgpt', { steps: 1 }, { store, valid: [pairOf(1, 5000)] }));
  expect(result.validBpb).toBeNull();
  expect((await metricsIn(store)).at(-1)).not.toHaveProperty('validBpb');
});

test('hazard: a curriculum that begins below the shortest pair trains on the shortest there is', async () => {
  const config = { ...TINY.bgpt, patchLength: 128 };
  const stored = storedPairs('all long', [pairOf(1, 16 * 80), pairOf(2, 16 * 90)], 1);
  const options = { steps: 2, curriculumPairs: 1000, poolPairs: 2 };
  const result = await toEnd(request('bgpt', options, { model: { config }, source: stored, valid: [] }));
  expect(result).toMatchObject({ steps: 2, tooLong: 0 });
});

test('hazard: weights to begin with keep the training defaults of their own architecture', async () => {
  const config = TINY.bgpt;
  const model = { config, weights: initialWeights(config, 7) };
  const store = memoryStore();
  await toEnd(request('bgpt', { steps: 1, rate: 0 }, { model, store, valid: [] }));
  const { trainer, weights } = await readRun(store);
  expect(trainer.options.optimizer.kind).toBe('adamw');
  expect(weights).toEqual(initialWeights(config, 7));
});

test('directions stay with the checkpoint', async () => {
  const store = memoryStore();
  const directions = [{ from: 'mid', to: 'abc' }];
  const options = { steps: 1 };
  await toEnd(request('bgpt', options, { store, model: { config: TINY.bgpt, directions }, valid: [] }));
  await toEnd(request('bgpt', { steps: 2 }, { store, model: await readRun(store), valid: [] }));
  expect((await loadCheckpoint(store)).directions).toEqual(directions);
});

test.each([
  [
    'nothing fits the context',
    { model: { config: { ...TINY.bgpt, patchLength: 4 } } },
    { steps: 1 },
    'train/no-pairs',
  ],
  ['no length', {}, {}, 'usage/invalid-option'],
  ['epochs of a source without an end', {}, { epochs: 1 }, 'usage/invalid-option'],
] as const)('%s: a coded error', async (_, more, options, code) => {
  await expect(toEnd(request('bgpt', options, { source, ...more }))).rejects.toMatchObject({ code });
});

test('the options of a run that goes on stay, and a length of another kind takes the place of its own', async () => {
  const store = memoryStore();
  await toEnd(request('bgpt', { steps: 2, rate: 1e-3 }, { store, valid: [] }));
  const model = await readRun(store);
  const seconds = model.trainer.seconds + 0.05;
  const longer = await toEnd({ engine, source, store, model, options: { minutes: seconds / 60 } });
  expect(longer.steps).toBeGreaterThan(2);
  const { options } = (await readRun(store)).trainer;
  expect(options).toMatchObject({
    rate: 1e-3,
    poolPairs: SMALL_BATCHES.poolPairs,
    logSteps: TRAIN_DEFAULTS.logSteps,
  });
  expect(options).not.toHaveProperty('steps');
});
