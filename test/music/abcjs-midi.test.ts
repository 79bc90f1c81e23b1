/** Hazards of writing a tune's MIDI ourselves: one byte that abcjs would write otherwise, one odd value taken for an ordinary one. */
import abcjs, { type TuneObject } from 'abcjs';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { BUNDLED } from '../../corpora/bundled/index.ts';
import { readBundled } from '../../corpora/bundled/read.ts';
import { abcjsMidi } from '../../src/music/abcjs-midi.ts';
import { drawTune } from '../../src/music/compose/generate.ts';

type Options = { chordsOff: boolean; midiTranspose?: number; qpm?: number };
const bundled = await Promise.all(BUNDLED.map(({ file }) => readBundled(file)));
const PLAIN: Options = { chordsOff: true };

const parse = (abc: string): TuneObject => abcjs.parseOnly(abc)[0];
const hex = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString('hex');

/** What abcjs writes, or what it throws; ours must be the same or `undefined`. */
function attempt(work: () => Uint8Array | undefined): string | undefined {
  try {
    return hex(work());
  } catch (thrown) {
    return `threw ${thrown instanceof Error ? thrown.message : thrown}`;
  }
}

const theirs = (abc: string, options = PLAIN) =>
  attempt(
    () =>
      abcjs.synth.getMidiFile(parse(abc), { ...options, midiOutputType: 'binary' }) as unknown as Uint8Array,
  );
const ours = (abc: string, options = PLAIN) => attempt(() => abcjsMidi(parse(abc), options));

beforeEach(() => void vi.spyOn(console, 'log').mockImplementation(() => undefined));
afterEach(() => void vi.restoreAllMocks());

const head = (fields: string, body: string) => `X:1\nL:1/8\n${fields}\nK:C\n${body}\n`;

/** Written by us, and the same. */
const ORDINARY: Record<string, string> = {
  'no title': head('M:4/4', 'CDEF|'),
  'a title of 128 characters': head(`T:${'a'.repeat(128)}`, 'CDEF|'),
  'a title of 200 characters': head(`T:${'a'.repeat(200)}`, 'CDEF|'),
  'a title beyond a byte a character': head('T:Ěž — 音楽 \u{1f3b5}', 'CDEF|'),
  'a title that looks like a chunk': head('T:MTrk MThd %4d', 'CDEF|'),
  '6/8': head('M:6/8\nQ:3/8=100', 'CDE FGA|'),
  '5/8': head('M:5/8\nQ:1/8=200', 'CDEFG|'),
  '4/8': head('M:4/8', 'CDEF|'),
  '2+3/8': head('M:2+3/8', 'CDEFG|'),
  '3/1, a denominator it leaves out': head('M:3/1', 'C8|'),
  '7/16, a metre it knows no clocks for': head('M:7/16', 'CDE|'),
  'cut time': head('M:C|', 'C4 D4|'),
  'free metre': head('M:none', 'C4 D4|'),
  'flats and a minor key': 'X:1\nM:4/4\nL:1/8\nK:Cm\nCDEF|\n',
  'the bagpipes': 'X:1\nM:4/4\nL:1/8\nK:HP\n{g}A{d}A {e}AB|\n',
  'staccato, accents, tenuto, slurs': head('M:4/4', '.C !accent!D !tenuto!E (FG) (A{B}c)|'),
  'grace notes and every ornament': head(
    'M:4/4',
    'TC4 {de}F4|!mordent!C2 !roll!D2 !turn!E2 !pralltriller!F2|~G4 !trillh!A4|',
  ),
  dynamics: head('M:4/4', '!pppp!C !ff!D !crescendo(!EF!crescendo)!G !mp!A|'),
  'chords of notes, ties, triplets': head('M:4/4', '[CEG]2-[CEG]2 (3DEF (5:4GABcd|'),
  'repeats and endings': head('M:2/4', '|:CDEF|1 GABc:|2 c4|]'),
  'voices with names':
    'X:1\nM:4/4\nL:1/8\nV:1 name="High"\nV:2 name="Löw"\nK:C\nV:1\nCDEF|\nV:2\nC,D,E,F,|\n',
  'percussion and programs': head(
    '%%MIDI program 40',
    'CDEF|\n%%MIDI program 12\nGABc|\n%%MIDI channel 10\nCDEF|',
  ),
  'tempo changes': head('M:4/4\nQ:1/4=100', 'CDEF|[Q:1/4=60]GABc|'),
  'a long rest': head('M:4/4', 'C z8|Z40|D8|'),
  'nothing but rests': head('M:4/4', 'z8|'),
};

/** Left to abcjs: its spelling garbles them, and so must the file. */
const ODD: Record<string, string> = {
  'a quarter tone': head('M:4/4', 'C ^/D _3/2E F|'),
  'pitches below 16': head('M:4/4', "C,,,,,,, D E' F|"),
  'seventeen voices': `X:1\nL:1/8\nK:C\n${Array.from({ length: 17 }, (_, i) => `V:${i + 1}\nCDEF|\n`).join('')}`,
  'a rest of a day': head('M:4/4', `C z${8 * 2000} D|`),
};

test.each(Object.entries(ORDINARY))('%s: the same bytes', (_name, abc) => {
  const expected = theirs(abc);
  expect(expected).toMatch(/^4d546864/);
  expect(ours(abc)).toBe(expected);
});

test.each(Object.entries(ODD))('%s: abcjs writes it', (_name, abc) => {
  expect(ours(abc)).toBeUndefined();
  expect(theirs(abc)).toBeDefined();
});

describe.each<[string, Options]>([
  ['melody alone', PLAIN],
  ['with chords', { chordsOff: false }],
  ['moved, at another tempo', { chordsOff: true, midiTranspose: -7, qpm: 77 }],
])('%s', (_name, options) => {
  test('bundled and synthetic tunes: the same bytes, all written by us', () => {
    const abcs = [...bundled, ...Array.from({ length: 60 }, (_, i) => drawTune(7, i).abc)];
    for (const abc of abcs) expect(ours(abc, options), abc).toBe(theirs(abc, options));
  });
});

test('any text, mutated: the same bytes, the same error, or left to abcjs', () => {
  const abcs = [...Object.values(ORDINARY), ...bundled];
  const piece = fc.oneof(
    fc.constantFrom('|', ':|', '[', ']', '(', ')', '{', '}', '!', '%%MIDI ', 'V:2\n', 'K:', 'M:', 'Q:'),
    fc.constantFrom(
      '^/',
      '_3/2',
      ',,,,',
      "''''",
      '128',
      '/64',
      '\n',
      'z',
      '-',
      '<',
      '>>',
      '&',
      '"',
      '\u{1f3b5}',
    ),
    fc.string({ maxLength: 3 }),
  );
  const cut = fc.record({ abc: fc.constantFrom(...abcs), at: fc.nat(), drop: fc.nat(4), piece });
  fc.assert(
    fc.property(cut, ({ abc, at, drop, piece }) => {
      const from = at % abc.length;
      const mutated = abc.slice(0, from) + piece + abc.slice(from + drop);
      const mine = ours(mutated);
      if (mine !== undefined) expect(mine).toBe(theirs(mutated));
    }),
    { numRuns: 400 },
  );
});
