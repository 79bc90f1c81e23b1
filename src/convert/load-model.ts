/** A folder's checkpoint as a model, on the engine that Node chooses. */
import { openEngine } from '../engine/choose-engine.ts';
import type { Device, EngineName } from '../engine/engine.ts';
import { decodeThreads } from '../generate/decode-threads.ts';
import { type Model, openModel } from './model.ts';

/** What computes a loaded model; unasked, as `openEngine` chooses. */
export interface LoadOptions {
  engine?: EngineName;
  device?: Device;
  /** Threads; 0 takes the number of cores. By default one for a small model (`decodeThreads`), else 0. */
  threads?: number;
}

/** @param dir a checkpoint  @throws BgptError checkpoint/…, io/not-found, engine/device-unavailable */
export async function loadModel(dir: string, options: LoadOptions = {}): Promise<Model> {
  const { readCheckpoint } = await import('../store/checkpoint.ts');
  const { config, directions, weights } = await readCheckpoint(dir);
  const threads = options.threads ?? decodeThreads(config);
  const { engine } = await openEngine({ ...options, threads });
  const model = openModel(engine, config, weights, directions);
  return {
    ...model,
    async dispose() {
      await model.dispose();
      await engine.dispose();
    },
  };
}
