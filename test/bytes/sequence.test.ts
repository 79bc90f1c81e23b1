import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Segmenter } from '../../src/bytes/segmenter.ts';
import {
  countedSymbols,
  fileSequence,
  fitsContext,
  type PairBytes,
  pairSequence,
  sequencePatches,
  splitSequence,
} from '../../src/bytes/sequence.ts';
import { END } from '../../src/bytes/symbols.ts';

const every =
  (n: number): Segmenter =>
  (bytes) =>
    [...bytes.keys()].filter((i) => i % n === 0);
const pairOf = (source: Uint8Array, target: Uint8Array): PairBytes => ({
  sourceFormat: 'abc',
  targetFormat: 'mid',
  source,
  target,
});
const bytes = fc.uint8Array({ maxLength: 120 });
const options = fc.record({
  size: fc.integer({ min: 3, max: 20 }),
  segmenters: fc.constantFrom(
    undefined,
    { abc: every(3) },
    { mid: every(5) },
    { abc: every(2), mid: every(7) },
  ),
});
/** Rows of the mask as strings of 0 and 1, from the target's first data patch. */
function counted(length: number, segmenter?: Segmenter): string[] {
  const target = Uint8Array.from({ length }, () => 7);
  const segmenters = segmenter ? { mid: segmenter } : {};
  const sequence = pairSequence(pairOf(Uint8Array.of(1, 2, 3), target), { size: 4, segmenters });
  const mask = countedSymbols(sequence);
  expect(mask.subarray(0, sequence.targetStart * 4).every((one) => one === 0)).toBe(true);
  return [
    ...mask
      .subarray(sequence.targetStart * 4)
      .join('')
      .matchAll(/..../g),
  ].map(String);
}

test('a pair laid out by hand, as published: the target keeps its extension patch, the source has no end patch', () => {
  const sequence = pairSequence(pairOf(Uint8Array.of(1, 2, 3, 4, 5), Uint8Array.of(9)), { size: 4 });
  expect([...sequence.symbols]).toEqual([
    ...[0x61, 0x62, 0x63, END],
    ...[1, 2, 3, 4],
    ...[5, END, END, END],
    ...[0x6d, 0x69, 0x64, END],
    ...[9, END, END, END],
    ...[END, END, END, END],
  ]);
  expect(sequence).toMatchObject({ size: 4, count: 6, targetStart: 4, sourceBytes: 5, targetBytes: 1 });
});

test('a file alone: n bytes make 1 + ceil(n / 16) + 1 patches', () => {
  for (const n of [0, 1, 15, 16, 17, 32]) {
    const sequence = fileSequence({ format: 'mid', bytes: new Uint8Array(n) });
    expect(sequence.count).toBe(2 + Math.ceil(n / 16));
    expect(sequence.targetStart).toBe(1);
    expect(splitSequence(sequence)).toEqual({ source: new Uint8Array(), target: new Uint8Array(n) });
  }
});

test('both files come back from any pair, and the count is known without building', () => {
  fc.assert(
    fc.property(bytes, bytes, options, (source, target, how) => {
      const pair = pairOf(source, target);
      const sequence = pairSequence(pair, how);
      expect(splitSequence(sequence)).toEqual({ source, target });
      expect(sequencePatches(pair, how)).toBe(sequence.count);
      expect(sequence.symbols.length).toBe(sequence.count * how.size);
    }),
  );
});

describe('what counts in bits per byte, by hand (patches of 4)', () => {
  test('one byte: the byte and the END behind it, no padding', () => {
    expect(counted(1)).toEqual(['1100', '0000']);
  });
  test('a full last patch: the end patch pays for the end', () => {
    expect(counted(4)).toEqual(['1111', '1000']);
    expect(counted(8)).toEqual(['1111', '1111', '1000']);
  });
  test('a short last patch', () => {
    expect(counted(7)).toEqual(['1111', '1111', '0000']);
  });
  test('no bytes: the END of the end patch', () => {
    expect(counted(0)).toEqual(['1000']);
  });
  test('structure-aligned: every short patch pays its END, and the file ends by the end patch', () => {
    expect(counted(1, every(3))).toEqual(['1100', '1000']);
    expect(counted(7, every(3))).toEqual(['1111', '1111', '1100', '1000']);
    expect(counted(4, every(4))).toEqual(['1111', '1000']);
    expect(counted(0, every(3))).toEqual(['1000']);
    // one segment of 6 bytes goes on in a second patch
    expect(counted(6, every(9))).toEqual(['1111', '1110', '1000']);
  });
});

test('exactly what a decoder needs is counted: the bytes, one END to end the file, one for each short aligned patch', () => {
  fc.assert(
    fc.property(bytes, bytes, options, (source, target, how) => {
      const sequence = pairSequence(pairOf(source, target), how);
      const mask = countedSymbols(sequence);
      const symbols = [...sequence.symbols].filter((_, i) => mask[i] === 1);
      expect(Uint8Array.from(symbols.filter((symbol) => symbol !== END))).toEqual(target);
      const rows = sequence.symbols.subarray(sequence.targetStart * how.size, -how.size);
      let short = 0;
      for (let at = how.size - 1; at < rows.length; at += how.size) if (rows[at] === END) short++;
      const ends = symbols.filter((symbol) => symbol === END).length;
      expect(ends).toBe(sequence.targetAligned ? short + 1 : 1);
    }),
  );
});

test('what does not fit a context is said, not cropped', () => {
  expect(fitsContext(512, 512)).toEqual({ ok: true });
  expect(fitsContext(513, 512)).toMatchObject({ ok: false, code: 'context/too-long' });
});
