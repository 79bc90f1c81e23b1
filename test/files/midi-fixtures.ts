/**
 * The MIDI fixtures as readable hex, one feature each, with the notes that a reader must find (worked out by hand).
 * `npx tsx test/files/make-fixtures.ts` writes them to midi/*.mid.
 */

/** tick, duration, pitch, velocity, channel, track */
export type ExpectedNote = [number, number, number, number, number, number];

export interface MidiFixture {
  name: string;
  /** Hex digits, white space free. */
  hex: string;
  notes: ExpectedNote[];
  /** The verdict code of a file that our reader reads and the checks stop. */
  checks?: string;
}

const header = (format: number, tracks: number, division = '0060') =>
  `4d546864 00000006 000${format} 000${tracks} ${division}`;

function track(...events: string[]): string {
  const body = [...events, '00 ff2f00'].join('').replace(/\s/g, '');
  return `4d54726b ${(body.length / 2).toString(16).padStart(8, '0')} ${body}`;
}

const NOTE = ['00 903c40', '60 803c00'];
const C: ExpectedNote = [0, 96, 60, 64, 0, 0];

export const MIDI_FIXTURES: MidiFixture[] = [
  { name: 'one-note', hex: header(0, 1) + track(...NOTE), notes: [C] },
  {
    name: 'running-status',
    hex: header(0, 1) + track('00 903c40', '60 3c00', '00 3e40', '30 3e00'),
    notes: [C, [96, 48, 62, 64, 0, 0]],
  },
  {
    name: 'velocity-0-ends-a-note',
    hex: header(0, 1) + track('00 903c40', '60 903c00'),
    notes: [C],
  },
  {
    name: 'four-byte-delta',
    hex: header(0, 1) + track('00 903c40', '81808000 803c00'),
    notes: [[0, 2_097_152, 60, 64, 0, 0]],
  },
  {
    name: 'padded-delta',
    hex: header(0, 1) + track('8000 903c40', '8060 803c00'),
    notes: [C],
  },
  {
    name: 'sysex-and-escape',
    hex: header(0, 1) + track('00 f0 05 7e7f0901f7', '00 f7 03 f1f2f3', ...NOTE),
    notes: [C],
  },
  {
    name: 'every-channel-event',
    hex:
      header(0, 1) +
      track('00 c505', '00 b50764', '00 e50040', '00 953c40', '10 a53c20', '10 d530', '40 853c40'),
    notes: [[0, 96, 60, 64, 5, 0]],
  },
  {
    name: 'every-meta-event',
    hex:
      header(0, 1) +
      track(
        ...['00 ff0002 0001', '00 ff0104 74657874', '00 ff0301 e9', '00 ff2001 00', '00 ff2101 00'],
        ...[
          '00 ff5103 07a120',
          '00 ff5405 6000000000',
          '00 ff5804 06032408',
          '00 ff5902 fd01',
          '00 ff7f01 7d',
        ],
        ...['00 ff6002 abcd', ...NOTE],
      ),
    notes: [C],
  },
  {
    name: 'chord',
    hex: header(0, 1) + track('00 903c40', '00 904041', '00 904342', '60 803c00', '00 804000', '00 804300'),
    notes: [C, [0, 96, 64, 65, 0, 0], [0, 96, 67, 66, 0, 0]],
  },
  {
    name: 'same-pitch-overlapping',
    hex: header(0, 1) + track('00 903c40', '30 903c41', '30 803c00', '30 803c00'),
    notes: [C, [48, 96, 60, 65, 0, 0]],
  },
  {
    name: 'repeated-note',
    hex: header(0, 1) + track(...NOTE, '00 903c41', '60 803c00'),
    notes: [C, [96, 96, 60, 65, 0, 0]],
  },
  {
    name: 'two-tracks',
    hex: header(1, 2) + track('00 ff5103 07a120', ...NOTE) + track('60 914340', '60 814300'),
    notes: [C, [96, 96, 67, 64, 1, 1]],
  },
  {
    name: 'tempo-track-first',
    hex: header(1, 2, '01e0') + track('00 ff5103 051615') + track('00 903c55', '8360 803c00'),
    notes: [[0, 480, 60, 85, 0, 1]],
  },
  {
    name: 'two-songs',
    hex: header(2, 2) + track(...NOTE) + track(...NOTE),
    notes: [C, [0, 96, 60, 64, 0, 1]],
  },
  {
    name: 'two-channels-in-one-track',
    hex: header(0, 1) + track('00 903c40', '00 913c41', '30 813c00', '30 803c00'),
    notes: [C, [0, 48, 60, 65, 1, 0]],
  },
  {
    name: 'smpte-25',
    hex: header(0, 1, 'e728') + track(...NOTE),
    notes: [C],
  },
  {
    name: 'long-header',
    hex: `4d546864 00000008 0000 0001 0060 beef ${track(...NOTE)}`,
    notes: [C],
  },
  {
    name: 'alien-chunk',
    hex: `${header(0, 1)} 58464948 00000003 010203 ${track(...NOTE)}`,
    notes: [C],
    checks: 'midi/tonejs-threw',
  },
  { name: 'silent', hex: header(0, 1) + track('00 ff5103 07a120'), notes: [], checks: 'midi/no-notes' },
  {
    name: 'note-off-before-note-on',
    hex: header(0, 1) + track('00 803c00', '60 903c40'),
    notes: [],
    checks: 'notes/unmatched-off',
  },
  {
    name: 'stuck-note',
    hex: header(0, 1) + track(...NOTE, '00 903e40'),
    notes: [C],
    checks: 'notes/unmatched-on',
  },
  {
    name: 'zero-length-note',
    hex: header(0, 1) + track(...NOTE, '00 903e40', '00 803e00'),
    notes: [C, [96, 0, 62, 64, 0, 0]],
    checks: 'notes/zero-length',
  },
];

export function fixtureBytes({ hex }: MidiFixture): Uint8Array {
  return fromHex(hex);
}

export function fromHex(hex: string): Uint8Array {
  const digits = hex.replace(/\s/g, '');
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) =>
    Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16),
  );
}
