/**
 * One of several that train together: it computes the gradients of its batches on an engine of its own, adds its share of all
 * workers' gradients in the workers' order, and updates the tensors that are its own. Weights and gradients lie in shared memory.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { type EngineRequest, openEngine } from '../engine/choose-engine.ts';
import type { State } from '../engine/engine.ts';
import { BgptError, messageOf } from '../errors.ts';
import type { HostTensors } from '../graph/host-tensor.ts';
import type { ModelConfig } from '../model/config.ts';
import { weightShapes } from '../model/model.ts';
import type { PackedBatch } from '../reading/pack.ts';
import {
  type BatchGradients,
  type BatchNats,
  batchGradients,
  noGradients,
  scalar,
} from '../train/batch-gradients.ts';
import { flatTensors } from '../train/flat-tensors.ts';
import type { OptimizerOptions } from '../train/optimizer.ts';
import { applyProgram, applySignature } from '../train/programs.ts';

export interface WorkerSetup {
  request: EngineRequest;
  config: ModelConfig;
  optimizer: OptimizerOptions;
  index: number;
  /** Names of the tensors that this worker updates. */
  part: readonly string[];
  /** Weights, of all workers one. */
  weights: SharedArrayBuffer;
  /** Gradients, of each worker its own. */
  gradients: readonly SharedArrayBuffer[];
  /** Of the tensors that it updates, `m/…` and `v/…`. */
  moments: HostTensors;
}

/** What a worker is asked, with what it answers. */
export interface WorkerTasks {
  /** Gradients of some batches, one behind the other; the weights are read anew first. */
  gradients: { asked: { batches: readonly PackedBatch[]; scale: number }; answer: BatchNats };
  /** Adds its share of the gradients; the answer is the sum of their squares. */
  reduce: { asked: Record<never, never>; answer: number };
  /** Updates its tensors. */
  apply: { asked: Readonly<Record<string, number>>; answer: undefined };
  evaluate: { asked: PackedBatch; answer: { nats: Float32Array; best: Int32Array } };
  /** A copy of a moment. */
  read: { asked: string; answer: Float32Array };
}

export interface Asked {
  id: number;
  task: keyof WorkerTasks;
  asked: unknown;
}

export type Answered =
  | { id: number; answer: unknown }
  | { id: number; failed: { code: string; message: string; hint?: string } };

type Handlers = {
  [Task in keyof WorkerTasks]: (asked: WorkerTasks[Task]['asked']) => Promise<WorkerTasks[Task]['answer']>;
};

const handlers = openWorker(workerData as WorkerSetup);
let queue: Promise<unknown> = Promise.resolve();

parentPort!.on('message', ({ id, task, asked }: Asked) => {
  queue = queue.then(async () => {
    try {
      const handle = (await handlers)[task] as (asked: unknown) => Promise<unknown>;
      parentPort!.postMessage({ id, answer: await handle(asked) } satisfies Answered);
    } catch (thrown) {
      const [code, hint] = thrown instanceof BgptError ? [thrown.code, thrown.hint] : ['engine/failed'];
      const failed = { code, message: messageOf(thrown), ...(hint ? { hint } : {}) };
      parentPort!.postMessage({ id, failed } satisfies Answered);
    }
  });
});

async function openWorker(setup: WorkerSetup): Promise<Handlers> {
  const { config, optimizer, index, part } = setup;
  const shapes = weightShapes(config);
  const names = Object.keys(shapes);
  const weights = flatTensors(shapes, setup.weights);
  const gradients = setup.gradients.map((memory) => flatTensors(shapes, memory));
  const sums = gradients[0]!;
  const { engine } = await openEngine(setup.request);
  const state: State = engine.state({
    ...weightsOf(shapes, weights.of),
    ...noGradients(config),
    ...setup.moments,
  });
  const apply = await engine.compile(
    applyProgram(config, optimizer, part),
    applySignature(config, optimizer, part),
  );
  const batchPrograms: BatchGradients = batchGradients(engine, config, state);
  const share = Math.ceil(sums.all.length / gradients.length);
  const isOwn = new Set(part);
  const readWeights = async () => {
    for (const name of names) if (!isOwn.has(name)) await state.write(`w/${name}`, weights.of(name));
  };

  return {
    async gradients({ batches, scale }) {
      await readWeights();
      const sum: BatchNats = { nats: 0, weighted: 0 };
      for (const [i, batch] of batches.entries()) {
        const { nats, weighted } = await batchPrograms.add(batch, { isFirst: i === 0, scale });
        sum.nats += nats;
        sum.weighted += weighted;
      }
      const mine = gradients[index]!;
      if (batches.length === 0) mine.all.fill(0);
      else for (const name of names) mine.of(name).set((await state.read(`g/${name}`)).data);
      return sum;
    },
    async reduce() {
      const [from, end] = [index * share, Math.min((index + 1) * share, sums.all.length)];
      const total = sums.all.subarray(from, end);
      for (const { all } of gradients.slice(1)) {
        const more = all.subarray(from, end);
        for (let i = 0; i < total.length; i++) total[i] = total[i]! + more[i]!;
      }
      let squares = 0;
      for (let i = 0; i < total.length; i++) squares += total[i]! * total[i]!;
      return squares;
    },
    async apply(scalars) {
      for (const name of part) await state.write(`g/${name}`, sums.of(name));
      const inputs = Object.fromEntries(Object.entries(scalars).map(([name, x]) => [name, scalar(x)]));
      await apply.run(inputs, state);
      for (const name of part) weights.of(name).set((await state.read(`w/${name}`)).data);
      return undefined;
    },
    async evaluate(batch) {
      await readWeights();
      const { nats, best } = await batchPrograms.evaluate(batch);
      return { nats: nats.slice(), best: best.slice() };
    },
    read: async (name) => (await state.read(name)).data as Float32Array,
  };
}

/** Copies: an engine takes over the memory of a state's tensors. */
function weightsOf(
  shapes: Readonly<Record<string, readonly number[]>>,
  of: (name: string) => Float32Array,
): HostTensors {
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [
      `w/${name}`,
      { dtype: 'float32', shape, data: Float32Array.from(of(name)) },
    ]),
  );
}
