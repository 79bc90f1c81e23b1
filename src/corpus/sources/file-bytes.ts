/** The bytes of an input file, gunzipped if it begins with gzip's magic; throws `BrokenFile` where that is damaged (gunzip.ts). */
import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { BgptError, messageOf } from '../../errors.ts';
import type { SourceWatcher } from '../entry.ts';
import { unzipped } from './gunzip.ts';

export { BrokenFile } from './gunzip.ts';

const CHUNK = 2 ** 18;

export async function* fileBytes(path: string, watcher: SourceWatcher = {}): AsyncGenerator<Uint8Array> {
  const handle = await open(path, 'r').catch((thrown) => {
    throw new BgptError('io/not-found', `cannot open ${path}: ${messageOf(thrown)}`, { details: { path } });
  });
  const hash = createHash('sha256');
  let bytes = 0;
  async function* raw(): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunksOf(handle)) {
      watcher.signal?.throwIfAborted();
      hash.update(chunk);
      bytes += chunk.length;
      watcher.onBytes?.(chunk.length);
      yield chunk;
    }
  }
  try {
    yield* unzipped(raw(), () => chunksOfFile(path));
  } finally {
    // a reader that stops early (broken JSON) still leaves the digest of all that is in the file
    for await (const chunk of chunksOf(handle)) {
      hash.update(chunk);
      bytes += chunk.length;
    }
    await handle.close();
    watcher.onFile?.({ name: path, bytes, sha256: hash.digest('hex') });
  }
}

async function* chunksOf(handle: FileHandle): AsyncGenerator<Uint8Array> {
  for (;;) {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(CHUNK), 0, CHUNK, null);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}

async function* chunksOfFile(path: string): AsyncGenerator<Uint8Array> {
  const handle = await open(path, 'r');
  try {
    yield* chunksOf(handle);
  } finally {
    await handle.close();
  }
}
