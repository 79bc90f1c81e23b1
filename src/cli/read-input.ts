/** A file named on the command line, whole; `-` is standard input. What cannot be read is a coded error. */
import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { BgptError, messageOf } from '../errors.ts';

export async function readInput(file: string): Promise<Uint8Array> {
  if (file === '-') return buffer(process.stdin);
  try {
    return await readFile(file);
  } catch (thrown) {
    throw new BgptError('io/not-found', `cannot read ${file}: ${messageOf(thrown)}`, {
      details: { path: file },
      cause: thrown,
    });
  }
}
