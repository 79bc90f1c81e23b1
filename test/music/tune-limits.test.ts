/** Hazard: one number in a tune asks its renderer for more than any machine has. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readSmf } from '../../src/formats/midi/smf/read-smf.ts';
import { plainRendering, render } from '../../src/music/reference-renderer.ts';
import { demandOf } from '../../src/music/tune-demand.ts';
import { TUNE_LIMITS } from '../../src/music/tune-limits.ts';

const tune = (body: string, header = '') => `X:1\nT:t\nM:4/4\nL:1/8\n${header}K:C\n${body}\n`;

describe('what asks for too much is refused before it is rendered', () => {
  test.each([
    ['bars of rest', tune('CDEF|Z99999999|GABc|')],
    ['bars of rest of which abcjs never finds the end', tune('Z30000000|C|')],
    ['a rest', tune('C|z99999999|C|')],
    ['a note', tune('C|D99999999|C|')],
    ['a chord, length by length', tune('[C9999E9999]9999|C|')],
    ['a tuplet of two numbers', tune('(2:99999999:2 CD|E|')],
    ['a unit', tune('CDEF|', 'L:99999/1\n')],
    ['a metre', tune('CDEF|Z|', 'M:99999999/1\n')],
    ['a metre within a line', tune('CDEF|[M:99999999/1] Z|')],
    ['a trill', tune('!trill!C99999999|')],
    ['a trill by its letter', tune('TC99999999|')],
    ['a trill by a letter of one’s own', tune('HC99999999|', 'U:H=!trill!\n')],
    ['trills that are short alone', tune('Tc99Tc99|'.repeat(2000))],
    ['endings', tune('|:CDEF|1-99999999 C:|')],
    [
      'many endings',
      tune(
        `|:${'CDEF|'.repeat(1000)}${'1 C:|'.repeat(1)}${Array.from({ length: 200 }, (_, i) => `[${i + 1} C:|`).join('')}`,
      ),
    ],
    ['a metre over 0, of which abcjs never finds the end', tune('"G"CDEF|', 'M:1/0\n')],
    ['a unit over 0', tune('CDEF|', 'L:1/0\n')],
    ['a transposition in K:', `X:1\nK:C transpose=-${'9'.repeat(23)}\n"G"CDEF|\n`],
    ['a transposition by a directive', tune('"G"CDEF|', `%%MIDI transpose ${'9'.repeat(23)}\n`)],
    ['a transposition within a line', tune(`[I:MIDI transpose ${'9'.repeat(23)}]"G"CDEF|`)],
    ['layers of one bar', tune('C&'.repeat(1000))],
    ['voices', tune(Array.from({ length: 300 }, (_, i) => `V:${i}\nCDEF|`).join('\n'))],
    ['drums', tune('CDEF|', '%%MIDI drum dddd 36 38 40 42\n%%MIDI drumon\n%%MIDI drumintro 99999999\n')],
  ])('%s', (_, abc) => {
    expect(render(abc)).toMatchObject({ ok: false, code: 'teacher/asks-too-much' });
  });
});

test('what a score of some size asks for is granted', () => {
  const voices = Array.from(
    { length: 12 },
    (_, i) => `V:${i + 1}\n|:${'CDEF GABc|'.repeat(40)}[1 C8:|[2 D8|]\n`,
  );
  const made = render(tune(voices.join('').trimEnd()));
  expect(made.ok).toBe(true);
});

/** Notes and whole notes of the longest track. */
function extent(midi: Uint8Array) {
  const read = readSmf(midi);
  if (!read.ok) throw new Error(read.message);
  let [notes, ticks] = [0, 0];
  for (const { events } of read.file.tracks) {
    ticks = Math.max(
      ticks,
      events.reduce((sum, { delta }) => sum + delta, 0),
    );
    notes += events.filter(({ kind }) => kind === 'noteOn').length;
  }
  return { notes, wholeNotes: ticks / 1920 };
}

/** Music of all that can multiply, in sizes that can be rendered: repeats, endings, trills, rests, tuplets, voices. */
const word = fc.oneof(
  fc.constantFrom(
    'C',
    'D2',
    'E/',
    '[CE]3',
    'z4',
    'Z3',
    'x2',
    '(3:2:3 CDE',
    '(2:9:2 CD',
    '!trill!C4',
    'TD8',
    '{cd}E',
    'C>D',
    '~G3',
  ),
  fc.constantFrom(
    '|',
    '|',
    '|',
    '|:',
    ':|',
    '::',
    '|1',
    ':|2',
    '|1,2',
    '[3',
    '|1-3',
    '||',
    '|]',
    '[M:3/2]',
    '[L:1/4]',
    '\nV:2\n',
    '\nV:1\n',
  ),
  fc.integer({ min: 1, max: 40 }).map((n) => `c${n}`),
);

test('the demand is no less than half of what is rendered, whatever the tune is made of', () => {
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 30 }), (words) => {
      const abc = tune(`C ${words.join(' ')}`);
      const made = render(abc);
      fc.pre(made.ok && readSmf(made.midi).ok);
      if (!made.ok) return;
      const [asked, got] = [demandOf(abc), extent(made.midi)];
      expect(asked.wholeNotes * 2).toBeGreaterThanOrEqual(got.wholeNotes);
      expect(asked.notes * 2).toBeGreaterThanOrEqual(got.notes);
    }),
    { numRuns: 300 },
  );
});

test('plain tunes have the limits of all others', () => {
  const long = tune('c99'.repeat(6000));
  expect(demandOf(long).wholeNotes).toBeGreaterThan(TUNE_LIMITS.wholeNotes);
  expect(plainRendering(long)).toBeUndefined();
});
