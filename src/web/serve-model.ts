/** The worker's side: one model, asked by messages, one thing at a time; what is cancelled ends at its next patch. */
import { type Model, openModel } from '../convert/model.ts';
import { loadWebWasm, type WebWasmOptions } from '../engine/wasm/load-web-wasm.ts';
import type { WasmRuntime } from '../engine/wasm/runtime.ts';
import { wasmEngine } from '../engine/wasm/wasm-engine.ts';
import { BgptError } from '../errors.ts';
import { queue } from '../graph/queue.ts';
import { toErrorMessage } from './error-message.ts';
import { type FetchCheckpointOptions, fetchCheckpoint, modelCache } from './fetch-checkpoint.ts';
import type { AskName, Asks, News, Port, ToWorker } from './protocol.ts';
import { yieldingEngine } from './yielding-engine.ts';

/** What the worker stands on; a test gives it another. */
export interface ServeOptions {
  loadRuntime?: (options: WebWasmOptions) => Promise<WasmRuntime>;
  fetch?: FetchCheckpointOptions['fetch'];
}

type Answers = {
  [K in AskName]: (
    ask: Asks[K]['ask'],
    on: { signal: AbortSignal; tell: (news: News) => void },
  ) => Promise<Asks[K]['answer']>;
};

/** Answers whatever comes over `port`, as long as it is open. */
export function serveModel(port: Port, { loadRuntime = loadWebWasm, fetch }: ServeOptions = {}): void {
  let model: Model | undefined;
  const loaded = (): Model => {
    if (model) return model;
    throw new BgptError('internal', 'the worker was asked before its model was loaded');
  };
  const answers: Answers = {
    async load({ url, ...wasm }, { signal, tell }) {
      const [checkpoint, runtime] = await Promise.all([
        fetchCheckpoint(url, {
          signal,
          onProgress: (progress) => tell({ progress }),
          cache: await modelCache(),
          ...(fetch && { fetch }),
        }),
        loadRuntime(wasm),
      ]);
      const { config, directions, weights } = checkpoint;
      model = openModel(yieldingEngine(wasmEngine(runtime)), config, weights, directions);
      return { config, directions };
    },
    convert: ({ abc, options }, { signal, tell }) =>
      loaded().convert(abc, {
        ...options,
        signal,
        onBytes: (written, newest) => newest && tell({ written, newest }),
      }),
    async stream({ abc, options }, { signal, tell }) {
      const parts = loaded().stream(abc, { ...options, signal });
      for (;;) {
        const part = await parts.next();
        if (part.done) return part.value;
        tell({ part: part.value });
      }
    },
    bitsPerByte: ({ pair }) => loaded().bitsPerByte(pair),
    costs: ({ pair }) => loaded().costs(pair),
  };

  const running = new Map<number, AbortController>();
  const turns = queue();
  port.addEventListener('message', ({ data }) => {
    const message = data as ToWorker;
    const { id } = message;
    if (message.name === 'cancel') {
      running.get(id)?.abort(new BgptError('interrupted', 'it was cancelled'));
      return;
    }
    const controller = new AbortController();
    const { signal } = controller;
    running.set(id, controller);
    const tell = (news: News) => port.postMessage({ id, kind: 'news', news });
    turns
      .add(async () => {
        signal.throwIfAborted();
        const answer = answers[message.name] as (
          ask: unknown,
          on: object,
        ) => Promise<Asks[AskName]['answer']>;
        return answer(message.ask, { signal, tell });
      })
      .then((answer) => port.postMessage({ id, kind: 'answer', answer }))
      .catch((thrown) => port.postMessage({ id, kind: 'error', error: toErrorMessage(thrown) }))
      .finally(() => running.delete(id));
  });
}
