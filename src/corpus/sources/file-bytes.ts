/**
 * The bytes of an input file, gunzipped if it begins with gzip's magic. A gzip stream that is cut or corrupt gives every
 * byte it can, then throws `BrokenFile`: what stood before the damage is never lost.
 */
import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { BgptError, messageOf } from '../../errors.ts';
import type { SourceWatcher } from '../entry.ts';

export class BrokenFile extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

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
    const stream = raw();
    const first = await stream.next();
    if (first.done) return;
    const whole = prepend(first.value, stream);
    yield* first.value[0] === 0x1f && first.value[1] === 0x8b ? gunzipped(whole) : whole;
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

async function* prepend(first: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  yield* rest;
}

async function* gunzipped(compressed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: CHUNK });
  const closed = new Promise<void>((resolve) => gunzip.once('close', resolve));
  const feeding = (async () => {
    try {
      for await (const chunk of compressed) {
        if (gunzip.destroyed) return;
        if (!gunzip.write(chunk)) {
          const drained = new Promise<void>((resolve) => gunzip.once('drain', resolve));
          await Promise.race([drained, closed]);
        }
      }
      gunzip.end();
    } catch (thrown) {
      gunzip.destroy(thrown as Error);
    }
  })();
  try {
    for await (const chunk of gunzip) yield chunk as Uint8Array;
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (!code?.startsWith('Z_')) throw thrown;
    throw new BrokenFile(
      code === 'Z_BUF_ERROR' ? 'source/truncated-gzip' : 'source/bad-gzip',
      `${messageOf(thrown)} (${gunzip.bytesWritten} compressed bytes read)`,
    );
  } finally {
    gunzip.destroy();
    await feeding;
  }
}
