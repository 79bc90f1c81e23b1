/** Starts the model's worker of the built package. Bundlers know this form by heart: it must stand in one piece. */
import type { WorkerPort } from './worker-port.ts';

declare const Worker: new (url: URL, options: { type: 'module'; name: string }) => WorkerPort;

export function startWorker(): WorkerPort {
  return new Worker(new URL('./worker.js', import.meta.url), { type: 'module', name: 'bgpt-music' });
}
