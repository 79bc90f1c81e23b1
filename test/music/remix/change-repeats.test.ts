/** Hazards of other repeats: a sign inside words, a lost note, nothing changed, one kind never drawn. */
import { expect, test } from 'vitest';
import { randomAt } from '../../../src/music/compose/random.ts';
import { changeRepeats } from '../../../src/music/remix/change-repeats.ts';

const BODY = [
  'P:A|B',
  'A2|BCDE|[1 FGAB:|[2 "no|bar"c d||',
  '!a|b!(3abc d2|[K:D|G]e4::f|g % a|b',
  'w:la|la|la',
];
const MANY = Array.from({ length: 300 }, (_, i) => changeRepeats(randomAt(9, i), BODY));

/** Music without its bar lines and endings. */
const notes = (line: string) => line.replace(/[:|[\] ]+(?:[1-9](?=[ :|A-Ga-g"(![]))?/g, '');

test('notes, words, fields and comments stay', () => {
  for (const changed of MANY) {
    expect([changed[0], changed[3]]).toEqual([BODY[0], BODY[3]]);
    for (const kept of ['"no|bar"', '!a|b!', '[K:D|G]', '% a|b']) expect(changed.join('\n')).toContain(kept);
    for (const line of [1, 2]) expect(notes(changed[line]!)).toBe(notes(BODY[line]!));
  }
});

test('signs come and go', () => {
  const texts = MANY.map((body) => body.slice(1, 3).join('\n'));
  for (const sign of [/A2:\|/, /A2\|:/, /A2::/, /A2\|\[?1/, /f:\|\[?2/, /e4\|f/])
    expect(
      texts.some((text) => sign.test(text)),
      String(sign),
    ).toBe(true);
  expect(MANY.filter((body) => body.join() !== BODY.join()).length).toBeGreaterThan(250);
});

test('a body without bar lines stays as it is', () => {
  for (let i = 0; i < 20; i++) expect(changeRepeats(randomAt(2, i), ['CDEF', ''])).toEqual(['CDEF', '']);
});
