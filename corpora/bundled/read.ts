/** Reads the bundled tunes' files, which lie beside this module in a checkout and in the package's `corpora/` when built. */
import { readFile } from 'node:fs/promises';
import { BgptError, messageOf } from '../../src/errors.ts';

const FOLDERS = [new URL('./', import.meta.url), new URL('../../../corpora/bundled/', import.meta.url)];

/** The text of one tune; `file` is a name of `BUNDLED`. */
export async function readBundled(file: string): Promise<string> {
  let reason: unknown;
  for (const folder of FOLDERS) {
    try {
      return await readFile(new URL(`${file}.abc`, folder), 'utf8');
    } catch (thrown) {
      reason ??= thrown;
    }
  }
  throw new BgptError('io/not-found', `there is no bundled tune ${file}: ${messageOf(reason)}`);
}
