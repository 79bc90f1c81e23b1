import { describe, expect, test } from 'vitest';
import { compareMidi } from '../../src/formats/midi/compare-midi.ts';
import { notesToSmf } from '../../src/formats/midi/notes-to-smf.ts';
import { fieldOfByte, labelBytes, SMF_FIELDS } from '../../src/formats/midi/smf/label-bytes.ts';
import { fixtureBytes, MIDI_FIXTURES } from '../files/midi-fixtures.ts';

const fixture = (name: string) => fixtureBytes(MIDI_FIXTURES.find((one) => one.name === name)!);
const melody = (...notes: [tick: number, duration: number, pitch: number][]) =>
  notes.map(([tick, duration, pitch]) => ({ tick, duration, pitch, velocity: 64, channel: 0, track: 0 }));
/** Fields of a file as `name×bytes`, runs joined. */
function fields(bytes: Uint8Array): string[] {
  const runs: { name: string; bytes: number }[] = [];
  for (const label of labelBytes(bytes)) {
    const name = SMF_FIELDS[label]!;
    if (runs.at(-1)?.name === name) runs.at(-1)!.bytes++;
    else runs.push({ name, bytes: 1 });
  }
  return runs.map((run) => `${run.name} ${run.bytes}`);
}

describe('comparing', () => {
  test('a file with itself', () => {
    const bytes = fixture('chord');
    const perfect = { precision: 1, recall: 1, f1: 1 };
    expect(compareMidi(bytes, bytes)).toEqual({
      exact: true,
      onsetPitch: perfect,
      onsetPitchDuration: perfect,
      a: { bytes: bytes.length, notes: 3 },
      b: { bytes: bytes.length, notes: 3 },
    });
  });

  test('by hand: of four notes two are right, one is too long, one is missing, one is made up', () => {
    const a = notesToSmf(melody([0, 10, 60], [10, 10, 62], [20, 10, 64], [30, 10, 65]), 96);
    const b = notesToSmf(melody([0, 10, 60], [10, 10, 62], [20, 12, 64], [35, 10, 65], [50, 10, 67]), 96);
    const { exact, onsetPitch, onsetPitchDuration } = compareMidi(a, b);
    expect(exact).toBe(false);
    expect(onsetPitch).toEqual({ precision: 3 / 5, recall: 3 / 4, f1: 6 / 9 });
    expect(onsetPitchDuration).toEqual({ precision: 2 / 5, recall: 2 / 4, f1: 4 / 9 });
  });

  test('a note that stands twice is matched twice and no more', () => {
    const twice = notesToSmf(melody([0, 10, 60], [0, 10, 60]), 96);
    const once = notesToSmf(melody([0, 10, 60]), 96);
    expect(compareMidi(once, twice).onsetPitch).toEqual({ precision: 0.5, recall: 1, f1: 2 / 3 });
    expect(compareMidi(twice, once).onsetPitch).toEqual({ precision: 1, recall: 0.5, f1: 2 / 3 });
  });

  test('other ticks a quarter note, the same music', () => {
    const a = notesToSmf(melody([0, 96, 60], [96, 32, 62]), 96);
    const b = notesToSmf(melody([0, 480, 60], [480, 160, 62]), 480);
    expect(compareMidi(a, b)).toMatchObject({ exact: false, onsetPitchDuration: { f1: 1 } });
  });

  test('frames of 25 and of 29.97 a second: equal seconds are equal, however they are counted', () => {
    const smpte = (division: number, ...notes: Parameters<typeof melody>) =>
      notesToSmf(melody(...notes), division);
    // onsets of 0 and 40.04 s in both, and one of about 80.08 s that differs by a tick
    const [film, drop] = [
      smpte(0xe764, [0, 100, 60], [100 * 1001, 100, 62], [200 * 1001, 100, 64]),
      smpte(0xe364, [0, 100, 60], [120_000, 100, 62], [240_001, 100, 64]),
    ];
    expect(compareMidi(film, drop).onsetPitch.f1).toBe(2 / 3);
    expect(compareMidi(drop, drop).onsetPitchDuration.f1).toBe(1);
    const other = smpte(0xe301, [0, 1, 60], [1200, 1, 62], [2400, 1, 64]);
    expect(compareMidi(drop, other)).toMatchObject({
      onsetPitch: { f1: 2 / 3 },
      onsetPitchDuration: { f1: 2 / 3 },
    });
  });

  test('seconds and quarter notes are different times', () => {
    const second = notesToSmf(melody([0, 100, 60]), 0xe764);
    const quarter = notesToSmf(melody([0, 100, 60]), 96);
    expect(compareMidi(second, quarter).onsetPitch.f1).toBe(0);
  });

  test('the first byte that differs and its field', () => {
    const bytes = fixture('one-note');
    const other = (at: number) => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));
    expect(compareMidi(bytes, other(24)).firstDifference).toEqual({
      offset: 24,
      field: 'pitch',
      a: 60,
      b: 61,
    });
    expect(compareMidi(bytes, other(21)).firstDifference?.field).toBe('track length');
    expect(compareMidi(bytes, other(26)).firstDifference?.field).toBe('duration delta time');
  });

  test('a track of another length differs first where its events do', () => {
    const two = notesToSmf(melody([0, 96, 60], [96, 96, 62]), 96);
    const three = notesToSmf(melody([0, 96, 60], [96, 96, 64], [192, 96, 65]), 96);
    expect(compareMidi(two, three).firstDifference).toMatchObject({ field: 'pitch', a: 62, b: 64 });
  });

  test('one file is the beginning of the other', () => {
    const bytes = fixture('one-note');
    const cut = bytes.subarray(0, 30);
    expect(compareMidi(bytes, cut)).toMatchObject({
      exact: false,
      firstDifference: { offset: 30, field: 'delta time', a: 0, b: undefined },
      b: { notes: 0, code: 'smf/chunk-truncated' },
      onsetPitch: { precision: 0, recall: 0, f1: 0 },
    });
    expect(compareMidi(cut, bytes).firstDifference).toMatchObject({
      field: 'delta time',
      a: undefined,
      b: 0,
    });
  });

  test('two silent files agree', () => {
    expect(compareMidi(fixture('silent'), fixture('silent')).onsetPitch.f1).toBe(1);
  });
});

describe('naming bytes', () => {
  test('one note', () => {
    expect(fields(fixture('one-note'))).toEqual([
      ...['header 14', 'track header 4', 'track length 4'],
      ...['onset delta time 1', 'status 1', 'pitch 1', 'velocity 1'],
      ...['duration delta time 1', 'status 1', 'pitch 1', 'release velocity 1'],
      ...['delta time 1', 'end of track 3'],
    ]);
  });

  test('running status has no status byte', () => {
    expect(fields(fixture('running-status')).slice(3, 10)).toEqual([
      ...['onset delta time 1', 'status 1', 'pitch 1', 'velocity 1'],
      ...['duration delta time 1', 'pitch 1', 'release velocity 1'],
    ]);
  });

  test('every kind of event', () => {
    const names = fields(fixture('every-meta-event')).map((run) => run.replace(/ \d+$/, ''));
    for (const name of ['meta', 'text', 'tempo', 'time signature', 'key signature'])
      expect(names).toContain(name);
    expect(fields(fixture('sysex-and-escape'))).toContain('sysex 7');
    expect(fields(fixture('every-channel-event'))).toContain('controller/program data 2');
    expect(fields(fixture('alien-chunk')).slice(0, 3)).toEqual(['header 14', 'unread 11', 'track header 4']);
  });

  test('a wrong track length does not hide what follows', () => {
    const bytes = fixture('two-tracks');
    const right = labelBytes(bytes);
    bytes[21] = 0xff;
    expect(labelBytes(bytes)).toEqual(right);
  });

  test('past the end there is no field', () => {
    expect(fieldOfByte(fixture('one-note'), 1000)).toBeUndefined();
    expect(fieldOfByte(new Uint8Array(3), 0)).toBe('unread');
  });
});
