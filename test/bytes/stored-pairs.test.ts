/** Hazards: memory that grows with the corpus, pairs lost or twice in an epoch, an order that depends on what was asked. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PairBytes } from '../../src/bytes/sequence.ts';
import { type PairBlocks, storedPairs } from '../../src/bytes/stored-pairs.ts';

/** Blocks of numbered pairs, made anew at every read; `reads` counts them. */
function numbered(counts: readonly number[]): PairBlocks & { reads: number[] } {
  const starts = counts.map((_, b) => counts.slice(0, b).reduce((sum, count) => sum + count, 0));
  const reads: number[] = [];
  return {
    counts,
    reads,
    async read(block) {
      reads.push(block);
      return Array.from({ length: counts[block]! }, (_, i) => pair(starts[block]! + i));
    },
  };
}

const pair = (n: number): PairBytes => ({
  sourceFormat: 'abc',
  targetFormat: 'mid',
  source: Uint8Array.of(n & 255, n >> 8),
  target: Uint8Array.of(1),
});
const numberOf = (p: PairBytes | undefined) => p!.source[0]! + 256 * p!.source[1]!;

const corpora = fc
  .array(fc.nat({ max: 9 }), { minLength: 1, maxLength: 30 })
  .filter((c) => c.some((n) => n > 0));

test('every epoch holds every pair once, whatever the blocks and windows', async () => {
  await fc.assert(
    fc.asyncProperty(
      corpora,
      fc.integer({ min: 1, max: 10 }),
      fc.nat(),
      async (counts, windowBlocks, seed) => {
        const source = storedPairs('x', numbered(counts), seed, { windowBlocks });
        const size = counts.reduce((a, b) => a + b, 0);
        expect(source.size).toBe(size);
        for (const epoch of [0, 3]) {
          const all: number[] = [];
          for (let i = 0; i < size; i++) all.push(numberOf(await source.pair(epoch * size + i)));
          expect(all.sort((a, b) => a - b)).toEqual([...Array(size).keys()]);
        }
      },
    ),
    { numRuns: 40 },
  );
});

test('a pair depends on its index alone, not on what was asked for before or on what is held', async () => {
  await fc.assert(
    fc.asyncProperty(corpora, fc.array(fc.nat({ max: 500 }), { maxLength: 30 }), async (counts, indices) => {
      const inOrder = storedPairs('x', numbered(counts), 5, { windowBlocks: 2, heldBlocks: 2 });
      const another = storedPairs('x', numbered(counts), 5, { windowBlocks: 2, heldBlocks: 30 });
      const expected: number[] = [];
      for (const index of [...indices].sort((a, b) => a - b))
        expected.push(numberOf(await another.pair(index)));
      const at = async (index: number) => numberOf(await inOrder.pair(index));
      const got = (await Promise.all(indices.map(async (index) => [index, await at(index)] as const)))
        .sort(([a], [b]) => a - b)
        .map(([, n]) => n);
      expect(got).toEqual(expected);
    }),
    { numRuns: 40 },
  );
});

test('hazard: what is held does not grow with the corpus, and an epoch reads each block once', async () => {
  for (const blocks of [40, 400]) {
    const corpus = numbered(new Array(blocks).fill(6));
    const source = storedPairs('x', corpus, 1, { windowBlocks: 4, heldBlocks: 6 });
    for (let i = 0; i < 6 * blocks; i++) await source.pair(i);
    expect(corpus.reads.length).toBe(blocks);
    expect(new Set(corpus.reads).size).toBe(blocks);
    // going back, all but the six blocks that are held are read again
    for (let i = 6 * blocks - 1; i >= 0; i--) await source.pair(i);
    expect(corpus.reads.length).toBeGreaterThanOrEqual(2 * blocks - 6);
  }
});

test('neighbours of the corpus part: a window mixes blocks from all over it', async () => {
  const source = storedPairs('x', numbered(new Array(64).fill(64)), 1);
  const first: number[] = [];
  for (let i = 0; i < 64; i++) first.push(Math.floor(numberOf(await source.pair(i)) / 64));
  expect(new Set(first).size).toBeGreaterThanOrEqual(7);
  const again: number[] = [];
  for (let i = 0; i < 64; i++) again.push(Math.floor(numberOf(await source.pair(64 * 64 + i)) / 64));
  expect(new Set(again)).not.toEqual(new Set(first));
});

test('a block that could not be read is read again when it is asked for again', async () => {
  let tries = 0;
  const source = storedPairs(
    'x',
    { counts: [1], read: async () => (++tries === 1 ? Promise.reject(new Error('gone')) : [pair(7)]) },
    1,
  );
  await expect(source.pair(0)).rejects.toThrow('gone');
  expect(numberOf(await source.pair(0))).toBe(7);
});

test('no pairs are a coded error', () => {
  for (const none of [[], { counts: [0, 0], read: async () => [] }])
    expect(() => storedPairs('none', none, 1)).toThrow(expect.objectContaining({ code: 'train/no-pairs' }));
});
