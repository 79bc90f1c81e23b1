/** Hazards of workers that train together: another result than one alone, another at each run, a resume that differs. */
import { expect, test } from 'vitest';
import { onnxEngine } from '../../src/engine/onnx/onnx-engine.ts';
import { initialWeights } from '../../src/model/initial-weights.ts';
import { batchShapes } from '../../src/reading/batch-shapes.ts';
import { pack } from '../../src/reading/pack.ts';
import { readPair } from '../../src/reading/read-pair.ts';
import { memoryStore } from '../../src/store/memory-store.ts';
import { ARCHITECTURE_DEFAULTS } from '../../src/train/options.ts';
import { readRun, tensorsOf } from '../../src/train/run-state.ts';
import { freshOptimizer, openStepper, type Stepper } from '../../src/train/stepper.ts';
import { openParallelStepper } from '../../src/workers/parallel-stepper.ts';
import { trainWorkers } from '../../src/workers/train-workers.ts';
import { firstPairs, SMALL_BATCHES, shortTunes, TINY, toEnd } from './run.ts';

const config = TINY['bgpt-2'];
const { optimizer } = ARCHITECTURE_DEFAULTS['bgpt-2'];
const source = shortTunes(1);

test('two workers move the weights as one engine does', async () => {
  const sequences = (await firstPairs(source, 12)).map((pair) => readPair(pair, config));
  const { batches } = pack(sequences, batchShapes(sequences, config.patchLength, 0, 128));
  expect(batches.length).toBeGreaterThan(2);
  const stepping = { optimizer, sourceWeight: 0 };
  const moved = async (stepper: Stepper) => {
    const results = [];
    for (let i = 0; i < 3; i++) results.push(await stepper.step(batches, { rate: 1e-3, muonRate: 0.01 }));
    const { weights } = await tensorsOf(stepper);
    const costs = await stepper.evaluate(batches[0]!);
    const nats = Array.from(costs.nats);
    await stepper.dispose();
    return { results, weights, nats };
  };
  const engine = onnxEngine({ threads: 1 });
  const first = () => [initialWeights(config, 1), freshOptimizer(config, optimizer)] as const;
  const alone = await moved(await openStepper(engine, config, ...first(), stepping));
  const together = await moved(
    await openParallelStepper({ engine: 'onnx', device: 'cpu' }, 2, config, ...first(), stepping),
  );
  for (const [i, { nats, loss, norm, targetBytes }] of alone.results.entries()) {
    const other = together.results[i]!;
    expect(other.targetBytes).toBe(targetBytes);
    // sums in another order
    expect(other.nats / nats).toBeCloseTo(1, 4);
    expect(other.loss / loss).toBeCloseTo(1, 4);
    expect(other.norm / norm).toBeCloseTo(1, 3);
  }
  for (const [name, { data }] of Object.entries(alone.weights)) {
    const other = together.weights[name]!.data;
    // AdamW moves a weight by the rate whatever its gradient, so where that is near nothing its sign is anybody's
    const apart =
      (data as Float32Array).reduce((sum, x, i) => sum + Math.abs(x - other[i]!), 0) / data.length;
    expect(apart, name).toBeLessThan(2e-4);
  }
  expect(together.nats.length).toBe(alone.nats.length);
  await engine.dispose();
});

test('twice 6 steps of two workers equal 12, bit for bit', async () => {
  const options = { ...SMALL_BATCHES, workers: 2, schedule: { cooldownShare: 0, floor: 1 } };
  const [whole, halves] = [memoryStore(), memoryStore()];
  const engine = onnxEngine({ threads: 1 });
  const model = { config };
  const openWorkers = trainWorkers({ engine: 'onnx' });
  await toEnd({ engine, openWorkers, source, model, store: whole, options: { ...options, steps: 12 } });
  await toEnd({ engine, openWorkers, source, model, store: halves, options: { ...options, steps: 6 } });
  await toEnd({
    engine,
    openWorkers,
    source,
    model: await readRun(halves),
    store: halves,
    options: { steps: 12 },
  });
  // who runs in a browser has none to give
  const without = toEnd({ engine, source, model, store: memoryStore(), options: { ...options, steps: 1 } });
  await expect(without).rejects.toMatchObject({ code: 'usage/invalid-option' });
  const [a, b] = [await readRun(whole), await readRun(halves)];
  expect(b.weights).toEqual(a.weights);
  expect(b.optimizer).toEqual(a.optimizer);
  expect(b.trainer.position).toEqual(a.trainer.position);
  await engine.dispose();
});
