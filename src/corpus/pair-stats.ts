/** Counts and sizes of a split's pairs. */
import { PATCH_SIZE } from '../bytes/symbols.ts';
import { countPatches, type PatchLayout } from '../reading/read-pair.ts';
import type { PairRow } from './pair-row.ts';

export interface Distribution {
  min: number;
  p50: number;
  mean: number;
  p95: number;
  p99: number;
  max: number;
}

export interface PairStats {
  pairs: number;
  groups: number;
  transposed: number;
  sourceBytes: Distribution;
  targetBytes: Distribution;
  /** As the layout has them, extension and end patches included. */
  patches: Distribution;
}

export async function pairStats(
  rows: AsyncIterable<PairRow>,
  layout: PatchLayout = { patchSize: PATCH_SIZE },
): Promise<PairStats> {
  const groups = new Set<string>();
  const [source, target, patches]: [number[], number[], number[]] = [[], [], []];
  let transposed = 0;
  for await (const row of rows) {
    groups.add(row.group);
    if (row.transpose !== 0) transposed++;
    source.push(row.source.length);
    target.push(row.target.length);
    patches.push(countPatches(row, layout));
  }
  return {
    pairs: target.length,
    groups: groups.size,
    transposed,
    sourceBytes: distribution(source),
    targetBytes: distribution(target),
    patches: distribution(patches),
  };
}

/** Quantiles are members of the list: the smallest value that at least so large a share does not exceed. */
export function distribution(values: readonly number[]): Distribution {
  const sorted = Float64Array.from(values).sort();
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  const mean = sorted.length === 0 ? 0 : sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  return { min: at(0), p50: at(0.5), mean, p95: at(0.95), p99: at(0.99), max: at(1) };
}
