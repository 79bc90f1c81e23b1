import { describe, expect, test } from 'vitest';
import { patchBytes, unpatch } from '../../src/bytes/patches.ts';
import { fixedSegmenter } from '../../src/bytes/segmenter.ts';
import { inFileOrder } from '../../src/formats/midi/file-order.ts';
import { nextLength } from '../../src/formats/midi/next-length.ts';
import { segmentLengthsLast } from '../../src/formats/midi/segment-midi.ts';
import { fileOrder, fromLengthsLast, toLengthsLast } from '../../src/formats/midi/smf/lengths-last.ts';
import { render } from '../../src/music/reference-renderer.ts';
import { seededRandom } from '../../src/random.ts';

const TUNES = [
  'X:1\nT:A title\nM:6/8\nL:1/8\nQ:3/8=100\nK:D\n|:A2d fed|e2E [EA]2z:|\n',
  'X:2\nT:Two voices of it\nL:1/4\nK:G\nV:1\nGABc|\nV:2\nG,2D,2|\n',
  'X:3\nK:C\nz4|\n',
];

function rendered(abc: string): Uint8Array {
  const rendering = render(abc);
  if (!rendering.ok) throw new Error(rendering.message);
  return rendering.midi;
}

const ascii = (text: string) => [...new TextEncoder().encode(text)];

test('one track by hand', () => {
  const header = [...ascii('MThd'), 0, 0, 0, 6, 0, 0, 0, 1, 0, 96];
  const events = [0, 0x90, 60, 64, 96, 0x80, 60, 0, 0, 0xff, 0x2f, 0];
  const file = Uint8Array.from([...header, ...ascii('MTrk'), 0, 0, 0, 12, ...events]);
  const written = [...header, ...ascii('MTrk'), ...events, 0, 0, 0, 12];
  expect([...toLengthsLast(file)]).toEqual(written);
  expect([...fromLengthsLast(Uint8Array.from(written))]).toEqual([...file]);
});

describe.each(TUNES)('%j', (abc) => {
  const midi = rendered(abc);

  test('there and back, right lengths or wrong', () => {
    const moved = toLengthsLast(midi);
    expect(moved).not.toEqual(midi);
    expect([...moved].sort()).toEqual([...midi].sort());
    expect(fromLengthsLast(moved)).toEqual(midi);
    const wrong = midi.slice();
    wrong[21] = wrong[21]! ^ 5;
    expect(fromLengthsLast(toLengthsLast(wrong))).toEqual(wrong);
  });

  test('whatever is broken, both ways keep every byte', () => {
    const random = seededRandom(5);
    for (let i = 0; i < 300; i++) {
      const broken = midi.slice(0, 1 + Math.floor(random() * midi.length));
      broken[Math.floor(random() * broken.length)] = Math.floor(random() * 256);
      for (const way of [toLengthsLast, fromLengthsLast])
        expect([...way(broken)].sort()).toEqual([...broken].sort());
    }
  });

  test('MTrk and each length are patches of their own, and cuts lie where the file has them', () => {
    const moved = toLengthsLast(midi);
    const patches = patchBytes(moved, { size: 12, cuts: segmentLengthsLast(moved, 12) });
    expect(unpatch(patches.symbols, 12)).toEqual(moved);
    expect(patches.count).toBeGreaterThan(patchBytes(moved, { size: 12, cuts: fixedSegmenter(moved) }).count);
    let tracks = 0;
    let state = nextLength.start({});
    let behind = state;
    const rows = Array.from({ length: patches.count }, (_, i) => [
      ...patches.symbols.subarray(i * 12, i * 12 + patches.lengths[i]!),
    ]);
    for (const [i, row] of rows.entries()) {
      if (String(row) === String(ascii('MTrk'))) {
        // the patch before it is the header or a length
        if (tracks++ > 0) expect(rows[i - 1]).toEqual([0, 0, ...nextLength.value(behind)]);
      }
      behind = state;
      state = nextLength.next(state, Uint8Array.from(row));
    }
    expect(rows.at(-1)).toEqual([0, 0, ...nextLength.value(behind)]);
    expect(tracks).toBeGreaterThan(0);
  });

  test('streamed: every part in the file’s order, a track when its length is there', async () => {
    const moved = toLengthsLast(midi);
    async function* byteByByte() {
      for (const byte of moved) yield Uint8Array.of(byte);
      return 'ended';
    }
    const given: number[] = [];
    const run = inFileOrder(byteByByte());
    let parts = 0;
    for (let part = await run.next(); ; part = await run.next()) {
      if (part.done) {
        expect(part.value).toBe('ended');
        break;
      }
      parts++;
      given.push(...part.value);
      expect(given).toEqual([...midi.subarray(0, given.length)]);
    }
    expect(given).toEqual([...midi]);
    expect(parts).toBeGreaterThan(14);
  });

  test('of a file that stops early nothing is lost', () => {
    const moved = toLengthsLast(midi);
    for (let length = 0; length <= moved.length; length++) {
      const cut = moved.subarray(0, length);
      const { order, complete } = fileOrder(cut);
      expect([...order].sort((a, b) => a - b)).toEqual([...cut.keys()]);
      expect(complete).toBeLessThanOrEqual(length);
    }
  });
});
