import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { endPatch, extensionPatch, patchBytes, unpatch } from '../../src/bytes/patches.ts';
import { patchLengths } from '../../src/bytes/segmenter.ts';
import { END } from '../../src/bytes/symbols.ts';
import { BgptError } from '../../src/errors.ts';

const bytes = fc.uint8Array({ maxLength: 200 });
const size = fc.integer({ min: 1, max: 40 });
const cuts = fc
  .array(fc.integer({ min: 0, max: 220 }), { maxLength: 40 })
  .map((all) => all.sort((a, b) => a - b));

test('no byte is lost or invented: patches and back, for any bytes, cuts and size', () => {
  fc.assert(
    fc.property(bytes, cuts, size, (input, at, n) => {
      expect(unpatch(patchBytes(input, { size: n, cuts: at }).symbols, n)).toEqual(input);
      expect(unpatch(patchBytes(input, { size: n }).symbols, n, 'first-end')).toEqual(input);
    }),
  );
});

test('patches longer than 255 bytes: their lengths do not wrap', () => {
  const input = Uint8Array.from({ length: 1500 }, (_, i) => i % 256);
  for (const [n, lengths] of [
    [256, [256, 256, 256, 256, 256, 220]],
    [1000, [1000, 500]],
  ] as const) {
    const patches = patchBytes(input, { size: n });
    expect([...patches.lengths]).toEqual(lengths);
    expect(unpatch(patches.symbols, n)).toEqual(input);
  }
});

test('a patch begins at every cut, and no patch is longer than it may be or empty', () => {
  fc.assert(
    fc.property(bytes, cuts, size, (input, at, n) => {
      const { lengths, count, symbols } = patchBytes(input, { size: n, cuts: at });
      const starts = new Set<number>();
      let start = 0;
      for (const length of lengths) {
        expect(length).toBeGreaterThan(0);
        expect(length).toBeLessThanOrEqual(n);
        starts.add(start);
        start += length;
      }
      expect(start).toBe(input.length);
      for (const cut of at.filter((c) => c < input.length)) expect(starts.has(cut) || cut === 0).toBe(true);
      expect(symbols.length).toBe(count * n);
    }),
  );
});

test('a segment longer than a patch goes on in further patches, and the cut behind it still holds', () => {
  expect([...patchLengths(40, [2, 38])]).toEqual([2, 16, 16, 4, 2]);
});

test('cuts at 0, twice, behind the end or out of order change nothing', () => {
  expect([...patchLengths(20, [0, 3, 3, 19, 25])]).toEqual([3, 16, 1]);
  expect([...patchLengths(20, [10, 4])]).toEqual([10, 10]);
});

test('the published layout by hand: 18 bytes are a full patch and one of two bytes and fourteen ENDs', () => {
  const { symbols, lengths } = patchBytes(Uint8Array.from({ length: 18 }, (_, i) => i));
  expect([...lengths]).toEqual([16, 2]);
  expect([...symbols.subarray(14)]).toEqual([14, 15, 16, 17, ...Array(14).fill(END)]);
});

describe('reading back what a model wrote', () => {
  const rows = (...all: number[][]) => Uint16Array.from(all.flat());
  test('bytes behind an END are padding', () => {
    expect([...unpatch(rows([1, END, 9, 9], [2, 3, 4, 5], [END, 7, 7, 7], [8, 8, 8, 8]), 4)]).toEqual([
      1, 2, 3, 4, 5,
    ]);
  });
  test('with fixed patches the first END ends the file', () => {
    expect([...unpatch(rows([1, 2, 3, 4], [1, END, 9, 9], [2, 3, 4, 5]), 4, 'first-end')]).toEqual([
      1, 2, 3, 4, 1,
    ]);
  });
  test('a sequence that is cut off gives what there is', () => {
    expect([...unpatch(rows([1, 2, 3, 4], [5]), 4)]).toEqual([1, 2, 3, 4, 5]);
    expect([...unpatch(rows(), 4)]).toEqual([]);
  });
});

test('an extension that is no extension is refused, not cropped', () => {
  expect([...extensionPatch('mid', 5)]).toEqual([0x6d, 0x69, 0x64, END, END]);
  expect([...endPatch(2)]).toEqual([END, END]);
  expect(() => extensionPatch('', 16)).toThrow(BgptError);
  expect(() => extensionPatch('x'.repeat(17), 16)).toThrow(BgptError);
});
