import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PairRow } from '../../src/corpus/pair-row.ts';
import { controlPairs, derange } from '../../src/measure/control.ts';
import { tunes } from './pairs.ts';

const GROUPS = fc.array(fc.integer({ min: 0, max: 6 }).map(String), { maxLength: 40 });

test('every pair gets the source of another tune, each source once; where that cannot be, nothing', () => {
  fc.assert(
    fc.property(GROUPS, fc.integer(), (groups, seed) => {
      const largest = Math.max(0, ...groups.map((g) => groups.filter((other) => other === g).length));
      const other = derange(groups, seed);
      if (2 * largest > groups.length) expect(other).toBeUndefined();
      else {
        for (const [i, j] of other!.entries()) expect(groups[j]).not.toBe(groups[i]);
        expect([...other!].sort((a, b) => a - b)).toEqual(groups.map((_, i) => i));
      }
    }),
  );
});

test('another seed, another exchange; the same seed, the same', () => {
  const groups = Array.from({ length: 50 }, (_, i) => String(i));
  expect(derange(groups, 1)).toEqual(derange(groups, 1));
  expect(derange(groups, 1)).not.toEqual(derange(groups, 2));
});

const row = (pair: ReturnType<typeof tunes>[number]): PairRow =>
  ({ ...pair, group: pair.id, origin: '', title: '', key: '', meter: '', transpose: 0 }) as PairRow;

test('targets stay in their order, only the sources change hands', async () => {
  const rows = tunes(5).map(row);
  const open = async function* () {
    yield* rows;
  };
  const changed: PairRow[] = [];
  for await (const pair of controlPairs(open, 3)) changed.push(pair);
  expect(changed.map((pair) => pair.target)).toEqual(rows.map((pair) => pair.target));
  for (const [i, pair] of changed.entries()) expect(pair.source).not.toEqual(rows[i]!.source);
});

test('settings of one tune alone cannot be a control', async () => {
  const open = async function* () {
    for (const pair of tunes(3)) yield { ...row(pair), group: 'one tune' };
  };
  await expect(controlPairs(open, 1).next()).rejects.toMatchObject({ code: 'usage/invalid-option' });
});
