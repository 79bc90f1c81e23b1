/** The page's side: questions to a worker as promises. One that is cancelled is given up at once, whatever the worker does. */
import { BgptError } from '../errors.ts';
import { fromErrorMessage } from './error-message.ts';
import type { AskName, Asks, FromWorker, News, ToWorker } from './protocol.ts';
import type { WorkerPort } from './worker-port.ts';

export interface AskOptions {
  signal?: AbortSignal | undefined;
  onNews?: (news: News) => void;
}

export interface AskedWorker {
  /** @throws BgptError interrupted where the signal fires, and whatever the worker answers */
  ask<K extends AskName>(name: K, ask: Asks[K]['ask'], options?: AskOptions): Promise<Asks[K]['answer']>;
  /** Ends the worker; what is still asked fails with engine/disposed. */
  end(): void;
}

interface Waiting {
  answer(value: unknown): void;
  fail(error: BgptError): void;
  news(news: News): void;
}

export function askWorker(worker: WorkerPort): AskedWorker {
  const waiting = new Map<number, Waiting>();
  let next = 0;
  let ended: BgptError | undefined;
  const end = (error: BgptError) => {
    ended ??= error;
    worker.terminate();
    for (const { fail } of [...waiting.values()]) fail(ended);
  };
  worker.addEventListener('message', ({ data }) => {
    const message = data as FromWorker;
    const asked = waiting.get(message.id);
    if (message.kind === 'news') asked?.news(message.news);
    else if (message.kind === 'answer') asked?.answer(message.answer);
    else asked?.fail(fromErrorMessage(message.error));
  });
  worker.addEventListener('error', ({ message }) =>
    end(
      new BgptError('engine/failed', `the model's worker stopped: ${message ?? 'its script does not load'}`),
    ),
  );
  return {
    ask(name, ask, { signal, onNews } = {}) {
      const id = next++;
      return new Promise((resolve, reject) => {
        if (ended) throw ended;
        const cancelled = () => new BgptError('interrupted', 'it was cancelled', { cause: signal?.reason });
        if (signal?.aborted) throw cancelled();
        const cancel = () => {
          worker.postMessage({ id, name: 'cancel' });
          waiting.get(id)?.fail(cancelled());
        };
        const settled = () => {
          waiting.delete(id);
          signal?.removeEventListener('abort', cancel);
        };
        waiting.set(id, {
          answer(value) {
            settled();
            resolve(value as never);
          },
          fail(error) {
            settled();
            reject(error);
          },
          news: (news) => onNews?.(news),
        });
        signal?.addEventListener('abort', cancel);
        worker.postMessage({ id, name, ask } as ToWorker);
      });
    },
    end: () => end(new BgptError('engine/disposed', 'the model was disposed')),
  };
}
