/** sha256 in hex: of bytes, and of a file, read as a stream. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { BgptError, messageOf } from '../errors.ts';

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash).catch((thrown) => {
    throw new BgptError('io/not-found', `cannot read ${path}: ${messageOf(thrown)}`, { details: { path } });
  });
  return hash.digest('hex');
}
