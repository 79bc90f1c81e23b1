import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readBundled } from '../../../corpora/bundled/read.ts';
import { abcTotals } from '../../../src/measure/compare-abc/abc-totals.ts';
import { type AbcComparison, compareAbc } from '../../../src/measure/compare-abc/compare-abc.ts';
import { TUNES, VARIANTS } from './variants.ts';

/**
 * Rows and totals of peers/midi2abc-eval.mjs for the texts of variants.ts: `--n 0 --conv dir:FOLDER --json FILE`, figures rounded
 * to six places.
 */
const PEER = JSON.parse(readFileSync(new URL('./peer-figures.json', import.meta.url), 'utf8')) as {
  measures: (keyof AbcComparison)[];
  totals: Record<string, string | number>;
  rows: Record<string, Record<string, (number | null)[]>>;
};

const compared: AbcComparison[] = [];

describe.each(Object.keys(VARIANTS))('the figures of the peer: %s', (variant) => {
  test.each(TUNES)('%s', async (tune) => {
    const abc = await readBundled(tune);
    const row = compareAbc(abc, VARIANTS[variant]!(abc))!;
    compared.push(row);
    const peer = PEER.rows[variant]![tune]!;
    if (!row.plays) return expect(peer[0]).toBe(0);
    const mine = PEER.measures.map((measure) => {
      const value = row[measure];
      return value === undefined ? null : Number(Number(value).toFixed(6));
    });
    expect(Object.fromEntries(PEER.measures.map((measure, i) => [measure, mine[i]]))).toEqual(
      Object.fromEntries(PEER.measures.map((measure, i) => [measure, peer[i]])),
    );
  });
});

test('the totals of the peer', () => {
  const totals = abcTotals(compared);
  const percent = (value: number) => (Number.isNaN(value) ? '-' : (100 * value).toFixed(1));
  const { tunes, length, lengthMedian, plays, keySignature, keyAndMode, ...rest } = totals;
  const mine = Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, percent(value)]));
  expect({
    ...{
      ...mine,
      tunes,
      converted: percent(plays),
      keySig: percent(keySignature),
      keyMode: percent(keyAndMode),
    },
    ...{ lengthMean: length.toFixed(2), lengthMedian: lengthMedian.toFixed(2) },
  }).toEqual(expect.objectContaining(peerTotals()));
});

function peerTotals() {
  const { conv, flags, input, part, seconds, sameBytes, ...totals } = PEER.totals;
  return totals;
}

test('prose is no tune', () => {
  expect(compareAbc('X:1\nK:C\nCDE|]\n', 'No tune at all.\n')).toMatchObject({ plays: false, allNotes: 0 });
});

test('a reference that cannot be read has no comparison', () => {
  expect(compareAbc('no tune', 'X:1\nK:C\nCDE|]\n')).toBeUndefined();
});

test('a bar written otherwise is another bar, the notes are the same', () => {
  const one = 'X:1\nM:4/4\nL:1/4\nK:C\nC D E F | G4 |]\n';
  const other = 'X:1\nM:2/4\nL:1/4\nK:C\nC D | E F | G2- | G2 |]\n';
  expect(compareAbc(one, other)).toMatchObject({ allNotes: 1, exactTicks: 1, metre: 0, barContentF1: 0 });
  expect(compareAbc(one, one.replace('K:C', 'K:Am'))).toMatchObject({
    allNotes: 1,
    keySignature: 1,
    keyAndMode: 0,
  });
});
