/** Output is never lost and never mistaken: a valid file is `.mid`, any other `.mid.invalid` with its verdict beside it. */
import { rm } from 'node:fs/promises';
import { writeWhole } from '../store/write-whole.ts';
import type { Conversion } from './model.ts';
import { INVALID } from './plan-outputs.ts';

const VERDICT = '.json';

/** @returns the path that was written. What an earlier run left under the other name is removed. */
export async function writeOutput(path: string, { midi, ...rest }: Conversion): Promise<string> {
  const invalid = path + INVALID;
  if (rest.verdict.valid) {
    await writeWhole(path, midi);
    for (const old of [invalid, invalid + VERDICT]) await rm(old, { force: true });
    return path;
  }
  await writeWhole(invalid, midi);
  await writeWhole(invalid + VERDICT, `${JSON.stringify({ formatVersion: 1, ...rest }, null, 2)}\n`);
  await rm(path, { force: true });
  return invalid;
}
