import fc from 'fast-check';
import { expect, test } from 'vitest';
import { patchBytes, patchLength } from '../../src/bytes/patches.ts';
import { segmentAbc } from '../../src/formats/abc/segment-abc.ts';
import { segmentLengthsLast } from '../../src/formats/midi/segment-midi.ts';
import { toLengthsLast } from '../../src/formats/midi/smf/lengths-last.ts';
import { formatNamed } from '../../src/formats/registry.ts';
import { render } from '../../src/music/reference-renderer.ts';
import { fromHex } from '../files/midi-fixtures.ts';

const SIZE = 12;

/** The patches of a file with the number that each of them bears. */
function counted(format: 'abc' | 'mid', bytes: Uint8Array): [patch: string, notes: number][] {
  const cuts = format === 'abc' ? segmentAbc(bytes, SIZE) : segmentLengthsLast(bytes, SIZE);
  const { count, symbols } = patchBytes(bytes, { size: SIZE, cuts });
  const fold = formatNamed(format).landmarks!;
  let state = fold.start();
  return Array.from({ length: count }, (_, i) => {
    const from = i * SIZE;
    const patch = Uint8Array.from(symbols.subarray(from, from + patchLength(symbols, i, SIZE)));
    state = fold.next(state, patch);
    return [Buffer.from(patch).toString('latin1'), fold.value(state)];
  });
}

const abcNumbers = (abc: string) => counted('abc', new TextEncoder().encode(abc));
function midiNotes(abc: string): number[] {
  const rendering = render(abc);
  if (!rendering.ok) throw new Error(rendering.message);
  return counted('mid', toLengthsLast(rendering.midi)).map(([, notes]) => notes);
}

test('ABC: notes count, rests, tied notes and the letters of fields and words do not', () => {
  const abc = 'X:1\nT:A bad egg\nK:G\n"Gm"A2- A z{c}B|!fermata!D [K:Am]E\nw:a b c\nF|\n';
  const numbers = abcNumbers(abc).slice(-11);
  expect(numbers).toEqual([
    ['K:G\n', 0],
    ['"Gm"', 0],
    ['A2- ', 1],
    ['A ', 1],
    ['z{', 1],
    ['c}', 2],
    ['B|!fermata!', 3],
    ['D [K:Am]', 4],
    ['E\n', 5],
    ['w:a b c\n', 5],
    ['F|\n', 6],
  ]);
});

test('ABC: each voice counts for itself, whichever way it is named', () => {
  const numbers = abcNumbers('X:1\nV:1\nV:2\nK:C\nV:1\nCD|\nV:2\nE|\n[V:1] F[V:2]G\n');
  expect(numbers.slice(4)).toEqual([
    ['V:1\n', 0],
    ['C', 1],
    ['D|\n', 2],
    ['V:2\n', 0],
    ['E|\n[V:1] ', 2],
    ['F[V:2]', 1],
    ['G\n', 2],
  ]);
});

test('MIDI: note-ons count, track by track', () => {
  const numbers = midiNotes('X:1\nM:4/4\nL:1/4\nK:C\nV:1\nCD|\nV:2\nE4|\n');
  expect(numbers.filter((notes, i) => notes > 0 && notes !== numbers[i - 1])).toEqual([1, 2, 1]);
});

test('MIDI in running status: the notes that have no status byte count, too', () => {
  const [header, end] = ['4d546864 00000006 0000 0001 0060 4d54726b', '00ff2f00'];
  const notes = '00903c40 603e40 003c00 604040 003e00';
  const others = '00c005 0006 00914340 604300 004040';
  for (const [body, count] of [
    [notes, 3],
    [notes + others, 5],
    [`00ff0304 61626364 ${notes} 00ff0105 3e40003c40 ${others} 604140`, 6],
    [`00f004 3c403cf7 ${notes} 00f004 3c403cf7`, 3],
  ] as const) {
    const track = fromHex(body + end);
    const file = fromHex(`${header} ${track.length.toString(16).padStart(8, '0')} ${body} ${end}`);
    expect(counted('mid', toLengthsLast(file)).at(-1)![1], body).toBe(count);
  }
});

test('a tune without repeats has as many notes in its MIDI as in its ABC', () => {
  const abc = 'X:1\nT:Same\nM:6/8\nL:1/8\nK:Edor\n(3EFG A>B [ce]z|e2-e {f}e^d2-|d3 z3|]\n';
  expect(Math.max(...midiNotes(abc))).toBe(abcNumbers(abc).at(-1)![1]);
});

test('total: any patches have a count, which a draft that is taken back does not spoil', () => {
  const patch = fc.oneof(
    fc.uint8Array({ maxLength: SIZE }),
    fc.constantFrom('V:2\n', '[V:1]', 'A-', 'MTrk', 'K:').map((text) => new TextEncoder().encode(text)),
  );
  fc.assert(
    fc.property(fc.constantFrom('abc', 'mid'), fc.array(patch), patch, (format, patches, draft) => {
      const fold = formatNamed(format).landmarks!;
      const state = patches.reduce(fold.next, fold.start());
      const before = JSON.stringify(state);
      fold.next(state, draft);
      expect(JSON.stringify(state)).toBe(before);
      expect(fold.value(state)).toBeGreaterThanOrEqual(0);
    }),
  );
});
