/** `metrics.jsonl` of a run that goes on: lines behind the checkpoint it goes on from are dropped. */
import { type FileStore, readText } from '../store/file-store.ts';
import type { Metrics } from './metrics.ts';

export const METRICS_FILE = 'metrics.jsonl';

export async function keepMetricsUpTo(store: FileStore, step: number): Promise<void> {
  const text = (await readText(store, METRICS_FILE)) ?? '';
  const kept = text.split('\n').filter((line) => line !== '' && stepOf(line) <= step);
  await store.commit([[METRICS_FILE, () => kept.map((line) => `${line}\n`).join('')]]);
}

export function addMetrics(store: FileStore, metrics: Metrics): Promise<void> {
  return store.append(METRICS_FILE, `${JSON.stringify(metrics)}\n`);
}

/** A line that a crash cut short is dropped, too. */
function stepOf(line: string): number {
  try {
    return Number(JSON.parse(line).step);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
