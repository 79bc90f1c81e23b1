/** Causal attention inside rows that several owners share. */
import { attention, causalMask, MASKED } from '../graph/ops/attention.ts';
import * as tf from '../graph/tf.ts';
import type { AttendAt } from './heads.ts';

/** Queries of a block: fewer save more of what lies behind them, and make smaller products. */
const BLOCK = 128;

/**
 * Attention in which a position sees those of its own owner up to itself. Long rows go by blocks of queries, each over the keys up to
 * its end: what lies behind is never computed.
 * @param owners int32 `[batch, n]`
 */
export function within(owners: tf.Tensor): AttendAt {
  const n = owners.shape[1]!;
  const apart = owners.expandDims(2).notEqual(owners.expandDims(1)).expandDims(1);
  const mask = apart.cast('float32').mul(MASKED).add(causalMask(n));
  const blocks = blocksOf(n);
  if (blocks === 1) return everyLayer(mask);
  const ends = Array.from({ length: blocks }, (_, i) => Math.round(((i + 1) * n) / blocks));
  const rows = ends.map((end, i) => {
    const from = ends[i - 1] ?? 0;
    return { from, end, mask: part(part(mask, 2, from, end), 3, 0, end) };
  });
  return () => (q, k, v) =>
    tf.concat(
      rows.map(({ from, end, mask }) =>
        attention(part(q, 2, from, end), part(k, 2, 0, end), part(v, 2, 0, end), mask),
      ),
      2,
    );
}

/** Share of all pairs of positions that the blocks of a row of `n` compute. */
export function attendedShare(n: number): number {
  const blocks = blocksOf(n);
  return (blocks + 1) / (2 * blocks);
}

function blocksOf(n: number): number {
  return Math.max(1, Math.round(n / BLOCK));
}

export function everyLayer(mask: tf.Tensor): AttendAt {
  return () => (q, k, v) => attention(q, k, v, mask);
}

function part(x: tf.Tensor, axis: number, from: number, end: number): tf.Tensor {
  const begin = x.shape.map((_, i) => (i === axis ? from : 0));
  return x.slice(
    begin,
    x.shape.map((size, i) => (i === axis ? end - from : size)),
  );
}
