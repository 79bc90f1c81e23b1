/** Output is never lost and never mistaken: a valid file has its name, any other `.invalid` behind it and its verdict beside it. */
import { rm } from 'node:fs/promises';
import type { FormatVerdict } from '../formats/format.ts';
import { writeWhole } from '../store/write-whole.ts';
import { INVALID } from './plan-outputs.ts';

const VERDICT = '.json';

/**
 * @param about the verdict, and whatever else is to be kept of a file that is not valid
 * @returns the path that was written. What an earlier run left under the other name is removed.
 */
export async function writeOutput(
  path: string,
  bytes: Uint8Array,
  about: { verdict: FormatVerdict },
): Promise<string> {
  const invalid = path + INVALID;
  if (about.verdict.valid) {
    await writeWhole(path, bytes);
    for (const old of [invalid, invalid + VERDICT]) await rm(old, { force: true });
    return path;
  }
  await writeWhole(invalid, bytes);
  await writeWhole(invalid + VERDICT, `${JSON.stringify({ formatVersion: 1, ...about }, null, 2)}\n`);
  await rm(path, { force: true });
  return invalid;
}
