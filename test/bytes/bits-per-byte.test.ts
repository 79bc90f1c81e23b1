import { describe, expect, test } from 'vitest';
import { bitsPerByte, fileBits, fileCosts } from '../../src/bytes/bits-per-byte.ts';
import { fileSequence, pairSequence, type Sequence } from '../../src/bytes/sequence.ts';
import { END } from '../../src/bytes/symbols.ts';

const SIZE = 16;
const bytes = (count: number) => Uint8Array.from({ length: count }, (_, i) => i);
const alone = (count: number) => fileSequence({ format: 'mid', bytes: bytes(count) });

/** Costs in nats whose symbols cost so many bits by their place; what stands in rows before costs a fortune. */
function costing(sequence: Sequence, bits: (place: number) => number, rowsBefore = 0) {
  const scored = sequence.count - sequence.targetStart;
  const nats = new Float64Array((rowsBefore + scored) * SIZE).fill(1e6);
  const best = new Int32Array(nats.length).fill(-1);
  for (let i = 0; i < scored * SIZE; i++) {
    nats[rowsBefore * SIZE + i] = bits(i) * Math.LN2;
    best[rowsBefore * SIZE + i] = sequence.symbols[sequence.targetStart * SIZE + i]!;
  }
  return { nats, best };
}

describe('by hand, fixed patches', () => {
  test('a file of one byte: the byte and the END behind it', () => {
    const sequence = alone(1);
    const costs = fileCosts(
      sequence,
      costing(sequence, (i) => [3, 5][i] ?? 1000),
    );
    expect([...costs.bits]).toEqual([expect.closeTo(3, 12)]);
    expect(costs.ends).toEqual([{ offset: 1, place: 1, bits: expect.closeTo(5, 12), hit: true }]);
    const total = bitsPerByte([fileBits(costs)]);
    expect(total.bpb).toBeCloseTo(8, 12);
    expect(total).toMatchObject({ targetBytes: 1, argmaxShare: 1, files: 1, exactFiles: 1 });
    expect(total.endBits).toBeCloseTo(5, 12);
  });

  test('a length that is a multiple of 16: the END is the first symbol of the end patch, its other 15 cost nothing', () => {
    const sequence = alone(32);
    const costs = fileCosts(
      sequence,
      costing(sequence, (i) => (i < 32 ? 1 : i === 32 ? 7 : 1000)),
    );
    expect(costs.ends).toEqual([{ offset: 32, place: 0, bits: expect.closeTo(7, 12), hit: true }]);
    expect(bitsPerByte([fileBits(costs)]).bits).toBeCloseTo(39, 10);
  });

  test('the source costs nothing, and rows of other sequences before it neither', () => {
    const pair = { sourceFormat: 'abc', targetFormat: 'mid', source: bytes(40), target: bytes(20) };
    const sequence = pairSequence(pair);
    const costs = fileCosts(
      sequence,
      costing(sequence, (i) => (i <= 20 ? 1 : 1000), 3),
      3,
    );
    expect(fileBits(costs).bits).toBeCloseTo(21, 10);
    expect([...costs.places.slice(14, 18)]).toEqual([14, 15, 0, 1]);
  });

  test('an empty file: only its END', () => {
    const sequence = alone(0);
    const costs = fileCosts(
      sequence,
      costing(sequence, (i) => (i === 0 ? 2 : 1000)),
    );
    expect(bitsPerByte([fileBits(costs)])).toMatchObject({ bpb: 0, targetBytes: 0, files: 1 });
    expect(fileBits(costs).endBits).toBeCloseTo(2, 12);
  });
});

test('aligned patches: every short patch pays its END, a full one none, the last is the end patch', () => {
  // patches of 3, 16 and 1 bytes
  const segmenters = { mid: () => [3] };
  const sequence = fileSequence({ format: 'mid', bytes: bytes(20) }, { segmenters });
  const symbols = [...sequence.symbols.slice(sequence.targetStart * SIZE)];
  expect(symbols.slice(0, 4)).toEqual([0, 1, 2, END]);
  const costs = fileCosts(
    sequence,
    costing(sequence, () => 1),
  );
  expect(costs.ends.map((end) => [end.offset, end.place])).toEqual([
    [3, 3],
    [20, 1],
    [20, 0],
  ]);
  expect(fileBits(costs).bits).toBeCloseTo(23, 10);
});

test('a miss in an END spoils the file, not the share of bytes', () => {
  const sequence = alone(1);
  const { nats, best } = costing(sequence, () => 1);
  best[1] = 65;
  const file = fileBits(fileCosts(sequence, { nats, best }));
  expect(file).toMatchObject({ hits: 1, misses: 1 });
  expect(bitsPerByte([file])).toMatchObject({ argmaxShare: 1, exactFiles: 0 });
});

test('files add up by their bytes, not by their averages', () => {
  const file = (targetBytes: number, bits: number) => ({ targetBytes, bits, endBits: 0, hits: 0, misses: 1 });
  expect(bitsPerByte([file(10, 10), file(90, 0)]).bpb).toBe(0.1);
  expect(bitsPerByte([])).toMatchObject({ bpb: 0, files: 0 });
});
