/** Every reader of foreign MIDI bytes against broken files: always an answer, never a throw or a hang. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareMidi } from '../../src/formats/midi/compare-midi.ts';
import { segmentMidi } from '../../src/formats/midi/segment-midi.ts';
import { SMF_CODES } from '../../src/formats/midi/smf/codes.ts';
import { labelBytes } from '../../src/formats/midi/smf/label-bytes.ts';
import { readSmf } from '../../src/formats/midi/smf/read-smf.ts';
import { CHECK_CODES, CHECKS, validateMidi } from '../../src/formats/midi/validate-midi.ts';
import { fixtureBytes, MIDI_FIXTURES } from '../files/midi-fixtures.ts';

const CODES = new Set<string>([...Object.keys(SMF_CODES), ...Object.keys(CHECK_CODES)]);

/** Everything that takes foreign bytes, once; what it says must hang together. */
function survive(bytes: Uint8Array): void {
  const reading = readSmf(bytes);
  const verdict = validateMidi(bytes);
  if (!reading.ok) {
    expect(reading.offset).toBeGreaterThanOrEqual(0);
    expect(reading.offset).toBeLessThanOrEqual(bytes.length);
    expect(verdict).toMatchObject({ valid: false, check: SMF_CODES[reading.code][0], code: reading.code });
  }
  if (!verdict.valid) expect(CODES).toContain(verdict.code);
  expect(verdict.checks.map(({ check }) => check)).toEqual(CHECKS);
  const broke = verdict.checks.findIndex(({ passed }) => passed !== true);
  expect(verdict.valid).toBe(broke < 0);
  expect(labelBytes(bytes).length).toBe(bytes.length);
  const cuts = segmentMidi(bytes);
  for (const [i, cut] of cuts.entries()) expect(cut).toBeGreaterThan(cuts[i - 1] ?? 0);
  expect(cuts.at(-1) ?? 0).toBeLessThanOrEqual(bytes.length);
}

describe.each(MIDI_FIXTURES)('$name', (fixture) => {
  const bytes = fixtureBytes(fixture);

  test('every byte set to eight other values', () => {
    for (let at = 0; at < bytes.length; at++)
      for (const flip of [0x01, 0x02, 0x04, 0x10, 0x40, 0x7f, 0x80, 0xff])
        survive(bytes.map((byte, i) => (i === at ? byte ^ flip : byte)));
  });

  test('every truncation is broken, and said to be', () => {
    for (let length = 0; length < bytes.length; length++) {
      survive(bytes.subarray(0, length));
      expect(validateMidi(bytes.subarray(0, length)).valid).toBe(false);
    }
  });

  test('every byte left out and every byte doubled', () => {
    for (let at = 0; at < bytes.length; at++) {
      survive(Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(at + 1)]));
      survive(Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(at > 0 ? at - 1 : 0)]));
    }
  });
});

test('any bytes, and any bytes behind a good header', () => {
  const start = fixtureBytes(MIDI_FIXTURES[0]!).subarray(0, 22);
  fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), survive), { numRuns: 300 });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (tail) => {
      const bytes = Uint8Array.from([...start, ...tail]);
      bytes[21] = tail.length;
      survive(bytes);
    }),
    { numRuns: 1000 },
  );
});

test('comparing with a broken file is an answer, too', () => {
  const good = fixtureBytes(MIDI_FIXTURES[0]!);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (junk) => {
      const comparison = compareMidi(good, junk);
      expect(comparison).toMatchObject({ exact: false, b: { notes: 0 }, onsetPitch: { f1: 0 } });
      expect(comparison.b.code).toBeDefined();
    }),
  );
});

test('as many notes at once as a file may hold take linear time', () => {
  // running status, three bytes an event: all notes of one pitch begin, then all end
  const pairs = 250_000;
  const notes = new Uint8Array(6 * pairs).fill(0x3c);
  for (let i = 0; i < 2 * pairs; i++) notes.set([0, 0x3c, i < pairs ? 0x40 : 0], 3 * i);
  const bytes = new Uint8Array(22 + 4 + notes.length + 4);
  bytes.set(fixtureBytes(MIDI_FIXTURES[0]!).subarray(0, 22));
  bytes.set([0, 0x90, 0x3b, 0x40], 22);
  bytes.set(notes, 26);
  bytes.set([0x00, 0xff, 0x2f, 0x00], bytes.length - 4);
  new DataView(bytes.buffer).setUint32(18, bytes.length - 22);
  // a quadratic reader would be at this for minutes
  expect(validateMidi(bytes)).toMatchObject({ code: 'midi/too-many-notes', notes: pairs });
  expect(segmentMidi(bytes).length).toBeGreaterThan(pairs);
}, 10_000);
