/** `metrics.jsonl` of a run that goes on: lines behind the checkpoint it goes on from are dropped. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '../store/write-whole.ts';

export async function keepMetricsUpTo(dir: string, step: number): Promise<void> {
  const path = join(dir, 'metrics.jsonl');
  const text = await readFile(path, 'utf8').catch(() => '');
  const kept = text.split('\n').filter((line) => line !== '' && stepOf(line) <= step);
  await writeWhole(path, kept.map((line) => `${line}\n`).join(''));
}

/** A line that a crash cut short is dropped, too. */
function stepOf(line: string): number {
  try {
    return Number(JSON.parse(line).step);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
