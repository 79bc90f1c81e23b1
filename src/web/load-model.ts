/** A model behind an address, in a worker of its own: the page stays free, and nothing leaves the machine. */
import type { FileCosts } from '../bytes/bits-per-byte.ts';
import type { PairBytes } from '../bytes/sequence.ts';
import type { Conversion, PairText } from '../convert/model.ts';
import type { Direction } from '../formats/direction.ts';
import type { Generated } from '../generate/generate.ts';
import type { ModelConfig } from '../model/config.ts';
import type { DownloadProgress } from '../store/fetched-store.ts';
import { type AskedWorker, askWorker } from './ask-worker.ts';
import type { SentOptions } from './protocol.ts';
import type { WorkerPort } from './worker-port.ts';

/** How a model is loaded in a browser; WEB_LOAD_DEFAULTS where not given. */
export interface WebLoadOptions {
  /** Address of `ort-wasm-simd-threaded.wasm` (`bgpt-music/ort.wasm`), which the page serves itself. */
  wasm: string | URL;
  /** Threads of one op. More than one takes a cross-origin isolated page and is slower for a small model. */
  threads?: number;
  signal?: AbortSignal | undefined;
  /** Called as the files come; not at all where they are kept already. */
  onProgress?: (progress: DownloadProgress) => void;
  /** Starts the worker, where a bundler does not find it by itself: it has to run `serveModel(self)`. */
  startWorker?: () => WorkerPort;
}

/** One thread: what every page can have, and the fastest for a small model. */
export const WEB_LOAD_DEFAULTS = { threads: 1 } as const satisfies Partial<WebLoadOptions>;

/** As `ConvertOptions`; all of it is optional. */
export interface WebConvertOptions extends SentOptions {
  /** The conversion ends at its next patch; the promise fails at once. */
  signal?: AbortSignal | undefined;
  /** Called with the number of bytes so far, and the newest of them in the order of writing. */
  onBytes?: (bytes: number, newest: Uint8Array) => void;
}

/** A model in a worker. It holds the worker until `dispose`. */
export interface WebModel {
  readonly config: ModelConfig;
  /** What the checkpoint says that it was trained for, its first direction first. */
  readonly directions: readonly Direction[];
  /** An ABC tune to MIDI.  @throws BgptError convert/no-tune, convert/too-long, usage/invalid-option, interrupted */
  convert(abc: string, options?: WebConvertOptions): Promise<Conversion>;
  /** The bytes of the file as soon as they are settled, in the file's order. Errors as `convert`. */
  stream(
    abc: string,
    options?: Omit<WebConvertOptions, 'onBytes'>,
  ): AsyncGenerator<Uint8Array, Generated, undefined>;
  /** Bits per byte of the target given the source.  @throws BgptError convert/too-long, interrupted */
  bitsPerByte(pair: PairText | PairBytes, options?: { signal?: AbortSignal }): Promise<number>;
  /** What each byte of the target costs, given the source. Errors as `bitsPerByte`. */
  costs(pair: PairText | PairBytes, options?: { signal?: AbortSignal }): Promise<FileCosts>;
  dispose(): Promise<void>;
}

/**
 * @param url folder of a checkpoint; relative to the page
 * @throws BgptError io/download-failed, io/not-found, checkpoint/…, engine/device-unavailable, engine/failed, interrupted
 */
export async function loadModel(url: string | URL, options: WebLoadOptions): Promise<WebModel> {
  const { wasm, threads, signal, onProgress, startWorker } = { ...WEB_LOAD_DEFAULTS, ...options };
  signal?.throwIfAborted();
  const start = startWorker ?? (await import('#model-worker')).startWorker;
  const worker = askWorker(start());
  try {
    const { config, directions } = await worker.ask(
      'load',
      { url: absolute(url), wasm: absolute(wasm), threads },
      { signal, onNews: (news) => 'progress' in news && onProgress?.(news.progress) },
    );
    return {
      config,
      directions,
      convert: (abc, { signal, onBytes, ...options } = {}) =>
        worker.ask(
          'convert',
          { abc, options },
          { signal, onNews: (news) => 'newest' in news && onBytes?.(news.written, news.newest) },
        ),
      stream: (abc, options = {}) => streamFrom(worker, abc, options),
      bitsPerByte: (pair, options) => worker.ask('bitsPerByte', { pair }, options),
      costs: (pair, options) => worker.ask('costs', { pair }, options),
      dispose: async () => worker.end(),
    };
  } catch (thrown) {
    worker.end();
    throw thrown;
  }
}

async function* streamFrom(
  worker: AskedWorker,
  abc: string,
  { signal, ...options }: Omit<WebConvertOptions, 'onBytes'>,
): AsyncGenerator<Uint8Array, Generated, undefined> {
  const stopped = new AbortController();
  const parts: Uint8Array[] = [];
  let wake = () => {};
  const end: { as?: { answer: Generated } | { thrown: unknown } } = {};
  const both = signal ? AbortSignal.any([signal, stopped.signal]) : stopped.signal;
  const onNews = (news: object) => {
    if ('part' in news) parts.push(news.part as Uint8Array);
    wake();
  };
  void worker
    .ask('stream', { abc, options }, { signal: both, onNews })
    .then(
      (answer) => {
        end.as = { answer };
      },
      (thrown) => {
        end.as = { thrown };
      },
    )
    .then(() => wake());
  try {
    for (;;) {
      while (parts.length > 0) yield parts.shift()!;
      if (end.as) break;
      await new Promise<void>((done) => {
        wake = done;
      });
    }
    if ('thrown' in end.as) throw end.as.thrown;
    return end.as.answer;
  } finally {
    // whoever stops listening stops the writing
    stopped.abort();
  }
}

/** A worker has an address of its own, so what is relative is so to the page. */
function absolute(url: string | URL): string {
  const { location } = globalThis as { location?: { href: string } };
  return new URL(url, location?.href).href;
}
