import { expect, test } from 'vitest';
import { type FileCosts, fileBits, reordered } from '../../src/bytes/bits-per-byte.ts';

const end = (offset: number, bits: number) => ({ offset, place: 0, bits, hit: true });

test('costs move with their bytes, end marks with the byte before them, and nothing is lost', () => {
  const costs: FileCosts = {
    bits: Float64Array.of(1, 2, 4, 8),
    hits: Uint8Array.of(1, 0, 1, 0),
    places: Uint16Array.of(0, 1, 2, 3),
    ends: [end(1, 16), end(3, 32), end(4, 64)],
  };
  const moved = reordered(costs, [0, 3, 1, 2]);
  expect([...moved.bits]).toEqual([1, 4, 8, 2]);
  expect([...moved.hits]).toEqual([1, 1, 0, 0]);
  expect([...moved.places]).toEqual([0, 2, 3, 1]);
  // behind bytes 0 and 2 as read; the last one ends the file wherever the last byte went
  expect(moved.ends.map(({ offset, bits }) => [offset, bits])).toEqual([
    [1, 16],
    [2, 32],
    [4, 64],
  ]);
  expect(fileBits(moved)).toEqual(fileBits(costs));
});
