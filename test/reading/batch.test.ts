import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countedSymbols, pairSequence, type Sequence } from '../../src/bytes/sequence.ts';
import { PRESETS } from '../../src/model/config.ts';
import { syntheticPairs } from '../../src/music/rendered-pairs.ts';
import { makeBatch, scoredPatches } from '../../src/reading/batch.ts';
import { batchShapes } from '../../src/reading/batch-shapes.ts';
import { pack, padding } from '../../src/reading/pack.ts';
import { readPair } from '../../src/reading/read-pair.ts';

const bgpt = PRESETS.bgpt.nano;
const bgpt2 = PRESETS['bgpt-2'].nano;

function sequence(source: string, target: number[]): Sequence {
  const pair = {
    sourceFormat: 'abc',
    targetFormat: 'mid',
    source: new TextEncoder().encode(source),
    target: Uint8Array.from(target),
  };
  return pairSequence(pair, { size: 16 });
}

describe('a batch of one pair, by hand', () => {
  // [abc] [X:1] [mid] [1 2 3 END…] [END…]: patches 0 to 4, scored are 3 and 4
  const one = sequence('X:1', [1, 2, 3]);
  const shape = { rows: 1, length: 8, scored: 4 };
  const place = (config: typeof bgpt | typeof bgpt2) =>
    makeBatch([{ sequence: one, row: 0, start: 0, sourceWeight: 0 }], shape, config);

  test('each scored patch is predicted from the patch before it, and only counted symbols have labels', () => {
    const batch = place(bgpt);
    expect([...batch.rows.data.slice(0, 2)]).toEqual([2, 3]);
    expect([...batch.targets.data.slice(0, 4)]).toEqual([1, 2, 3, 256]);
    // three bytes and the END that ends the file; the end patch repeats it and costs nothing
    expect([...batch.labels.data.slice(0, 16)]).toEqual([1, 2, 3, 256, ...Array(12).fill(-1)]);
    expect(new Set(batch.labels.data.slice(16))).toEqual(new Set([-1]));
    expect([...batch.weights.data]).toEqual([1, 1, 0, 0]);
  });

  test('positions count from the sequence in bgpt, from the file in bgpt-2', () => {
    expect([...place(bgpt).positions.data.slice(0, 5)]).toEqual([0, 1, 2, 3, 4]);
    expect([...place(bgpt2).positions.data.slice(0, 5)]).toEqual([0, 1, 0, 1, 2]);
    expect([...place(bgpt2).files.data.slice(0, 5)]).toEqual([0, 0, 1, 1, 1]);
  });

  test('padding belongs to nobody', () => {
    expect([...place(bgpt).owners.data]).toEqual([0, 0, 0, 0, 0, -1, -1, -1]);
  });
});

test('with a source weight every patch but the first is scored, the source at that weight', () => {
  const one = sequence('X:1', [1, 2, 3]);
  expect(scoredPatches(one, 0.1)).toBe(4);
  const batch = makeBatch(
    [{ sequence: one, row: 0, start: 0, sourceWeight: 0.1 }],
    { rows: 1, length: 8, scored: 4 },
    bgpt,
  );
  expect([...batch.rows.data]).toEqual([0, 1, 2, 3]);
  expect([...batch.weights.data].map((x) => Math.round(x * 10) / 10)).toEqual([0.1, 0.1, 1, 1]);
});

const sequences = fc.array(
  fc
    .tuple(fc.string({ maxLength: 400 }), fc.uint8Array({ minLength: 1, maxLength: 900 }))
    .map(([abc, mid]) => sequence(abc, [...mid])),
  { minLength: 1, maxLength: 40 },
);

test('packing places every sequence once, inside its row, apart from the others, and keeps every label', () => {
  fc.assert(
    fc.property(sequences, (all) => {
      const shapes = batchShapes(all, 128);
      const { batches, tooLong } = pack(all, shapes);
      expect(tooLong).toEqual([]);
      expect(batches.flatMap((b) => b.placed.map((p) => p.sequence)).sort(byCount)).toEqual(
        [...all].sort(byCount),
      );
      let labels = 0;
      for (const { placed, shape } of batches) {
        const batch = makeBatch(placed, shape, bgpt);
        expect(batch.owners.data.filter((owner) => owner >= 0).length).toBe(
          placed.reduce((sum, p) => sum + p.sequence.count, 0),
        );
        labels += batch.labels.data.filter((label) => label >= 0).length;
      }
      expect(labels).toBe(all.reduce((sum, s) => sum + countedSymbols(s).reduce((a, b) => a + b, 0), 0));
    }),
    { numRuns: 30 },
  );
});

test('a sequence that fits no shape is given back, not cropped', () => {
  const long = sequence('X:1', new Array(5000).fill(7));
  const { batches, tooLong } = pack([long], [{ rows: 1, length: 64, scored: 64 }]);
  expect(batches).toEqual([]);
  expect(tooLong).toEqual([long]);
});

test('hazard: a sample of short pairs leaves no sequence of the context without a shape', () => {
  const sample = [sequence('X:1', [1, 2, 3])];
  const longest = sequence('X:1', new Array(16 * 1020).fill(7));
  expect(longest.count).toBe(1024);
  for (const sourceWeight of [0, 0.1]) {
    const shapes = batchShapes(sample, 1024, sourceWeight);
    expect(pack([longest], shapes, sourceWeight).tooLong).toEqual([]);
    for (const { rows, length, scored } of shapes) expect(scored).toBeLessThanOrEqual(rows * length);
  }
});

test('under a tenth of the patches of pools of like tunes is padding', () => {
  const tunes = Array.from({ length: 256 }, (_, i) =>
    sequence('K:C\nABcd|'.repeat(10 + (i % 17)), new Array(200 + 37 * (i % 23)).fill(9)),
  );
  const { batches } = pack(tunes, batchShapes(tunes, 512));
  expect(padding(batches).patches).toBeLessThan(0.1);
  expect(padding(batches).scored).toBeLessThan(0.1);
});

test('under a tenth of the patches of a pool of synthetic tunes is padding, long ones among them', async () => {
  const source = syntheticPairs(3, { profile: 'tunes' });
  const tunes = (await Promise.all(Array.from({ length: 512 }, (_, i) => source.pair(i))))
    .filter((pair) => pair !== undefined)
    .map((pair) => readPair(pair, bgpt2))
    .filter(({ count }) => count <= bgpt2.patchLength);
  const { batches } = pack(tunes, batchShapes(tunes, bgpt2.patchLength, 0, 1024));
  expect(padding(batches).patches).toBeLessThan(0.1);
});

function byCount(a: Sequence, b: Sequence): number {
  return (
    a.count - b.count ||
    a.sourceBytes - b.sourceBytes ||
    Buffer.compare(Buffer.from(a.symbols.buffer), Buffer.from(b.symbols.buffer))
  );
}
