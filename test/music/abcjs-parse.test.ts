/** Hazards of one abcjs parser for many tunes: what one tune leaves in it, the next one must not find. */
import abcjs from 'abcjs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BUNDLED } from '../../corpora/bundled/index.ts';
import { readBundled } from '../../corpora/bundled/read.ts';
import { abcjsParse } from '../../src/music/abcjs-parse.ts';
import { cleanly } from '../../src/music/clean-abcjs.ts';
import { drawTune } from '../../src/music/compose/generate.ts';
import { abcjsRendering } from '../../src/music/reference-renderer.ts';
import { transposeAbc } from '../../src/music/transpose-abc.ts';

const abcs = [
  ...(await Promise.all(BUNDLED.map(({ file }) => readBundled(file)))),
  ...Array.from({ length: 30 }, (_, i) => drawTune(9, i).abc),
  'X:1\nL:1/8\nK:C\nV:1\nCDEF|\nV:2 clef=bass\nC,D,|\nw: a b\\\n',
  'X:1\n%%MIDI program 40\n%%linebreak 2\nK:C\n(CDEF|{g}\n%%vskip 10\n',
  '\nX:1\nK:C\nCD\\\nX:2\nK:D\nDE|\n',
  '',
];

/** Everything of a tune but its functions, or what was thrown. */
function attempt(work: () => unknown): string | undefined {
  try {
    return JSON.stringify(work());
  } catch (thrown) {
    return String(thrown);
  }
}

const same = (abc: string) =>
  expect(
    attempt(() => abcjsParse(abc)),
    abc,
  ).toBe(attempt(() => cleanly(abc, () => abcjs.parseOnly(abc)[0])));

test.each([
  ['a decoration on a continued line', 'CDEF|GABL\\'],
  ['a chord symbol', 'CDEF|"Gm"\\'],
  ['grace notes', 'CDEF|{gag}\\'],
  ['a decoration, continued as abcjs spells it', 'CDEF|!accent!\x12'],
  ['a decoration behind an indented field', 'CDEF|\n K:G !accent!'],
  ['a decoration before what abcjs throws at', 'CDEF|!accent!{[V:2] x'],
])('%s at the end of a tune: the next tune has the bytes that it has alone', (_what, body) => {
  const next = 'X:2\nT:Next\nM:4/4\nL:1/8\nK:D\nDEFG ABcd|e4 z4|]\n';
  const alone = abcjsRendering(next, { chords: true });
  for (const first of [abcjsRendering, transposeUp]) {
    first(`X:1\nT:First\nM:4/4\nL:1/8\nK:C\n${body}`);
    expect(abcjsRendering(next, { chords: true })).toEqual(alone);
    first(`X:1\nT:First\nM:4/4\nL:1/8\nK:C\n${body}`);
    expect(attempt(() => abcjs.parseOnly(next)[0])).toBe(attempt(() => abcjsParse(next)));
  }
});

const transposeUp = (abc: string) => transposeAbc(abc, 2);

test('one after another: as if each had a parser of its own', () => {
  for (const abc of [...abcs, ...abcs.toReversed()]) same(abc);
});

test('behind any mutated tune, one that threw included', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '|',
      ':|',
      '[1',
      '[',
      ']',
      '(',
      ')',
      '(3',
      '{',
      '!',
      '"',
      '%%',
      'V:2\n',
      '[V:2]',
      'w:',
      's:',
      '\\\n',
    ),
    fc.constantFrom('K:', 'M:', 'Q:', 'P:', 'I:', 'm:', 'U:', '\n', '-', '<', '&', '+', '\u{1f3b5}', '\x12'),
    fc.string({ maxLength: 3 }),
  );
  const cut = fc.record({ abc: fc.constantFrom(...abcs), at: fc.nat(), drop: fc.nat(4), piece });
  fc.assert(
    fc.property(cut, fc.constantFrom(...abcs), ({ abc, at, drop, piece }, next) => {
      const from = at % (abc.length + 1);
      same(abc.slice(0, from) + piece + abc.slice(from + drop));
      same(next);
    }),
    { numRuns: 300 },
  );
});
