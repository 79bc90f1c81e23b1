import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalMidi } from '../../../src/music/canonical-midi/canonical-midi.ts';
import { render } from '../../../src/music/reference-renderer.ts';
import { findRepeats, foldTune, unfoldTune } from '../../../src/music/transcribe/find-repeats.ts';
import { literalTune } from '../../../src/music/transcribe/literal-tune.ts';
import { noteVerifier } from '../../../src/music/transcribe/note-verifier.ts';

const canonicalOf = (abc: string) => {
  const rendering = render(abc);
  const canonical = rendering.ok ? canonicalMidi(rendering.midi) : rendering;
  if (!canonical.ok) throw new Error(canonical.message);
  return canonical.tune;
};
const HEAD = 'X:1\nM:4/4\nL:1/4\nK:C\n';
const BAR = 384;
const A = 'C D E F | G2 E2 | D E F D | E4 | ';
const found = (body: string, pickup = 0) =>
  findRepeats(canonicalOf(HEAD + body), { pickup }).map(({ start, length, ending }) => [
    start / BAR,
    length / BAR,
    ending / BAR,
  ]);

describe('what is found', () => {
  test.each<[string, string, number[][]]>([
    ['four bars twice', `|: ${A.slice(0, -2)}:| G4 |]`, [[0, 4, 0]]],
    ['eight bars, whose halves differ', `|: ${A}${A.replace('E4', 'C4').slice(0, -2)}:|`, [[0, 8, 0]]],
    [
      'two parts',
      `|: ${A}${A.replace('E4', 'C4').slice(0, -2)}:|: c4 | B4 | A4 | G4 :|`,
      [
        [0, 8, 0],
        [16, 4, 0],
      ],
    ],
    ['eight bars with two endings', `|: ${A} c d e c | B G F D | E F G A |1 G4 :|2 C4 |]`, [[0, 8, 1]]],
    [
      'the last bar that the second time lacks',
      `${A} c d e c | B G F D | E F G A | G4 | ${A} c d e c | B G F D | E F G A |]`,
      [[0, 8, 2]],
    ],
    ['four bars and their answer are no repeat', `${A}${A.replace('E4', 'C4')}`, []],
    ['three bars twice are not enough', '|: C4 | D4 | E4 :| F4 | G4 |]', []],
    ['one note changed', `${A}${A.replace('F D', 'F G')}`, []],
    [
      'a note held into the second time',
      `C D E F | G2 E2 | D E F D | E3 C- | C D E F | G2 E2 | D E F D | E4 |]`,
      [],
    ],
    ['a passage of silence is none', 'C4 | z4 | z4 | z4 | z4 | z4 | z4 | z4 | z4 | C4 |]', []],
  ])('%s', (_, body, expected) => {
    expect(found(body)).toEqual(expected);
  });

  test('a part begins with its pickup, and its last bar lacks it', () => {
    const abc = `${HEAD}|: G, | ${A} C D E F | G A B c | d c B A | G3 :|\n`;
    const tune = canonicalOf(abc);
    expect(findRepeats(tune, { pickup: 96 })).toEqual([{ start: 0, length: 8 * BAR, ending: 0 }]);
    expect(literalTune(tune, { pickup: 96, repeats: true })).toContain('|: G,2 | C2D2 E2F2 |');
    expect(literalTune(tune, { pickup: 96, repeats: true })).toContain('G6 :|\n');
  });

  test('a change of metre or key is not played twice', () => {
    const tune = canonicalOf(HEAD + A + A);
    const metre = { tick: 2 * BAR, numerator: 3, denominator: 4 };
    expect(findRepeats(tune)).toHaveLength(1);
    expect(findRepeats({ ...tune, metres: [...tune.metres, metre] })).toEqual([]);
    expect(findRepeats({ ...tune, keys: [{ tick: 2 * BAR, sharps: 1, minor: false }] })).toEqual([]);
  });
});

describe('playback stays equal', () => {
  const note = fc.tuple(fc.constantFrom('C', 'D', 'E', 'z', '[CE]'), fc.constantFrom('', '2', '/'));
  const bars = (most: number) =>
    fc
      .array(fc.array(note, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: most })
      .map((all) => all.map((bar) => bar.flat().join('')).join(' | '));

  test('unfolding the folded tune gives the tune, and so does playing the folded text', () => {
    fc.assert(
      fc.property(
        bars(9),
        bars(2),
        bars(2),
        bars(3),
        fc.constantFrom(0, 96),
        (part, first, second, rest, pickup) => {
          const tune = canonicalOf(
            `${HEAD}C4 | ${part} | ${first} | C4 | ${part} | ${second} | ${rest} | ${rest} |]\n`,
          );
          const folded = foldTune(tune, findRepeats(tune, { pickup }));
          expect(unfoldTune(folded).notes).toEqual(tune.notes);
          if (tune.voices.length > 1) return;
          const abc = literalTune(tune, { pickup, repeats: true });
          const { verified } = noteVerifier(tune).verify(abc);
          expect([abc, verified]).toEqual([abc, true]);
        },
      ),
      { numRuns: 50 },
    );
  });
});
