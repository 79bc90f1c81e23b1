/**
 * Files behind an address as a store that is only read: fetched with progress, whole in memory, and kept in the browser's
 * Cache where the caller says that they are what they should be. Nothing unchecked is ever kept, and a kept file that turns
 * out broken can be forgotten and fetched anew.
 */
import { BgptError, messageOf } from '../errors.ts';
import type { FileStore } from './file-store.ts';
import { memoryStore } from './memory-store.ts';

/** How far a download has come. */
export interface DownloadProgress {
  file: string;
  /** Bytes so far, and in all where the server says so. */
  loaded: number;
  total?: number;
}

/** What is used of the browser's `Cache`. */
export interface ResponseCache {
  match(url: string): Promise<Response | undefined>;
  put(url: string, response: Response): Promise<void>;
  delete(url: string): Promise<boolean>;
}

/** What is used of `fetch`. */
export type Fetch = (
  url: string,
  init: { cache: 'default' | 'no-cache' | 'reload'; signal: AbortSignal | null },
) => Promise<Response>;

export interface FetchedStoreOptions {
  /** Files that are asked for; of any other name there is none. */
  files: readonly string[];
  /** Files that the server is asked for every time, the cache only where it cannot be reached. */
  fresh?: readonly string[];
  cache?: ResponseCache | undefined;
  fetch?: Fetch;
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: DownloadProgress) => void) | undefined;
}

export interface FetchedStore extends FileStore {
  /** Whether something that was opened came from the cache. */
  readonly usedCache: boolean;
  /** Keeps what was fetched. Without room for it nothing is kept, which is no error. */
  keep(): Promise<void>;
  /** Throws away what is kept and what is in memory: from here on everything is fetched, past the browser's HTTP cache. */
  forget(): Promise<void>;
}

/** @param base address of a folder, absolute */
export function fetchedStore(base: string, options: FetchedStoreOptions): FetchedStore {
  const { files, fresh = [], cache, fetch = globalThis.fetch as Fetch, signal, onProgress } = options;
  const folder = base.endsWith('/') ? base : `${base}/`;
  const describe = (name: string) => new URL(name, folder).href;
  const contents = new Map<string, Uint8Array<ArrayBuffer>>();
  const memory = memoryStore(contents);
  const fetched = new Set<string>();
  let usedCache = false;
  let reload = false;

  const download = async (name: string): Promise<Uint8Array<ArrayBuffer> | undefined> => {
    const how = reload ? 'reload' : fresh.includes(name) ? 'no-cache' : 'default';
    const response = await fetch(describe(name), { cache: how, signal: signal ?? null }).catch((thrown) =>
      broken(name, thrown, 0),
    );
    if (response.status === 404 || response.status === 410) return undefined;
    if (!response.ok)
      throw failed(describe(name), `the server answers ${response.status} ${response.statusText}`);
    const pieces: Uint8Array[] = [];
    let loaded = 0;
    const total = lengthOf(response);
    const told = () => onProgress?.({ file: name, loaded, ...(total === undefined ? {} : { total }) });
    const reader = response.body!.getReader();
    for (;;) {
      const { done, value } = await reader.read().catch((thrown) => broken(name, thrown, loaded, total));
      if (done) break;
      pieces.push(value);
      loaded += value.length;
      told();
    }
    if (total !== undefined && loaded < total) broken(name, 'the connection was closed', loaded, total);
    return whole(pieces, loaded);
  };

  const broken = (name: string, thrown: unknown, loaded: number, total?: number): never => {
    if (signal?.aborted) throw signal.reason;
    const far = loaded === 0 ? '' : ` after ${loaded}${total === undefined ? '' : ` of ${total}`} bytes`;
    throw failed(describe(name), `${messageOf(thrown)}${far}`, thrown);
  };

  const kept = async (name: string): Promise<Uint8Array<ArrayBuffer> | undefined> => {
    const response = reload ? undefined : await cache?.match(describe(name)).catch(() => undefined);
    if (!response) return undefined;
    usedCache = true;
    return new Uint8Array(await response.arrayBuffer());
  };

  const read = async (name: string): Promise<Uint8Array<ArrayBuffer> | undefined> => {
    if (!fresh.includes(name)) {
      const old = await kept(name);
      if (old) return old;
    }
    try {
      const bytes = await download(name);
      if (bytes) fetched.add(name);
      return bytes;
    } catch (thrown) {
      const old = signal?.aborted ? undefined : await kept(name);
      if (old) return old;
      throw thrown;
    }
  };

  return {
    describe,
    get usedCache() {
      return usedCache;
    },
    async open(name) {
      if (!files.includes(name)) return undefined;
      if (!contents.has(name)) {
        const bytes = await read(name);
        if (bytes) contents.set(name, bytes);
      }
      return memory.open(name);
    },
    async keep() {
      for (const name of fetched)
        await cache?.put(describe(name), new Response(contents.get(name)!)).catch(() => undefined);
    },
    async forget() {
      for (const name of files) await cache?.delete(describe(name)).catch(() => false);
      contents.clear();
      fetched.clear();
      usedCache = false;
      reload = true;
    },
    commit: () => Promise.reject(new BgptError('io/write-failed', `${base} can only be read`)),
    append: () => Promise.reject(new BgptError('io/write-failed', `${base} can only be read`)),
  };
}

function whole(pieces: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** Bytes that the body will have; not told where the server compresses it. */
function lengthOf({ headers }: Response): number | undefined {
  const length = headers.get('content-encoding') ? null : headers.get('content-length');
  return length === null ? undefined : Number(length);
}

function failed(address: string, message: string, cause?: unknown): BgptError {
  return new BgptError('io/download-failed', `cannot load ${address}: ${message}`, {
    details: { address },
    hint: 'Try again; what was loaded before is still kept.',
    cause,
  });
}
