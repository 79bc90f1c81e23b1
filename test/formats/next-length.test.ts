import fc from 'fast-check';
import { expect, test } from 'vitest';
import { patchBytes, patchLength } from '../../src/bytes/patches.ts';
import { segmentAbc } from '../../src/formats/abc/segment-abc.ts';
import {
  lengthAfterSource,
  lengthAfterTarget,
  lengthBytes,
  type NextLength,
  NO_LENGTH,
  NO_TRACK,
} from '../../src/formats/next-length.ts';
import { teach } from '../../src/music/teacher.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

/** What is known behind an ABC file. */
function behind(abc: string): NextLength {
  const source = bytes(abc);
  const { count, symbols } = patchBytes(source, { size: 12, cuts: segmentAbc(source) });
  const patches = Array.from({ length: count }, (_, i) =>
    Uint8Array.from(symbols.subarray(i * 12, i * 12 + patchLength(symbols, i, 12))),
  );
  return patches.reduce(lengthAfterSource, NO_LENGTH);
}

test.each([
  'Short',
  'Exactly four and four',
  'A title of more than one patch, and more than two',
  'Café Müller',
  'x',
  'Article Behind, The',
  'Trailing spaces, and many of them            ',
])('the length that the teacher announces for the title "%s" is offered', (title) => {
  const abc = `X:1\nT: ${title}\nT:The second title\nM:4/4\nL:1/8\nK:G\nGABc|\n`;
  const lesson = teach(abc);
  if (!lesson.ok) throw new Error(lesson.message);
  const at = lesson.midi.findIndex((byte, i) => byte === 0xff && lesson.midi[i + 1] === 1);
  expect(lengthBytes(behind(abc))).toEqual([0, lesson.midi[at + 2]]);
});

test('a tune without a title offers the bytes of its track', () => {
  expect(behind('X:1\nK:C\nT|C|\nw: T:no title\n').title).toBe('');
});

test('once a text is announced the bytes of the track are offered, from MTrk on', () => {
  const title: NextLength = { ...NO_LENGTH, title: 'x'.repeat(300) };
  const offered: number[][] = [];
  let state = title;
  for (const patch of [
    [...bytes('MTrk')],
    [0, 255, 81, 3, 5, 22, 21],
    [0, 255, 1, 5],
    [...bytes('Title')],
    new Array(250).fill(1),
  ]) {
    state = lengthAfterTarget(state, Uint8Array.from(patch));
    offered.push(lengthBytes(state));
  }
  // 300 letters are cut, as the teacher cuts them
  expect(offered).toEqual([
    [0, 127],
    [0, 127],
    [0, 11],
    [0, 16],
    [1, 10],
  ]);
  expect(lengthAfterTarget(state, bytes('MTrk')).track).toBe(0);
});

test('outside of a track nothing is counted', () => {
  expect(lengthAfterTarget(NO_LENGTH, Uint8Array.of(1, 2, 3)).track).toBe(NO_TRACK);
  expect(lengthBytes(NO_LENGTH)).toEqual([0, 0]);
});

test('total: any patches leave two bytes to offer', () => {
  const patch = fc.oneof(
    fc.uint8Array({ maxLength: 12 }),
    fc.constantFrom(bytes('T:'), bytes('MTrk'), bytes('\n')),
  );
  fc.assert(
    fc.property(fc.array(patch), fc.array(patch), (source, target) => {
      const state = target.reduce(lengthAfterTarget, source.reduce(lengthAfterSource, NO_LENGTH));
      for (const byte of lengthBytes(state)) expect(byte >= 0 && byte < 256).toBe(true);
    }),
  );
});
