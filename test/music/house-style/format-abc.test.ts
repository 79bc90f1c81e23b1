import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { drawTune } from '../../../src/music/compose/generate.ts';
import { SYNTHETIC_PROFILES, type SyntheticProfileName } from '../../../src/music/compose/options.ts';
import { FORMAT_CODES } from '../../../src/music/house-style/codes.ts';
import { formatAbc } from '../../../src/music/house-style/format-abc.ts';
import { formatBook } from '../../../src/music/house-style/format-book.ts';
import { FIELD_ORDER } from '../../../src/music/house-style/header-fields.ts';
import { abcjsRendering } from '../../../src/music/reference-renderer.ts';

const PROFILES = Object.keys(SYNTHETIC_PROFILES) as SyntheticProfileName[];

function body(abc: string, meter = '6/8', key = 'D', unit = '1/8'): string {
  const result = formatAbc(`X:1\nM:${meter}\nL:${unit}\nK:${key}\n${abc}\n`);
  if (!result.ok) return result.code;
  return result.text.replace(/^[\s\S]*?\nK:.*\n/, '').trimEnd();
}

describe('what comes out', () => {
  test.each([
    ['6/8 by dotted quarters', '6/8', 'A B c d2 e|fed cBA|', 'ABc d2e|fed cBA|]'],
    [
      '4/4 by halves, with short notes by quarters',
      '4/4',
      'AB cd ef ga|A/B/c/d/ ef ga f2|',
      'ABcd efga|A/B/c/d/ ef gaf2|]',
    ],
    ['3/4 by quarters', '3/4', 'ABcdef|A2Bcd2|', 'AB cd ef|A2 Bc d2|]'],
    ['tuplets alone in their beat', '4/4', '(3ABcde f2g2|', '(3ABc de f2g2|]'],
    ['irregular metres', '7/8', 'ABcdefg|', 'ABc de fg|]'],
    ['metres that say how', '2+2+3/8', 'ABcdefg|', 'AB cd efg|]'],
    ['a pickup from the end of its bar', '6/8', 'AB|cde fga|', 'AB|cde fga|]'],
  ])('beams: %s', (_, meter, abc, expected) => expect(body(abc, meter)).toBe(expected));

  test.each([
    ['lengths and quarters of them', 'A1B/2c//d//e f3/2g/2a|', 'AB/c/4d/4e f>ga|]'],
    ['broken rhythm from lengths', 'A3/2B/2c A/2B3/2c|', 'A>Bc A<Bc|]'],
    ['chords with lengths inside', '[F2A2]d [FAd]3|', '[FA]2d [FAd]3|]'],
    ['rests of whole bars', 'Z2|ABc d3|', 'z6|z6|ABc d3|]'],
    ['signs that the key or the bar has', '^f^gg ^c=c^c|', 'f^gg c=c^c|]'],
    ['a sign that readers of all octaves would extend', "=fga f'ed|", "=fga ^f'ed|]"],
    ['a tie over the bar line', '^g6-|^g3 g3|', '^g6-|g3 =g3|]'],
    [
      'graces, decorations and chord symbols',
      '~A{gf}B"Em"c .d!fermata!e(f/g/)|',
      '~A{gf}B"Em"c .d!fermata!e(f/g/)|]',
    ],
  ])('notes: %s', (_, abc, expected) => expect(body(abc)).toBe(expected));

  test.each([
    ['a repeat that only ends', 'A6:|B6:|', '|:A6:|\n|:B6:|'],
    [
      'a repeat from where abcjs goes back to, not from the double bar',
      'A6:|B6||c6:|',
      '|:A6:|\n|:B6||\nc6:|',
    ],
    ['two repeats in one sign', '|:A6::B6:|', '|:A6:|\n|:B6:|'],
    ['endings', '|:A6|[1B6:|[2c6||', '|:A6|1 B6:|2 c6|]'],
    ['long endings begin lines', '|:A6|1B6|c6:|2d6|e6|]', '|:A6|1 B6|c6:|\n[2 d6|e6|]'],
    ['a pickup before a repeat', 'A|:B6|c3 B2:|', 'A|:B6|c3 B2:|'],
    ['four bars a line, a single one joined', 'A6|A6|A6|A6|A6|', 'A6|A6|A6|A6|A6|]'],
    ['four bars a line', 'A6|A6|A6|A6|A6|A6|', 'A6|A6|A6|A6|\nA6|A6|]'],
    ['line breaks within a bar', 'A3\nB3|c6|]', 'A3 B3|c6|]'],
    ['double signs at line ends', 'A6|\n|B6||\n|c6', 'A6|B6||\nc6|]'],
  ])('bars: %s', (_, abc, expected) => expect(body(abc)).toBe(expected));

  test('the unit is the metre’s, wherever L: changed', () => {
    expect(body('A B|[L:1/16]A2B2 cdef|', '2/4', 'D', '1/4')).toBe('A4 B4|A2B2 cdef|]');
  });

  test('fields within the music, and parts', () => {
    expect(body('P:A\nA6|[K:Gmaj]B3 c3|\nM:9/8\nP:B\nABc def g3|')).toBe(
      'P:A\nA6|[K:G]B3 c3|\nP:B\n[M:9/8]ABc def g3|]',
    );
  });

  test('the header: order, key names, fields that are asked for', () => {
    const tune = 'X: 7\nN:a note\nQ:1/4=120\nL:1/8\nM:C|\nR:reel\nT: Name\nK:A Dorian\nABcd efga|\n';
    const header = (text: string) => text.split('\n').slice(0, -2).join(' ');
    const all = formatAbc(tune);
    expect(all.ok && header(all.text)).toBe('X:7 T:Name R:reel N:a note M:C| L:1/8 Q:1/4=120 K:Ador');
    const some = formatAbc(tune, { fields: 'XM' });
    expect(some.ok && header(some.text)).toBe('X:7 M:C| L:1/8 K:Ador');
  });

  test('slurred notes without their tempo: the overlap is a time', () => {
    const result = formatAbc('X:1\nM:6/8\nL:1/8\nQ:3/8=60\nK:D\n(ABc) (def)|\n', { fields: 'M' });
    expect(result.ok && result.text).toBe('M:6/8\nL:1/8\nK:D\n(ABc) (def)|]\n');
  });

  test('voices in systems', () => {
    const tune = 'X:1\nM:4/4\nL:1/4\nV:1\nV:2 clef=bass\nK:C\nV:1\nCDEF|GABc|\nV:2\nC,4|D,4|\n';
    const result = formatAbc(tune);
    expect(result.ok && result.text).toBe(
      'X:1\nM:4/4\nL:1/8\nV:1\nV:2 clef=bass\nK:C\n[V:1]C2D2 E2F2|G2A2 B2c2|]\n[V:2]C,8|D,8|]\n',
    );
  });
});

describe('what is left alone, with its code', () => {
  test.each([
    ['format/no-key', 'X:1\nT:None\nABc|\n'.replace('ABc|\n', '')],
    ['format/header', 'X:1\nABc\nK:C\nABc|\n'],
    ['format/not-one-tune', 'X:1\nK:C\nABc|\n\nX:2\nK:C\nABc|\n'],
    ['format/key', 'X:1\nK:HP\nABc|\n'],
    ['format/meter', 'X:1\nM:x\nK:C\nABc|\n'],
    ['format/unit', 'X:1\nL:x\nK:C\nABc|\n'],
    ['format/field', 'X:1\nK:C\nABc|[Z:me]d3|\n'],
    ['format/bar-line', 'X:1\nK:C\n:|ABc|\n'],
    ['format/sign', 'X:1\nK:C\nAB;c|\n'],
    ['format/length', 'X:1\nK:C\nA0Bc|\n'],
    ['format/chord', 'X:1\nK:C\n[A2c]B|\n'],
    ['format/graces', 'X:1\nK:C\n{}ABc|\n'],
    ['format/tuplet', 'X:1\nK:C\n(3AB|c\n'],
    ['format/broken-rhythm', 'X:1\nK:C\n>ABc|\n'],
    ['format/overlay', 'X:1\nK:C\nABc & def|\n'],
    ['format/words', 'X:1\nK:C\nABc|\nw:one two three\n'],
    ['format/no-bar-lines', `X:1\nM:2/4\nK:C\n${'ABcd'.repeat(9)}|\n`],
    ['format/no-music', 'X:1\nK:C\n'],
    ['format/notes-differ', 'X:1\nK:C\n(3BcB (dB )fBbB|(3BcB (dB) gdfd|\n'],
    ['format/warning', 'X:1\nK:C\nA5B3|\n'],
  ])('%s', (code, text) => {
    const result = formatAbc(text);
    expect(result).toMatchObject({ ok: false, code, text });
  });

  test('the line that a code is about', () => {
    expect(formatAbc('X:1\nK:C\nABc|\nAB;c|\n')).toMatchObject({ code: 'format/sign', line: 4 });
  });

  test('signs that nobody defines are left out and named', () => {
    expect(formatAbc('X:1\nL:1/8\nK:C\nkA!nonsense!Bc|\n')).toMatchObject({
      ok: true,
      dropped: ['k', '!nonsense!'],
    });
  });

  test('docs/format.md lists every code', () => {
    const page = readFileSync(join(import.meta.dirname, '../../../docs/format.md'), 'utf8');
    for (const [code, meaning] of Object.entries(FORMAT_CODES))
      expect(page).toContain(`| \`${code}\` | ${meaning} |`);
  });
});

/** All but words under the notes. */
const fields = FIELD_ORDER.replace('?', '');

describe.each(PROFILES)('synthetic tunes, profile %s', (profile) => {
  const tunes = Array.from({ length: 25 }, (_, i) => drawTune(20261125, i, { profile }).abc);

  test('formatted, with the same notes, twice the same, and nothing that abcjs warns of', () => {
    const left = tunes.filter((abc) => {
      const once = formatAbc(abc, { fields });
      if (!once.ok) return true;
      const twice = formatAbc(once.text, { fields });
      expect(twice.ok && twice.text, abc).toBe(once.text);
      expect(abcjsRendering(once.text).warnings, once.text).toEqual([]);
      return false;
    });
    expect(left.length / tunes.length, left[0]).toBeLessThan(0.05);
  });
});

test('a book: text between tunes stays, tunes inherit the file’s header, codes count lines from the start', () => {
  const book = formatBook(
    'M:6/8\nL:1/8\n\nX:1\nK:D\nA B c d3|\n\nsome words\nX:2\nK:D\nA;|\nX:3\nM:3/4\nK:D\nA6|\n',
  );
  expect(book.text).toBe(
    'M:6/8\nL:1/8\n\nX:1\nM:6/8\nL:1/8\nK:D\nABc d3|]\n\nsome words\nX:2\nK:D\nA;|\n\nX:3\nM:3/4\nL:1/8\nK:D\nA6|]\n',
  );
  expect(book.tunes.map(({ ok, start, changed }) => [ok, start, changed])).toEqual([
    [true, 4, true],
    [false, 9, false],
    [true, 12, true],
  ]);
  expect(book.tunes[1]).toMatchObject({ code: 'format/sign', line: 11 });
});
