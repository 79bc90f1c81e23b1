import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { patchBytes, unpatch } from '../../src/bytes/patches.ts';
import { pairSequence, splitSequence } from '../../src/bytes/sequence.ts';
import { PATCH_SIZE } from '../../src/bytes/symbols.ts';
import { segmentAbc } from '../../src/formats/abc/segment-abc.ts';
import { segmentMidi } from '../../src/formats/midi/segment-midi.ts';
import { readSmf } from '../../src/formats/midi/smf/read-smf.ts';
import { render } from '../../src/music/reference-renderer.ts';
import { fixtureBytes, fromHex, MIDI_FIXTURES } from '../files/midi-fixtures.ts';

const SEGMENTERS = { abc: segmentAbc, mid: segmentMidi };

const TUNE =
  'X:1\nT:Every note of it\nM:4/4\nL:1/8\nQ:1/4=100\nK:D\n"D"{g}A>B ^c2 .d\'3/2-|d\'/ z2 [DFA]2 (3Bcd|\\\n!trill!_e,, x// [M:3/4]E|]\nw:words here\n';

function segments(format: 'abc' | 'mid', bytes: Uint8Array): Uint8Array[] {
  const { lengths } = patchBytes(bytes, { cuts: SEGMENTERS[format](bytes) });
  const ends = endsOf(lengths);
  return ends.map((end, i) => bytes.subarray(ends[i - 1] ?? 0, end));
}
function endsOf(lengths: Uint16Array): number[] {
  return [...lengths].map((_, i) => lengths.subarray(0, i + 1).reduce((sum, length) => sum + length, 0));
}
const textSegments = (text: string) =>
  segments('abc', new TextEncoder().encode(text)).map((bytes) => Buffer.from(bytes).toString());
const hexSegments = (bytes: Uint8Array) =>
  segments('mid', bytes).map((part) => Buffer.from(part).toString('hex'));

function midiOf(abc: string): Uint8Array {
  const rendering = render(abc);
  if (!rendering.ok) throw new Error(rendering.message);
  return rendering.midi;
}

test('ABC: a line of the header is a patch or more, a note with all that is its own is one', () => {
  expect(textSegments(TUNE)).toEqual([
    ...['X:1\n', 'T:', 'Ever', 'y no', 'te o', 'f it\n', 'M:4/4\n', 'L:1/8\n', 'Q:1/4=100\n', 'K:D\n'],
    ...['"D"{', 'g}', 'A>', 'B ', '^c2 .', "d'3/2-|", "d'/ ", 'z2 [', 'D', 'F', 'A]2 (3', 'B', 'c'],
    ...['d|\\\n!trill!', '_e,, ', 'x// [M:3/4]', 'E|]\n', 'w:words here\n'],
  ]);
});

test('ABC: letters in chord symbols, decorations, inline fields and comments are no notes', () => {
  expect(textSegments('"Gm7"C|!fermata!D[K:Bb]E % a bad egg\nF')).toEqual([
    '"Gm7"',
    'C|!fermata!',
    'D[K:Bb]',
    'E % a bad egg\n',
    'F',
  ]);
});

test('ABC: what stands before a note never tears it', () => {
  expect(textSegments('C|\n[V: S2V1]   A,2 B')).toEqual(['C|\n[V: S2V1]   ', 'A,2 ', 'B']);
});

test('ABC: quotes and brackets that never close are no more than characters', () => {
  expect(textSegments('"C!D[K:E')).toEqual(['"', 'C!', 'D[K:', 'E']);
});

test('a title is cut at the same letters in both files, whatever UTF-8 takes for one', () => {
  const title = 'Für Élise et Noël';
  const abc = textSegments(`T:${title}\n`).slice(1);
  const midi = hexSegments(midiOf(`X:1\nT:${title}\nK:C\nC|\n`));
  const first = midi.findIndex((part) => /^00ff01/.test(part)) + 1;
  const pieces = midi
    .slice(first, first + abc.length)
    .map((hex) => Buffer.from(hex, 'hex').toString('latin1'));
  expect(abc.join('')).toBe(`${title}\n`);
  expect(pieces).toEqual(abc.map((piece) => piece.replace('\n', '')));
  expect(pieces.slice(0, -1).every((piece) => piece.length === 4)).toBe(true);
});

test('MIDI: chunk headers, text, then a note a patch; the events between share one while they fit', () => {
  expect(hexSegments(midiOf('X:1\nT:Example\nM:4/4\nL:1/8\nK:G\nGA B2|]\n'))).toEqual([
    ...['4d546864000000060001000201e0', '4d54726b00000024', '00ff510305161500ff59020100', '00ff580404021808'],
    ...['00ff0107', '4578616d', '706c65', '00ff2f00', '4d54726b00000036', '00c00000b0790000b0400000b05b30'],
    ...['00b00a4000b00764', '009043558170804300', '009045558170804500', '00904755836080470000ff2f00'],
  ]);
});

test('MIDI: of a chord every note-on begins a patch, and its ends share theirs', () => {
  const bytes = fixtureBytes(MIDI_FIXTURES.find(({ name }) => name === 'chord')!);
  expect(hexSegments(bytes).slice(2)).toEqual([
    '00903c40',
    '00904041',
    '0090434260803c000080400000804300',
    '00ff2f00',
  ]);
});

test('MIDI: running status and velocity 0 are understood', () => {
  const bytes = fixtureBytes(MIDI_FIXTURES.find(({ name }) => name === 'running-status')!);
  expect(hexSegments(bytes).slice(2)).toEqual(['00903c40603c00', '003e40303e0000ff2f00']);
});

describe.each(MIDI_FIXTURES)('MIDI $name', (fixture) => {
  const bytes = fixtureBytes(fixture);
  test('every note-on begins a patch, and no event that fits one is torn', () => {
    const { lengths } = patchBytes(bytes, { cuts: SEGMENTERS.mid(bytes) });
    const starts = new Set<number>([0, ...endsOf(lengths)]);
    const reading = readSmf(bytes);
    if (!reading.ok) throw new Error(reading.message);
    for (const { events } of reading.file.tracks)
      for (const { kind, data1, offset, length } of events) {
        if (kind === 'noteOn') expect(starts).toContain(offset);
        // a text's words stand apart from what announces them
        if (length > PATCH_SIZE || (kind === 'meta' && data1 >= 1 && data1 <= 15)) continue;
        const inside = [...starts].filter((start) => start > offset && start < offset + length);
        expect(inside).toEqual([]);
      }
  });
});

test('MIDI: a wrong track length and bytes between tracks do not put the cuts out', () => {
  const good = 'MThd';
  const bytes = fromHex(
    `4d546864 00000006 0001 0002 0060 4d54726b 00ffffff 00903c40 60803c00 00ff2f00 abcd
     4d54726b 00000000 00903e40 60803e00 00ff2f00`,
  );
  expect(Buffer.from(bytes.subarray(0, 4)).toString()).toBe(good);
  expect(hexSegments(bytes).slice(1)).toEqual([
    ...['4d54726b00ffffff', '00903c4060803c0000ff2f00', 'abcd'],
    ...['4d54726b00000000', '00903e4060803e0000ff2f00'],
  ]);
});

describe('total: any bytes are cut somewhere or nowhere, and come back', () => {
  const abcLike = fc
    .array(fc.constantFrom(...'ABCdefz^_=,\'/234"!+[](){}|:%\\ \n<>-KMw\xff'), { maxLength: 80 })
    .map((chars) => Uint8Array.from(chars, (c) => c.charCodeAt(0)));
  const midiLike = fc.uint8Array({ maxLength: 60 }).map((tail) => {
    const start = fixtureBytes(MIDI_FIXTURES[0]!).subarray(0, 22);
    return Uint8Array.from([...start, ...tail]);
  });
  test.each(['abc', 'mid'] as const)('%s', (format) => {
    fc.assert(
      fc.property(
        fc.oneof(abcLike, midiLike, fc.uint8Array()),
        fc.integer({ min: 1, max: 20 }),
        (bytes, size) => {
          const cuts = SEGMENTERS[format](bytes, size);
          for (const [i, cut] of cuts.entries()) {
            expect(cut).toBeGreaterThan(cuts[i - 1] ?? 0);
            expect(cut).toBeLessThan(bytes.length);
          }
          expect(unpatch(patchBytes(bytes, { size, cuts }).symbols, size)).toEqual(bytes);
        },
      ),
    );
  });

  test.each(['"', '!', '[', '[K:', '^', '/', '%', 'C', '{', '+', '\n'])(
    'half a megabyte of %j takes no quadratic time',
    (piece) => {
      const bytes = new TextEncoder().encode(piece.repeat(500_000 / piece.length));
      // a quadratic scan would need hours
      expect(SEGMENTERS.abc(bytes).length).toBeLessThanOrEqual(bytes.length);
    },
    60_000,
  );

  test('half a megabyte of chunk names takes no quadratic time', () => {
    const bytes = new TextEncoder().encode(`MThd${'MTrM'.repeat(60_000)}${'MTrk'.repeat(60_000)}`);
    expect(SEGMENTERS.mid(bytes).length).toBeGreaterThan(0);
  }, 60_000);
});

test('a pair with both segmenters comes back whole', () => {
  const source = new TextEncoder().encode(TUNE);
  const target = midiOf(TUNE);
  const pair = { sourceFormat: 'abc', targetFormat: 'mid', source, target };
  expect(splitSequence(pairSequence(pair, { segmenters: SEGMENTERS }))).toEqual({ source, target });
});
