/** Hazards of writing plain tunes without abcjs: one byte that is not abcjs's, a sign that is not understood and yet passed over. */
import { describe, expect, test } from 'vitest';
import { BUNDLED } from '../../../corpora/bundled/index.ts';
import { readBundled } from '../../../corpora/bundled/read.ts';
import { drawTune } from '../../../src/music/compose/generate.ts';
import { normalizeAbc } from '../../../src/music/normalize-abc.ts';
import { plainRendering } from '../../../src/music/reference-renderer.ts';
import { byAbcjs, byUs, drawing, hex, mutated } from './against-abcjs.ts';

const bundled = (await Promise.all(BUNDLED.map(({ file }) => readBundled(file)))).map((abc) =>
  normalizeAbc(abc),
);

const head = (fields: string, body: string) => `X:1\nL:1/8\n${fields}\nK:C\n${body}\n`;
const common = (body: string) => head('M:4/4', body);

/** Plain, and what abcjs does with them is odd. */
const PLAIN: Record<string, string> = {
  'no title': common('CDEF|'),
  'a title of 128 characters': head(`T:${'a'.repeat(128)}`, 'CDEF|'),
  'a title of 200 characters': head(`T:${'a'.repeat(200)}`, 'CDEF|'),
  'a title beyond a byte a character': head('T:Ěž — 音楽 \u{1f3b5}', 'CDEF|'),
  'a title with its article behind': head('T:Rakes of Mallow, The', 'CDEF|'),
  'two titles, a comment, text fields': head('T:One % or two\nT:Two\nC:me\nR:reel', 'CDEF|%x\n%y\nGABc|'),
  'words below the notes and behind them': common('CDEF|\nw:one two-three *\nW:four\nP:B\nGABc|'),
  'instructions that abcjs does not follow': head(
    'I: :: ||\nI:MIDI program 40',
    'CDEF|\nI:MIDI transpose 2\nGABc|',
  ),
  '6/8 without a tempo': head('M:6/8', 'CDE FGA|'),
  '6/8': head('M:6/8\nQ:3/8=100', 'CDE FGA|'),
  '3/8': head('M:3/8', '.CDE|(FG)A|'),
  '5/8': head('M:5/8\nQ:1/8=200', '.CDEFG|'),
  '4/8': head('M:4/8', 'CDEF|'),
  '3/1, a denominator that the file leaves out': head('M:3/1', 'C8|'),
  '7/16, a metre of no known clocks': head('M:7/16', 'CDE|'),
  'cut time': head('M:C|\nQ:120', 'C4 D4|'),
  'free metre': head('M:none', '.C4 D4|'),
  'the unit by the metre': 'X:1\nM:2/4\nK:C\nCDEF|\nL:1/4\nGA|\n',
  'a tempo with words': head('M:4/4\nQ:"Slow" 1/4=76 "and sad"', 'CDEF|'),
  'a tempo that counts the metre': head('M:6/8\nQ:100', '.CDE FGA|'),
  'accidentals for a bar, in one octave': common('^CCcC|C_B,B,=B,B,|^^F__BF|'),
  'octaves that cancel out': common("C,'D',E,,F|"),
  'an upbeat, and one longer than a bar': common('C|DEFGABcd|'),
  'a first bar of four': common('C4D4E44F4|G4|'),
  lengths: common('C2D/E//F///G3/2A3/4B/4c4|d16|'),
  'broken rhythm, at a bar line and with ties': common('A>BC<D|E>>FG<<<A|B>|c2 >d e> f|A2->B c>d-d|'),
  'ties over bars and rests, with nothing to tie to': common('C4-|C2D2-|z2D2|E-F-F|G- z|G4|'),
  'slurs that never end, end twice, hold rests': common('(CD)E|(F(G)A)|B)c|(de z)|d4|'),
  'slurs with signs inside': common('(uC.D)|(.E(F)G)|T(AB)|'),
  'staccato, accents, tenuto': common('.C LD !tenuto!E .LF|!accent!G !>!A .!tenuto!B|'),
  ornaments: common('TC4 MD2 PE2|RF4 !turn!G2|tA2 !trill!{g}B|!mordent!c/ Pd/|'),
  'signs that are not heard': common('uC vD ~E HF|JG OA SB !fermata!c|!segno!|'),
  'grace notes': common('{g}A{de}B {/^f}c{f}f|{a2b/}c {c}{d}e|{g}z A|'),
  'chord symbols and words': common('"G7"C"^up"D "_down"E|"<left"F"Am"|G|'),
  'rests, whole and invisible': head('M:3/4', 'z8|x2 C4|z6|z4 z2|'),
  tuplets: common('(3CDE (3F2GA|(3:2:2B2c (5:4defga|(3:2:4CDEF (3::2G2A|(2FG|(3z2AB|(9CDEFGABcd|'),
  'a tuplet over a bar line, and one cut off': common('(3CD|E F|(3GA|\nB|(3c|d|e|'),
  'a tuplet of one note, which never ends': common('(3:2:1C DEF|GABc|'),
  repeats: common('|:CDEF|GABc::cBAG|FEDC:|'),
  'a repeat without a beginning, twice': common('CD|EF:|GA:|Bc|'),
  endings: common('|:CD|1 EF:|2 GA||:Bc|[1 de:|[2 fg|]'),
  'three endings, two of them the same': common('|:CD|1,3 EF:|2 GA:|4 Bc||de|'),
  'an ending as a range': common('|:CD|1-2 EF:|3 GA|'),
  'a repeat that no second ending follows': common('|:CD|1 EF:|Bc|de|'),
  'a tie into both endings': common('|:CD-|1 D2:|2 D2|'),
  'double bars at the ends of lines': common('CD|EF||\n|GA|Bc|\n|:de|fg::ga|'),
  'lines that go on, breaks, ticks': common('C`D`EF|\\\n(3GAB c|!\n!trill!d|'),
  'bars with nothing in them': common('C||D| |E|[|F|]|'),
  'ties behind spaces': common('C2 -C2 | D -D-|D|'),
};

/** Not plain: abcjs warns, or plays more than one voice, or something that is not worth copying. */
const NOT_PLAIN: Record<string, string> = {
  'no key': 'X:1\nCDEF|\n',
  'no notes': common('z4|'),
  'two tunes': `${common('CDEF|')}\nX:2\nK:C\nG|`,
  'a blank line': common('CDEF|\n\nGABc|'),
  'a leading space': ` ${common('CDEF|')}`,
  'music before the key': 'X:1\nL:1/8\nAB|\nK:C\nCDEF|\n',
  directives: head('%%MIDI program 40', 'CDEF|'),
  voices: head('V:1', 'CDEF|'),
  'a field in the line': common('CD[M:3/4]EF|'),
  'a key in the tune': common('CDEF|\nK:D\nF4|'),
  'a backslash that is not at the end': common('C"a\\"b"D|'),
  'unknown signs': common('C$D|'),
  'an unknown field': head('Y:AAB', 'CDEF|'),
  'an unknown decoration': common('!wobble!C|'),
  dynamics: common('!f!C|'),
  'a chord': common('[CEG]2|'),
  'another voice in the bar': common('CD&EF|'),
  'quarter tones': common('^/C|'),
  'rests of many bars': common('C|Z4|D|'),
  'a length of nothing': common('C0 D/0|'),
  'a length that abcjs cannot draw': common('C5 D7/3|'),
  'a pitch of one digit': common('C,,,,,,,|'),
  'a pitch beyond the last': common("c''''''|"),
  'a second ending with nothing in it': common('|:CDEF|1 GA:|2 ||'),
  'a bar line that abcjs does not know': common('|:CDEF:|:GABc:|'),
  'a named ending': common('|:CD|["last"EF|'),
  'quotes that stay open': common('C "G D|'),
  'braces that stay open': common('{g A|'),
  'a rest of a day': common(`C z${8 * 999}D|`),
  'a trill of a minute': common('TC800|'),
  'a strange key': 'X:1\nK:Hp\nA|\n',
  'sharps in the key': 'X:1\nK:D^g\nA|\n',
  'a metre of nothing': head('M:0/4', 'C|'),
};

test.each(Object.entries(PLAIN))('%s: the same bytes', (_name, abc) => {
  const expected = byAbcjs(abc);
  expect(expected).toMatch(/^4d546864/);
  expect(byUs(abc)).toBe(expected);
});

test.each(Object.entries(NOT_PLAIN))('%s: left to abcjs', (_name, abc) => {
  expect(byUs(abc)).toBeUndefined();
});

/** 15 signatures in twelve spellings of a mode. */
const PLAIN_KEYS = 15 * 12;

test('every key and mode: the same bytes, or left to abcjs', () => {
  const modes = [
    '',
    'm',
    'M',
    ' Major',
    'min',
    'dor',
    ' Mixolydian',
    'Lyd',
    'phrygian',
    ' loc',
    'aeo',
    'ion',
    'x',
  ];
  let plain = 0;
  for (const tonic of 'ABCDEFG')
    for (const accidental of ['', '#', 'b'])
      for (const mode of modes) {
        const abc = `X:1\nL:1/8\nK:${tonic}${accidental}${mode}\nCDEFGABc|\n`;
        const ours = byUs(abc);
        if (ours === undefined) continue;
        plain++;
        expect(ours, abc).toBe(byAbcjs(abc));
      }
  expect(plain).toBe(PLAIN_KEYS);
});

test('every metre: the same bytes, tempo and stress among them', () => {
  for (const tempo of ['', 'Q:1/4=100\n', 'Q:90\n', 'Q:3/8=77\n'])
    for (const num of [1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 15])
      for (const den of [1, 2, 4, 8, 16, 32]) {
        const abc = `X:1\nM:${num}/${den}\nL:1/8\n${tempo}K:C\nC|DEFGAB.c(de)|\n`;
        expect(byUs(abc), abc).toBe(byAbcjs(abc));
      }
});

describe('bundled and synthetic tunes', () => {
  const drawn = (profile: 'short' | 'tunes' | 'songs' | 'varied') =>
    Array.from({ length: 120 }, (_, i) => drawTune(11, i, { profile }).abc);
  test.each([
    ['bundled', bundled, 0.5],
    ['short', drawn('short'), 0.9],
    ['tunes', drawn('tunes'), 0.9],
    ['songs', drawn('songs'), 0.9],
    ['varied', drawn('varied'), 0.5],
  ])('%s: the same bytes, and most are plain', (_name, abcs, share) => {
    let plain = 0;
    for (const abc of abcs) {
      const ours = byUs(abc);
      if (ours === undefined) continue;
      plain++;
      expect(ours, abc).toBe(byAbcjs(abc));
    }
    expect(plain / abcs.length).toBeGreaterThan(share);
  });
});

test('tunes with random misprints: the same bytes without a warning, or left to abcjs', () => {
  const draw = drawing(20261124);
  const abcs = [
    ...Object.values(PLAIN),
    ...bundled,
    ...Array.from({ length: 60 }, (_, i) => drawTune(12, i).abc),
  ];
  let plain = 0;
  for (let run = 0; run < 1500; run++) {
    const abc = mutated(abcs[draw(abcs.length)]!, draw);
    const ours = byUs(abc);
    if (ours === undefined) continue;
    plain++;
    expect(ours, abc).toBe(byAbcjs(abc));
  }
  expect(plain).toBeGreaterThan(400);
});

describe('options of the renderer', () => {
  const abc = common('CDEF|');
  const symbols = common('"C"CDEF|');
  test('chords: only where there are no symbols', () => {
    const rendering = plainRendering(abc, { chords: true });
    expect(rendering?.ok && hex(rendering.midi)).toBe(byAbcjs(abc, false));
    expect(plainRendering(symbols, { chords: true })).toBeUndefined();
    expect(plainRendering(symbols)).toBeDefined();
  });
  test('tempo, transposition and endless texts: left to abcjs', () => {
    expect(plainRendering(abc, { tempo: 100 })).toBeUndefined();
    expect(plainRendering(abc, { transpose: 1 })).toBeUndefined();
    expect(plainRendering(common('C|'.repeat(500_000)))).toBeUndefined();
  });
});
