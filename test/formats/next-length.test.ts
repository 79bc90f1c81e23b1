import fc from 'fast-check';
import { expect, test } from 'vitest';
import { patchBytes, patchLength } from '../../src/bytes/patches.ts';
import { aboutAbc } from '../../src/formats/abc/about-abc.ts';
import { segmentAbc } from '../../src/formats/abc/segment-abc.ts';
import { NO_TRACK, nextLength } from '../../src/formats/midi/next-length.ts';
import { render } from '../../src/music/reference-renderer.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

/** What an ABC file tells the file behind it. */
function behind(abc: string) {
  const source = bytes(abc);
  const { count, symbols } = patchBytes(source, { size: 12, cuts: segmentAbc(source) });
  const patches = Array.from({ length: count }, (_, i) =>
    Uint8Array.from(symbols.subarray(i * 12, i * 12 + patchLength(symbols, i, 12))),
  );
  return aboutAbc.value(patches.reduce(aboutAbc.next, aboutAbc.start()));
}

test.each([
  'Short',
  'Exactly four and four',
  'A title of more than one patch, and more than two',
  'Café Müller',
  'x',
  'Article Behind, The',
  'Trailing spaces, and many of them            ',
])('the length that the renderer announces for the title "%s" is offered', (title) => {
  const abc = `X:1\nT: ${title}\nT:The second title\nM:4/4\nL:1/8\nK:G\nGABc|\n`;
  const rendering = render(abc);
  if (!rendering.ok) throw new Error(rendering.message);
  const at = rendering.midi.findIndex((byte, i) => byte === 0xff && rendering.midi[i + 1] === 1);
  expect(nextLength.value(nextLength.start(behind(abc)))).toEqual([0, rendering.midi[at + 2]]);
});

test('a tune without a title offers the bytes of its track', () => {
  expect(behind('X:1\nK:C\nT|C|\nw: T:no title\n').title).toBe('');
});

test('once a text is announced the bytes of the track are offered, from MTrk on', () => {
  const hinted: number[][] = [];
  let state = nextLength.start({ title: 'x'.repeat(300) });
  for (const patch of [
    [...bytes('MTrk')],
    [0, 255, 81, 3, 5, 22, 21],
    [0, 255, 1, 5],
    [...bytes('Title')],
    new Array(250).fill(1),
  ]) {
    state = nextLength.next(state, Uint8Array.from(patch));
    hinted.push([...nextLength.value(state)]);
  }
  // 300 letters are cut, as the renderer cuts them
  expect(hinted).toEqual([
    [0, 127],
    [0, 127],
    [0, 11],
    [0, 16],
    [1, 10],
  ]);
  expect(nextLength.next(state, bytes('MTrk')).track).toBe(0);
});

test('outside of a track nothing is counted', () => {
  const fresh = nextLength.start({});
  expect(nextLength.next(fresh, Uint8Array.of(1, 2, 3)).track).toBe(NO_TRACK);
  expect(nextLength.value(fresh)).toEqual([0, 0]);
});

test('total: any patches leave two bytes to offer', () => {
  const patch = fc.oneof(
    fc.uint8Array({ maxLength: 12 }),
    fc.constantFrom(bytes('T:'), bytes('MTrk'), bytes('\n')),
  );
  fc.assert(
    fc.property(fc.array(patch), fc.array(patch), (source, target) => {
      const about = aboutAbc.value(source.reduce(aboutAbc.next, aboutAbc.start()));
      const state = target.reduce(nextLength.next, nextLength.start(about));
      for (const byte of nextLength.value(state)) expect(byte >= 0 && byte < 256).toBe(true);
    }),
  );
});
