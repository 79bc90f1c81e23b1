/**
 * Says whether two runs had the same losses, bit for bit: everything in their metrics.jsonl but the times.
 *
 *   node --import tsx pipelines/same-losses.ts RUN RUN [STEPS]
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What follows the clock and not the seed. */
const TIMES = new Set(['seconds', 'kBPerSecond', 'done', 'validBpb', 'validFiles']);

const [first, second, steps = 'Infinity'] = process.argv.slice(2);
if (first === undefined || second === undefined) throw new Error('usage: same-losses.ts RUN RUN [STEPS]');

function losses(run: string): Map<number, string> {
  const found = new Map<number, string>();
  for (const line of readFileSync(join(run, 'metrics.jsonl'), 'utf8').trimEnd().split('\n')) {
    const row = JSON.parse(line) as { step: number; loss?: number };
    if (row.loss === undefined || row.step > Number(steps)) continue;
    found.set(row.step, JSON.stringify(Object.entries(row).filter(([key]) => !TIMES.has(key))));
  }
  return found;
}

const a = losses(first);
const b = losses(second);
const shared = [...a.keys()].filter((step) => b.has(step));
if (shared.length === 0) throw new Error('the runs have no step in common');
const other = shared.find((step) => a.get(step) !== b.get(step));
if (other === undefined) {
  const last = shared.at(-1)!;
  console.log(`the same bits in all ${shared.length} rows up to step ${last}: ${a.get(last)}`);
} else {
  console.log(`step ${other} differs:\n  ${a.get(other)}\n  ${b.get(other)}`);
  process.exitCode = 1;
}
