/** Hazards: settings of one tune on both sides of the split, tunes lost as duplicates, text that is no tune. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { groupOf } from '../../../src/corpus/stages/group.ts';
import { prepare } from '../../../src/corpus/stages/prepare.ts';
import { openSeen } from '../../../src/corpus/stages/seen.ts';
import { SPLIT_DEFAULTS, splitOf } from '../../../src/corpus/stages/split.ts';
import { parseTranspositions } from '../../../src/corpus/stages/transpositions.ts';
import { tune } from '../helpers.ts';

test('a set of hashes is a set', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 3 }), { maxLength: 200 }), (texts) => {
      const seen = openSeen();
      const reference = new Set<string>();
      for (const text of texts) {
        expect(seen.add(text)).toBe(!reference.has(text));
        reference.add(text);
      }
      expect(seen.size).toBe(reference.size);
    }),
  );
});

test('a set of hashes grows without forgetting', () => {
  const seen = openSeen();
  for (let i = 0; i < 20_000; i++) expect(seen.add(`tune ${i}`)).toBe(true);
  for (let i = 0; i < 20_000; i++) expect(seen.add(`tune ${i}`)).toBe(false);
});

test('the split depends on the group and the seed alone, in the share that was asked for', () => {
  const groups = Array.from({ length: 5000 }, (_, i) => `group ${i}`);
  const share = (options = SPLIT_DEFAULTS) =>
    groups.filter((group) => splitOf(group, options) === 'valid').length / 5000;
  expect(share({ ...SPLIT_DEFAULTS, validShare: 0.1 })).toBeGreaterThan(0.08);
  expect(share({ ...SPLIT_DEFAULTS, validShare: 0.1 })).toBeLessThan(0.12);
  expect(share({ ...SPLIT_DEFAULTS, validShare: 0 })).toBe(0);
  expect(share({ ...SPLIT_DEFAULTS, validShare: 1 })).toBe(1);
  // a wider share only adds groups: nothing that was held out comes to be trained on
  const [narrow, wide] = [0.02, 0.1].map((validShare) =>
    groups.filter((g) => splitOf(g, { ...SPLIT_DEFAULTS, validShare }) === 'valid'),
  );
  expect(new Set(wide)).toEqual(new Set([...wide!, ...narrow!]));
  expect(groups.some((g) => splitOf(g) !== splitOf(g, { ...SPLIT_DEFAULTS, seed: 'other' }))).toBe(true);
});

test('titles that name the same tune are one group, untitled tunes are not', () => {
  expect(groupOf('The Kesh Jig!', 'a')).toBe(groupOf('kesh jig', 'b'));
  expect(groupOf('Für Elise', 'a')).toBe(groupOf('fur elise', 'b'));
  expect(groupOf('', 'a')).not.toBe(groupOf('', 'b'));
  expect(groupOf('?', 'a')).not.toBe(groupOf('!', 'b'));
});

test('a group that the source names stands above the title', () => {
  const entry = { kind: 'tune' as const, origin: 'o', abc: tune('One'), group: 'g1' };
  expect(prepare(entry, SPLIT_DEFAULTS)).toMatchObject({ item: { group: 'g1' } });
});

describe('duplicates', () => {
  const key = (abc: string, midi?: Uint8Array) =>
    (prepare({ kind: 'tune', origin: 'o', abc, midi }, SPLIT_DEFAULTS) as { key: string }).key;

  test('the same body under another title, header or layout is the same', () => {
    expect(key(tune('One'))).toBe(
      key(tune('Two', 'CDEF | GABc |').replace('M:4/4', 'M:C').replace('X:1', 'X:9')),
    );
  });
  test('another body is not', () => {
    expect(key(tune('One'))).not.toBe(key(tune('One', 'CDEF|GABd|')));
  });
  test('the same text beside another MIDI file is another pair', () => {
    expect(key(tune('One'), Uint8Array.of(1))).not.toBe(key(tune('One'), Uint8Array.of(2)));
  });
});

test.each([
  ['', 'source/empty'],
  ['   \n\n', 'source/empty'],
  ['hello world', 'source/not-abc'],
  ['X:1\nT:header only\nK:C\n', 'source/no-music'],
])('%j is %s', (abc, code) => {
  expect(prepare({ kind: 'tune', origin: 'o', abc }, SPLIT_DEFAULTS)).toMatchObject({
    rejection: { code, origin: 'o' },
  });
});

test('--transpose takes ranges and refuses the rest', () => {
  expect(parseTranspositions('-5..6')).toEqual([0, -5, -4, -3, -2, -1, 1, 2, 3, 4, 5, 6]);
  expect(parseTranspositions('3')).toEqual([0, 3]);
  expect(parseTranspositions('0..0')).toEqual([0]);
  for (const wrong of ['', 'a', '1..', '6..-5', '-99..0', '1..2..3', '1.5', '0..13'])
    expect(() => parseTranspositions(wrong), wrong).toThrow(
      expect.objectContaining({ code: 'usage/invalid-option' }),
    );
});
