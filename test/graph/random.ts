/** Seeded numbers and shapes: the same every run; BGPT_TEST_SEED tries others. */
import type { HostTensor } from '../../src/graph/host-tensor.ts';
import type { TensorDtype } from '../../src/graph/trace.ts';

const SEED = Number(process.env.BGPT_TEST_SEED ?? 1);

export interface Random {
  /** In [0, 1). */
  next(): number;
  uniform(low: number, high: number): number;
  /** A whole number in [low, high]. */
  int(low: number, high: number): number;
}

/** mulberry32, started from a name so that adding a case changes no other. */
export function random(name: string): Random {
  let state = [...name].reduce((hash, c) => Math.imul(hash ^ c.charCodeAt(0), 0x01000193), 0x811c9dc5 ^ SEED);
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    uniform: (low, high) => low + (high - low) * next(),
    int: (low, high) => low + Math.floor(next() * (high - low + 1)),
  };
}

/** A shape of this rank; about every third size is 1. */
export function shapeOf(r: Random, rank: number): number[] {
  return Array.from({ length: rank }, () => (r.next() < 0.3 ? 1 : r.int(2, 5)));
}

/** Shapes of every rank up to 4. */
export function shapes(r: Random): number[][] {
  return [0, 1, 2, 3, 4].map((rank) => shapeOf(r, rank));
}

/** Two shapes that broadcast: some sizes become 1, some leading dimensions are left out. */
export function broadcastPairs(r: Random): [number[], number[]][] {
  const pairs = [0, 1, 2, 3, 4].map((rank): [number[], number[]] => {
    const full = shapeOf(r, rank);
    const thinned = () => full.map((d) => (r.next() < 0.3 ? 1 : d)).slice(r.int(0, rank));
    return r.next() < 0.5 ? [full, thinned()] : [thinned(), full];
  });
  // both sides stretched at once, and a scalar against everything
  const [a, b] = [r.int(2, 5), r.int(2, 5)];
  pairs.push(
    [
      [a, 1],
      [1, b],
    ],
    [[], shapeOf(r, 4)],
    [shapeOf(r, 3), [1]],
  );
  return pairs;
}

export interface Range {
  low: number;
  high: number;
}

/** Distinct enough that no two floats tie, and none comes within 0.01 of a whole number or half, where ops have steps. */
export function tensor(
  r: Random,
  shape: readonly number[],
  { low, high }: Range = { low: -3, high: 3 },
  dtype: TensorDtype = 'float32',
): HostTensor {
  const size = shape.reduce((a, b) => a * b, 1);
  if (dtype === 'bool') return { dtype, shape, data: Uint8Array.from({ length: size }, () => r.int(0, 1)) };
  if (dtype === 'int32')
    return {
      dtype,
      shape,
      data: Int32Array.from({ length: size }, () => r.int(Math.ceil(low), Math.floor(high))),
    };
  const off = () => {
    for (;;) {
      const x = r.uniform(low, high);
      if (Math.abs(2 * x - Math.round(2 * x)) > 0.02) return x;
    }
  };
  return { dtype, shape, data: Float32Array.from({ length: size }, off) };
}
