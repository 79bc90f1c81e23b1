/** A worker as its page sees it: what is used of the browser's `Worker`. */
import type { Port } from './protocol.ts';

export interface WorkerPort extends Omit<Port, 'addEventListener'> {
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  /** The worker's script could not be loaded, or threw where nobody caught it. */
  addEventListener(type: 'error', listener: (event: { message?: string }) => void): void;
  terminate(): void;
}
