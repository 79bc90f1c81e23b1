/**
 * A stepper whose work is shared by workers of one thread each, every one with an engine and batches of its own: no threads that
 * meet at each small op. Gradients are added in the workers' order, so that the same number of workers gives the same bits.
 */
import { Worker } from 'node:worker_threads';
import type { EngineRequest } from '../engine/choose-engine.ts';
import { BgptError, type ErrorCode } from '../errors.ts';
import type { HostTensors } from '../graph/host-tensor.ts';
import type { ModelConfig } from '../model/config.ts';
import { trainingFlops } from '../model/flops.ts';
import { weightShapes } from '../model/model.ts';
import type { PackedBatch } from '../reading/pack.ts';
import { countedWeight } from '../train/batch-gradients.ts';
import { flatBytes, flatTensors } from '../train/flat-tensors.ts';
import { type OptimizerOptions, usesMuon } from '../train/optimizer.ts';
import { aboutBatches, correctionsAt, type Stepper, type StepperOptions } from '../train/stepper.ts';
import type { Answered, Asked, WorkerSetup, WorkerTasks } from './gradient-worker.ts';

const fromSource = import.meta.url.endsWith('.ts');
const workerFile = fromSource ? './worker-from-source.mjs' : './gradient-worker.js';

/** @param request the engine that each worker opens; TensorFlow's threads are set by TF_NUM_INTRAOP_THREADS before it loads */
export async function openParallelStepper(
  request: EngineRequest,
  count: number,
  config: ModelConfig,
  firstWeights: HostTensors,
  moments: HostTensors,
  { optimizer, sourceWeight }: StepperOptions,
): Promise<Stepper> {
  const shapes = weightShapes(config);
  const shared = () => new SharedArrayBuffer(flatBytes(shapes));
  const weights = shared();
  const values = flatTensors(shapes, weights);
  for (const name of Object.keys(shapes)) values.of(name).set(firstWeights[name]!.data as Float32Array);
  const gradients = Array.from({ length: count }, shared);
  const parts = dealt(Object.entries(shapes), count, ([name, shape]) => updateCost(name, shape, optimizer));
  const owners = new Map(parts.flatMap((part, i) => part.map(([name]) => [name, i] as const)));
  const workers = parts.map((part, index) => {
    const names = part.map(([name]) => name);
    const own = Object.entries(moments).filter(([name]) => names.includes(name.slice(2)));
    return openWorker({
      request: { ...request, threads: 1 },
      config,
      optimizer,
      index,
      part: names,
      weights,
      gradients,
      moments: Object.fromEntries(own),
    });
  });
  const all = <Task extends keyof WorkerTasks>(
    task: Task,
    asked: (i: number) => WorkerTasks[Task]['asked'],
  ) => Promise.all(workers.map((worker, i) => worker.ask(task, asked(i))));

  const stepper: Stepper = {
    config,
    state: {
      names: [...Object.keys(shapes).map((name) => `w/${name}`), ...Object.keys(moments)],
      async read(name) {
        const bare = name.slice(2);
        const data = name.startsWith('w/')
          ? Float32Array.from(values.of(bare))
          : await workers[owners.get(bare)!]!.ask('read', name);
        return { dtype: 'float32', shape: shapes[bare]!, data };
      },
    },
    steps: 0,
    async step(batches, rates) {
      const counted = countedWeight(batches);
      const work = dealt(batches, count, (batch) => batchCost(batch, config));
      const costs = await all('gradients', (i) => ({ batches: work[i]!, scale: 1 / counted }));
      const squares = await all('reduce', () => ({}));
      const norm = Math.sqrt(squares.reduce((a, b) => a + b, 0));
      stepper.steps++;
      const scalars = { norm, ...rates, ...correctionsAt(optimizer, stepper.steps) };
      await all('apply', () => scalars);
      const [nats, weighted] = [sum(costs.map((c) => c.nats)), sum(costs.map((c) => c.weighted))];
      return { nats, loss: weighted / counted, norm, ...aboutBatches(batches, sourceWeight) };
    },
    evaluate: (batch) => workers[0]!.ask('evaluate', batch),
    async dispose() {
      await Promise.all(workers.map((worker) => worker.close()));
    },
  };
  return stepper;
}

function openWorker(setup: WorkerSetup) {
  const worker = new Worker(new URL(workerFile, import.meta.url), {
    workerData: setup,
    // that file registers tsx: an inherited `--import tsx` would do so again
    ...(fromSource ? { execArgv: [] } : {}),
  });
  const waiting = new Map<number, { resolve: (answer: never) => void; reject: (error: Error) => void }>();
  let last = 0;
  let ended: Error | undefined;
  const end = (error: Error) => {
    ended = error;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  worker.on('error', end);
  worker.on('exit', (status) => end(new BgptError('engine/failed', `a training worker ended (${status})`)));
  worker.on('message', (answered: Answered) => {
    const { resolve, reject } = waiting.get(answered.id)!;
    waiting.delete(answered.id);
    if ('answer' in answered) return resolve(answered.answer as never);
    const { code, message, hint } = answered.failed;
    reject(new BgptError(code as ErrorCode, message, hint ? { hint } : {}));
  });
  return {
    ask<Task extends keyof WorkerTasks>(
      task: Task,
      asked: WorkerTasks[Task]['asked'],
    ): Promise<WorkerTasks[Task]['answer']> {
      if (ended) return Promise.reject(ended);
      return new Promise((resolve, reject) => {
        waiting.set(++last, { resolve, reject });
        worker.postMessage({ id: last, task, asked } satisfies Asked);
      });
    },
    async close() {
      worker.removeAllListeners('exit');
      await worker.terminate();
    },
  };
}

/** The most expensive first, each to the worker that has the least: the same every time. */
function dealt<T>(items: readonly T[], count: number, cost: (item: T) => number): T[][] {
  const piles = Array.from({ length: count }, () => ({ items: [] as T[], cost: 0 }));
  for (const item of [...items].sort((a, b) => cost(b) - cost(a))) {
    const least = piles.reduce((least, pile) => (pile.cost < least.cost ? pile : least));
    least.items.push(item);
    least.cost += cost(item);
  }
  return piles.map((pile) => pile.items);
}

/** Multiplications of an update: Muon's are products of a matrix with its short side squared. */
function updateCost(name: string, shape: readonly number[], optimizer: OptimizerOptions): number {
  const size = shape.reduce((a, b) => a * b, 1);
  return usesMuon(name, shape, optimizer) ? size * Math.min(...shape) * 10 : size * 10;
}

function batchCost({ shape }: PackedBatch, config: ModelConfig): number {
  return trainingFlops(config, shape);
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
