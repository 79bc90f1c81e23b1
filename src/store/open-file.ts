/** A file of the disk as a StoredFile: read by ranges, hashed as a stream. */
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { BgptError, messageOf } from '../errors.ts';
import type { StoredFile } from './file-store.ts';

/** @throws BgptError io/not-found */
export async function openFile(path: string): Promise<StoredFile> {
  const handle = await open(path, 'r').catch((thrown) => {
    throw new BgptError('io/not-found', `cannot read ${path}: ${messageOf(thrown)}`, {
      details: { path },
      cause: thrown,
    });
  });
  try {
    const { size } = await handle.stat();
    return {
      size,
      async read(begin, end) {
        const bytes = new Uint8Array(end - begin);
        for (let at = 0; at < bytes.length; ) {
          const { bytesRead } = await handle.read(bytes, at, bytes.length - at, begin + at);
          if (bytesRead === 0)
            throw new BgptError('checkpoint/corrupt', `${path} ends at byte ${begin + at}`, {
              details: { path },
            });
          at += bytesRead;
        }
        return bytes;
      },
      async sha256() {
        const hash = createHash('sha256');
        const from = handle.createReadStream({ start: 0, autoClose: false, highWaterMark: 2 ** 20 });
        for await (const chunk of from) hash.update(chunk as Buffer);
        return hash.digest('hex');
      },
      close: () => handle.close(),
    };
  } catch (thrown) {
    await handle.close();
    throw thrown;
  }
}
