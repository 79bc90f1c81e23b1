/**
 * A checkpoint from an address: its sha256 are checked before anything is kept, and what is kept and broken is thrown away
 * and fetched once more.
 */
import { z } from '#zod';
import { BgptError } from '../errors.ts';
import {
  type DownloadProgress,
  type Fetch,
  fetchedStore,
  type ResponseCache,
} from '../store/fetched-store.ts';
import type { Checkpoint } from '../store/stored-checkpoint.ts';

/** Name of the browser's Cache that models lie in. */
export const CACHE_NAME = 'bgpt-music models';
const CONFIG = 'config.json';
const FILES = [CONFIG, 'model.safetensors'];

export interface FetchCheckpointOptions {
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: DownloadProgress) => void) | undefined;
  cache?: ResponseCache | undefined;
  fetch?: Fetch;
}

/**
 * @param url folder of the checkpoint, absolute
 * @throws BgptError io/download-failed, io/not-found, checkpoint/…, engine/device-unavailable without crypto.subtle
 */
export async function fetchCheckpoint(
  url: string,
  options: FetchCheckpointOptions = {},
): Promise<Checkpoint> {
  if (globalThis.crypto?.subtle === undefined)
    throw new BgptError(
      'engine/device-unavailable',
      'the page is not served by https or from localhost: nothing can be checked by its sha256',
    );
  // zod would try whether code may be compiled, which a strict Content-Security-Policy reports; said before a schema is made
  z.config({ jitless: true });
  const { loadCheckpoint } = await import('../store/stored-checkpoint.ts');
  const store = fetchedStore(url, { files: FILES, fresh: [CONFIG], ...options });
  for (;;) {
    try {
      const checkpoint = await loadCheckpoint(store);
      await store.keep();
      return checkpoint;
    } catch (thrown) {
      const broken = thrown instanceof BgptError && thrown.code.startsWith('checkpoint/');
      if (!broken || !store.usedCache) throw thrown;
      await store.forget();
    }
  }
}

/** The browser's cache of models; undefined where there is none (private windows, pages that are not secure). */
export async function modelCache(): Promise<ResponseCache | undefined> {
  const { caches } = globalThis as { caches?: { open(name: string): Promise<ResponseCache> } };
  return caches?.open(CACHE_NAME).catch(() => undefined);
}
