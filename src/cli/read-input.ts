/** A file named on the command line, whole; `-` is standard input, which is read once. What cannot be read is a coded error. */
import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { BgptError, messageOf } from '../errors.ts';

let standardInput: Promise<Uint8Array> | undefined;

export async function readInput(file: string): Promise<Uint8Array> {
  if (file === '-') {
    standardInput ??= buffer(process.stdin);
    return standardInput;
  }
  try {
    return await readFile(file);
  } catch (thrown) {
    throw new BgptError('io/not-found', `cannot read ${file}: ${messageOf(thrown)}`, {
      details: { path: file },
      cause: thrown,
    });
  }
}
