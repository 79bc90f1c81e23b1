/** What the tests of runs share: a small source, options for small batches, and a run taken to its end. */
import type { PairSource } from '../../src/bytes/pair-source.ts';
import type { PairBytes } from '../../src/bytes/sequence.ts';
import { PRESETS } from '../../src/model/config.ts';
import { syntheticPairs } from '../../src/music/rendered-pairs.ts';
import type { FileStore } from '../../src/store/file-store.ts';
import { readText } from '../../src/store/file-store.ts';
import type { Metrics } from '../../src/train/metrics.ts';
import type { GivenTrainOptions } from '../../src/train/options.ts';
import { train } from '../../src/train/train.ts';
import type { TrainRequest, TrainResult } from '../../src/train/train-request.ts';

export const SMALL_BATCHES: GivenTrainOptions = {
  poolPairs: 24,
  batchPatches: 64,
  batchesPerStep: 2,
  validateSeconds: 1e9,
  saveSeconds: 1e9,
};

/** The smallest of each architecture. */
export const TINY = {
  bgpt: { ...PRESETS.bgpt.nano, patchLength: 64 },
  'bgpt-2': { ...PRESETS['bgpt-2'].nano, patchLength: 64 },
} as const;

export const shortTunes = (seed: number): PairSource =>
  syntheticPairs(seed, { profile: 'short', maxBars: 1 });

export async function firstPairs(source: PairSource, count: number): Promise<PairBytes[]> {
  const pairs: PairBytes[] = [];
  for (let i = 0; pairs.length < count; i++) {
    const pair = await source.pair(i);
    if (pair) pairs.push(pair);
  }
  return pairs;
}

/** Numbered pairs of one source byte and so many target bytes. */
export function pairOf(n: number, targetBytes: number): PairBytes {
  return {
    sourceFormat: 'a',
    targetFormat: 'b',
    source: Uint8Array.of(n),
    target: new Uint8Array(targetBytes).fill(n),
  };
}

/** Runs to the end; every line of metrics that was yielded. */
export async function toEnd(request: TrainRequest): Promise<TrainResult & { lines: Metrics[] }> {
  const lines: Metrics[] = [];
  const run = train(request);
  for (;;) {
    const next = await run.next();
    if (next.done) return { ...next.value, lines };
    lines.push(next.value);
  }
}

export async function metricsIn(store: FileStore): Promise<Metrics[]> {
  const text = (await readText(store, 'metrics.jsonl')) ?? '';
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}
