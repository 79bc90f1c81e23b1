/** Starts the model's worker from the sources, where a bundler reads them: start-worker.ts with the name it has there. */
import type { WorkerPort } from './worker-port.ts';

declare const Worker: new (url: URL, options: { type: 'module'; name: string }) => WorkerPort;

export function startWorker(): WorkerPort {
  return new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'bgpt-music' });
}
