/**
 * Bytes as they are, or unzipped if they begin with gzip's magic. A gzip stream that is cut, corrupt or followed by something
 * else gives every byte before the damage, then throws `BrokenFile`: what stood before it is never lost.
 */
import { createGunzip } from 'node:zlib';
import { messageOf } from '../../errors.ts';

export class BrokenFile extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

const CHUNK = 2 ** 18;
/** zlib drops what the piece before a fault had given: after a fault the stream is read again, in ever smaller pieces. */
const PIECES = [2 ** 14, 2 ** 8, 1];

/** @param again the same bytes once more, from their beginning */
export async function* unzipped(
  bytes: AsyncGenerator<Uint8Array>,
  again: () => AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const first = await bytes.next();
  if (first.done) return;
  const whole = prepend(first.value, bytes);
  if (first.value[0] !== 0x1f || first.value[1] !== 0x8b) {
    yield* whole;
    return;
  }
  let given = 0;
  try {
    for await (const chunk of gunzipped(whole)) {
      given += chunk.length;
      yield chunk;
    }
  } catch (thrown) {
    if (thrown instanceof BrokenFile) yield* beforeFault(again, given);
    throw thrown;
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

/** What a damaged stream still gives behind the first `given` bytes. */
async function* beforeFault(
  again: () => AsyncIterable<Uint8Array>,
  given: number,
): AsyncGenerator<Uint8Array> {
  let known = given;
  let faultAt = 0;
  for (const size of PIECES) {
    const gunzip = createGunzip();
    const output: Uint8Array[] = [];
    gunzip.on('data', (chunk) => output.push(chunk));
    gunzip.on('error', () => undefined);
    let at = 0;
    let out = 0;
    for await (const piece of piecesOf(again(), faultAt, size)) {
      const whole = await new Promise<boolean>((resolve) => {
        gunzip.once('close', () => resolve(false));
        gunzip.write(piece, (fault) => resolve(!fault));
      });
      for (const chunk of output.splice(0)) {
        out += chunk.length;
        if (out <= known) continue;
        yield chunk.subarray(chunk.length - Math.min(chunk.length, out - known));
        known = out;
      }
      if (!whole) break;
      at += piece.length;
    }
    faultAt = at;
    gunzip.destroy();
  }
}

/** As they come up to a place, then in pieces of a size. */
async function* piecesOf(
  chunks: AsyncIterable<Uint8Array>,
  from: number,
  size: number,
): AsyncGenerator<Uint8Array> {
  const largest = PIECES[0]!;
  let at = 0;
  for await (const chunk of chunks)
    for (let i = 0; i < chunk.length; ) {
      const most = at < from ? Math.min(largest, from - at) : size;
      const piece = chunk.subarray(i, i + most);
      yield piece;
      i += piece.length;
      at += piece.length;
    }
}
