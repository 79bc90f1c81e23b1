/** Training steps shared by worker threads: what `train` is given as `openWorkers` in Node. */
import type { EngineRequest } from '../engine/choose-engine.ts';
import type { OpenWorkers } from '../train/train-request.ts';

/** @param request the engine that each worker opens, with one thread  @throws BgptError engine/device-unavailable, once they are opened */
export function trainWorkers(request: EngineRequest): OpenWorkers {
  return async (count, config, weights, moments, options) => {
    const { openParallelStepper } = await import('./parallel-stepper.ts');
    return openParallelStepper(request, count, config, weights, moments, options);
  };
}
