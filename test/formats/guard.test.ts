import { describe, expect, test } from 'vitest';
import { END } from '../../src/bytes/symbols.ts';
import { type GuardOptions, smfGuard } from '../../src/formats/midi/guard.ts';
import { repairTrackLengths } from '../../src/formats/midi/repair.ts';
import { fromLengthsLast, toLengthsLast } from '../../src/formats/midi/smf/lengths-last.ts';
import { readSmf } from '../../src/formats/midi/smf/read-smf.ts';
import { render } from '../../src/music/reference-renderer.ts';
import { seededRandom } from '../../src/random.ts';

const SIZE = 16;

/** Writes what a judge that believes anything would: a symbol it likes where that is allowed. */
function walk(seed: number, patches: number, options: GuardOptions, likes: (random: () => number) => number) {
  const random = seededRandom(seed);
  const guard = smfGuard(SIZE, options);
  const whole = (bytes: readonly number[]) => {
    const written = Uint8Array.from(bytes);
    return options.lengthsLast ? fromLengthsLast(written) : written;
  };
  const bytes: number[] = [];
  for (let left = patches; left > 0; left--) {
    for (let k = 0; k < SIZE; k++) {
      const wanted = likes(random);
      let symbol = wanted;
      // what is wanted, or the first that is allowed behind it
      for (let i = 0; i <= 257 && !guard.allows(symbol, k, left); i++) symbol = (symbol + 1) % 257;
      if (!guard.allows(symbol, k, left)) throw new Error(`stuck after ${bytes.length}: ${bytes.slice(-12)}`);
      guard.push(symbol);
      if (symbol !== END) bytes.push(symbol);
      else if (k === 0 || options.firstEndEnds) return whole(bytes);
      else break;
    }
  }
  return whole(bytes);
}

const TASTES: Record<string, (random: () => number) => number> = {
  anything: (random) => Math.floor(random() * 257),
  'small bytes': (random) => Math.floor(random() * 5),
  'END wherever it may stand': () => END,
  'meta events': (random) => [0xff, 0x51, 0x58, 0x59, 0x2f, 0x01, 0x03, 0x00][Math.floor(random() * 8)]!,
  'long numbers': (random) => 0x80 + Math.floor(random() * 0x80),
  'system exclusive messages': (random) => [0xf0, 0x00, 0x01, 0x02, 0xf7, 0x81][Math.floor(random() * 6)]!,
  'status bytes': (random) => 0x80 + 16 * Math.floor(random() * 8),
};

describe.each<GuardOptions>([
  { firstEndEnds: true, lengthsLast: false },
  { firstEndEnds: false, lengthsLast: false },
  { firstEndEnds: false, lengthsLast: true },
])('$0', (options) => {
  test.each(Object.keys(TASTES))(
    'a writer that likes %s: every file is structurally valid and fits',
    (taste) => {
      for (const patches of [8, 21, 60])
        for (let seed = 0; seed < 6; seed++) {
          const bytes = walk(seed, patches, options, TASTES[taste]!);
          const reading = readSmf(bytes);
          expect(reading.ok ? 'ok' : `${reading.code} at ${reading.offset} of ${bytes.length}`).toBe('ok');
        }
    },
  );
});

test.each([false, true])('no byte of a real file is forbidden, lengths last: %s', (lengthsLast) => {
  const rendering = render('X:1\nT:A title\nM:6/8\nL:1/8\nQ:3/8=100\nK:D\n|:A2d fed|e2E [EA]2z:|\n');
  if (!rendering.ok) throw new Error(rendering.message);
  const guard = smfGuard(SIZE, { firstEndEnds: false, lengthsLast });
  const midi = lengthsLast ? toLengthsLast(rendering.midi) : rendering.midi;
  const patches = Math.ceil(midi.length / SIZE) + 1;
  for (const [i, byte] of midi.entries()) {
    expect(guard.allows(byte, i % SIZE, patches - Math.floor(i / SIZE)), `byte ${i}`).toBe(true);
    guard.push(byte);
  }
  expect(guard.allows(END, 0, 1)).toBe(true);
});

test('repair: wrong track lengths are recomputed, anything else is left alone', () => {
  const rendering = render('X:1\nT:A title\nM:6/8\nL:1/8\nK:D\nA2d fed|\n');
  if (!rendering.ok) throw new Error(rendering.message);
  expect(repairTrackLengths(rendering.midi)).toBeUndefined();
  const wrong = rendering.midi.slice();
  wrong[21]! += 3;
  expect(readSmf(wrong).ok).toBe(false);
  expect(repairTrackLengths(wrong)).toEqual(rendering.midi);
  const broken = wrong.slice(0, -2);
  expect(repairTrackLengths(broken)).toBeUndefined();
  const badEvent = wrong.slice();
  badEvent[23] = 0xf1;
  expect(repairTrackLengths(badEvent)).toBeUndefined();
});
