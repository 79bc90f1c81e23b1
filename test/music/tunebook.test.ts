import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeText, latin1 } from '../../src/formats/text.ts';
import { abcFields } from '../../src/music/abc-fields.ts';
import { bodyKey } from '../../src/music/body-key.ts';
import { normalizeAbc } from '../../src/music/normalize-abc.ts';
import { render } from '../../src/music/reference-renderer.ts';
import { splitTunebook } from '../../src/music/tunebook.ts';

const raw = (name: string) =>
  new Uint8Array(readFileSync(join(import.meta.dirname, '../files/abc', `${name}.abc`)));
const book = (name: string) => splitTunebook(decodeText(raw(name)).text);
const ascii = (text: string) => new TextEncoder().encode(text);

describe('bytes to text', () => {
  test.each([
    ['crlf', { encoding: 'utf-8', bom: false, newlines: 'crlf' }],
    ['old-mac-newlines', { encoding: 'utf-8', bom: false, newlines: 'cr' }],
    ['bom', { encoding: 'utf-8', bom: true, newlines: 'lf' }],
    ['latin-1', { encoding: 'latin-1', bom: false, newlines: 'lf' }],
    ['utf-16', { encoding: 'utf-16le', bom: true, newlines: 'lf' }],
  ])('%s', (name, expected) => {
    expect(decodeText(raw(name))).toMatchObject(expected);
  });

  test('accents arrive whole from UTF-8, Latin-1 and UTF-16', () => {
    expect(book('bom')[0]!.title).toBe('Café');
    expect(book('latin-1')[0]!.title).toBe('Café Monté');
    expect(book('utf-16')[0]!.title).toBe('Ünïcode');
  });

  test('line ends stay if asked to, and become LF if not', () => {
    const mixed = ascii('a\r\nb\rc\nd');
    expect(decodeText(mixed)).toMatchObject({ text: 'a\nb\nc\nd', newlines: 'mixed' });
    expect(decodeText(mixed, { newlines: 'keep' }).text).toBe('a\r\nb\rc\nd');
    expect(decodeText(ascii('a')).newlines).toBe('none');
  });

  test('any bytes give a text; UTF-8 comes back as it was', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const { text, encoding } = decodeText(bytes, { newlines: 'keep' });
        if (encoding === 'latin-1') expect(Uint8Array.from(text, (c) => c.charCodeAt(0))).toEqual(bytes);
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        fc.pre(
          !text.startsWith('\uFEFF') &&
            !/[\uD800-\uDFFF]/.test(text.replace(/[\uD800-\uDBFF][\uDC00-\uDFFF]/g, '')),
        );
        expect(decodeText(ascii(text), { newlines: 'keep' })).toMatchObject({ text, encoding: 'utf-8' });
      }),
    );
  });

  test('half a byte-order mark, or a mark before nonsense, is text', () => {
    expect(decodeText(Uint8Array.of(0xef, 0xbb)).encoding).toBe('latin-1');
    expect(decodeText(Uint8Array.of(0xef, 0xbb, 0xbf, 0xff))).toMatchObject({
      encoding: 'latin-1',
      text: 'ï»¿ÿ',
    });
  });

  test('a long Latin-1 text does not overflow the stack', () => {
    expect(latin1(new Uint8Array(1_000_000).fill(0xe9)).length).toBe(1_000_000);
  });
});

describe('tunes of a book', () => {
  test.each(['crlf', 'old-mac-newlines', 'no-blank-lines', 'text-between'])(
    '%s: two tunes, nothing else',
    (name) => {
      const tunes = book(name);
      expect(tunes.map(({ x, title }) => [x, title])).toEqual([
        ['1', 'One'],
        ['2', 'Two'],
      ]);
      expect(tunes.map(({ text }) => text)).toEqual(['X:1\nT:One\nK:C\nCDEF|\n', 'X:2\nT:Two\nK:G\nGABc|\n']);
    },
  );

  test('a tune knows the line that it stands in', () => {
    expect(book('text-between').map(({ line }) => line)).toEqual([4, 13]);
  });

  test('the file header goes into every tune, and the tune itself comes first', () => {
    const [inherits, overrides] = book('file-header');
    expect(inherits!.text.split('\n')).toEqual([
      'X:1',
      'T:Inherits',
      'M:3/4',
      'L:1/4',
      'R:waltz',
      'U:T = !trill!',
      '%%MIDI program 40',
      'H:A history that goes',
      '+:on in a second line',
      'K:C',
      'CDE|',
      '',
    ]);
    expect(abcFields(overrides!.text).all).toMatchObject({ M: ['4/4'], L: ['1/4'], H: ['Its own history'] });
    expect(overrides!.text).not.toContain('on in a second line');
    expect(overrides!.text.split('\n').slice(0, 3)).toEqual(['X:2', 'T:Overrides', 'T:A second title']);
  });

  test('what the header says is heard: the inherited unit length doubles the notes', () => {
    const [inherits] = book('file-header');
    const alone = inherits!.text.replace('L:1/4\n', '').replace('M:3/4\n', '');
    const [a, b] = [render(inherits!.text), render(alone)];
    expect(a.ok && b.ok && Buffer.compare(a.midi, b.midi) !== 0).toBe(true);
  });

  test('a field inside prose is prose', () => {
    expect(book('free-text-with-fields')[0]!.text).not.toContain('M:3/4');
  });

  test('a line of spaces ends a tune', () => {
    expect(book('blank-with-spaces')[0]!.text).toBe('X:1\nT:One\nK:C\nCDEF|\n');
  });

  test('continued titles and words stay with their tune', () => {
    const [tune] = book('continuation');
    expect(tune!.title).toBe('A title that goes on');
    expect(tune!.text).toContain('CDEF|\\\nGABc|\nw:words that\n+:go on\n');
  });

  test.each(['', '\n\n', 'no tunes here', ' X:1 is indented'])('%j is no tunebook', (text) => {
    expect(splitTunebook(text)).toEqual([]);
  });

  test('splitting is total and loses no tune: a book of a book is the same book', () => {
    const line = fc.constantFrom(
      'X:1',
      'X:2',
      'T:a',
      'K:C',
      'CDEF|',
      '',
      ' ',
      '%%x',
      '% c',
      'M:4/4',
      '+:b',
      'prose',
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
        const tunes = splitTunebook(lines.join('\n'));
        expect(tunes.length).toBe(lines.filter((l) => l.startsWith('X:')).length);
        const again = splitTunebook(tunes.map(({ text }) => text).join('\n'));
        expect(again.map(({ text }) => text)).toEqual(tunes.map(({ text }) => text));
      }),
    );
  });
});

test('fields: the header alone, without comments', () => {
  const fields = abcFields(
    'X:3\nT:Name % not the name\nR:jig\nM:6/8\nL:1/8\nQ:3/8=120\nK:Dmix\nABc|[K:G]\nK:A\n',
  );
  expect(fields).toMatchObject({
    x: '3',
    title: 'Name',
    rhythm: 'jig',
    meter: '6/8',
    unit: '1/8',
    key: 'Dmix',
  });
  expect(fields.tempo).toBe('3/8=120');
  expect(fields.all.K).toEqual(['Dmix']);
  expect(abcFields('T:50 \\% more\nK:C\n').title).toBe('50 % more');
  expect(abcFields('')).toMatchObject({ title: '', key: '' });
});

describe('normalising', () => {
  test('information goes, music stays, spaces at line ends go', () => {
    expect(
      normalizeAbc(
        '\uFEFFX:7\r\nT:A\r\nS:source\r\n+:more\r\nN:note\r\nY:AAB\r\nM:4/4\r\nK:C \r\nN:kept|\r\nCDEF|  \r\n\r\nprose',
      ),
    ).toBe('X:7\nT:A\nM:4/4\nK:C\nN:kept|\nCDEF|\n');
    // words that continue a dropped field go with it; music that stands before K: does not
    expect(normalizeAbc('X:7\nH:a story\nand a bag of feed\nGABc|d4|\nK:C\nC|\n')).toBe(
      'X:7\nGABc|d4|\nK:C\nC|\n',
    );
    expect(normalizeAbc('X:7\nS:s\nK:C\nC|\n', { dropInformation: false, x: 1 })).toBe('X:1\nS:s\nK:C\nC|\n');
  });

  test('an indented header, which abcjs would play, is a header again', () => {
    expect(normalizeAbc(decodeText(raw('indented-header')).text)).toBe('X:1\nT:Indented\nK:C\nCDEF|\n');
  });

  test('once is enough', () => {
    const line = fc.constantFrom(
      'X:1',
      ' T:a ',
      'K:C',
      'CDEF| ',
      '',
      '%%x',
      '% c',
      'S:s',
      '+:b',
      'Y:AB',
      ' K:D',
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), fc.boolean(), (lines, dropInformation) => {
        const once = normalizeAbc(lines.join('\r\n'), { dropInformation });
        expect(normalizeAbc(once, { dropInformation })).toBe(once);
      }),
    );
  });
});

describe('the key of a body', () => {
  const key = bodyKey('X:1\nT:One\nM:4/4\nK:C\nCDEF|GABc|\n');
  test('header, titles, words, comments and white space make no difference', () => {
    expect(bodyKey('X:9\nT:Two\nC:Me\nK:G\nC D E F |\\\nT:Part\nGAB c| % end\nw:la la\n% comment\n')).toBe(
      key,
    );
    expect(bodyKey('X:9\r\nT:Two\r\nK:G\r\nCDEF|\r\n\r\nGABc|')).toBe(key);
  });
  test('a note does', () => {
    expect(bodyKey('X:1\nK:C\nCDEF|GABd|\n')).not.toBe(key);
    expect(bodyKey('X:1\nK:C\nCDEF|[K:G]GABc|\n')).not.toBe(key);
    expect(bodyKey('X:1\nK:C\nV:1\nCDEF|\nV:2\nGABc|\n')).not.toBe(key);
  });
  test('of nothing is nothing', () => {
    expect(bodyKey('')).toBe('');
    expect(bodyKey('X:1\nT:a\nK:C\n')).toBe('');
    expect(bodyKey('CDEF|GABc|')).toBe(key);
  });
});
