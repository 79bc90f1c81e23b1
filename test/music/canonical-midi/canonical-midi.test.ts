import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { validateMidi } from '../../../src/formats/midi/validate-midi.ts';
import { canonicalBytes } from '../../../src/music/canonical-midi/canonical-bytes.ts';
import { type CanonicalOptions, canonicalMidi } from '../../../src/music/canonical-midi/canonical-midi.ts';
import { normal, seededRandom } from '../../../src/random.ts';
import { key, type Manner, metre, midiFile, tempo, type WrittenNote } from '../midi-file.ts';

/** [quarter notes at, for, pitch] */
type Line = readonly (readonly [number, number, number])[];
const MELODY: Line = [
  [0, 1, 67],
  [1, 0.5, 69],
  [1.5, 0.25, 71],
  [1.75, 0.25, 72],
  [2, 1 / 3, 74],
  [2 + 1 / 3, 1 / 3, 72],
  [2 + 2 / 3, 1 / 3, 71],
  [4, 1.5, 69],
  [5.5, 0.125, 67],
  [5.625, 1.375, 66],
];
const BASS: Line = [
  [0, 2, 43],
  [2, 2, 50],
  [4, 3, 43],
];

const written = (line: Line, ppq: number, channel?: number): WrittenNote[] =>
  line.map(([at, length, pitch]) => ({
    at: Math.round(at * ppq),
    for: Math.round((at + length) * ppq) - Math.round(at * ppq),
    pitch,
    ...(channel !== undefined && { channel }),
  }));
const file = (lines: Line[], manner: Manner = {}) =>
  midiFile(
    lines.map((line, i) => written(line, manner.ppq ?? 480, i)),
    manner,
  );
const taken = (bytes: Uint8Array, options?: CanonicalOptions) => {
  const canonical = canonicalMidi(bytes, options);
  if (!canonical.ok) throw new Error(`${canonical.code}: ${canonical.message}`);
  return canonical;
};
const code = (bytes: Uint8Array, options?: CanonicalOptions) => {
  const canonical = canonicalMidi(bytes, options);
  return canonical.ok ? 'ok' : canonical.code;
};
const ticks = (line: Line, voice = 0) =>
  line.map(([at, length, pitch]) => ({
    tick: Math.round(at * 96),
    duration: Math.round((at + length) * 96) - Math.round(at * 96),
    pitch,
    voice,
  }));

describe('one tune, many writers, the same bytes', () => {
  const reference = taken(file([MELODY, BASS])).bytes;

  test.each([96, 120, 192, 240, 256, 384, 480, 960, 1024])('%i ticks a quarter note', (ppq) => {
    expect(taken(file([MELODY, BASS], { ppq })).bytes).toEqual(reference);
  });

  test.each<[string, Manner]>([
    ['format 0, two channels in one track', { format0: true }],
    ['running status', { running: true }],
    ['note-on with velocity 0', { velocity0: true }],
    ['both, in format 0', { running: true, velocity0: true, format0: true }],
    ['names in other scripts', { names: ['Скрипка', 'バス'] }],
    ['a name that is no UTF-8', { names: [Uint8Array.of(0xc3, 0x28, 0xff), 'b'] }],
    [
      'controllers, programs, pitch bends, sysex',
      { head: [0, 0xb0, 7, 100, 0, 0xc0, 40, 0, 0xe0, 0, 64, 0, 0xf0, 1, 0xf7] },
    ],
  ])('%s', (_, manner) => {
    expect(taken(file([MELODY, BASS], manner)).bytes).toEqual(reference);
  });

  test.each([96, 192, 480, 960])('notes that begin and end a tick early, at %i', (ppq) => {
    const early = (line: Line, channel: number) =>
      written(line, ppq, channel).map((note) => ({ ...note, at: Math.max(0, note.at - 1), for: note.for }));
    expect(taken(midiFile([early(MELODY, 0), early(BASS, 1)], { ppq })).bytes).toEqual(reference);
  });

  test('slurred notes that overlap by six ticks of 480', () => {
    const slurred = written(MELODY, 480).map((note) => ({
      ...note,
      for: note.for + (note.at === 5 ? 0 : 6),
    }));
    const ends = slurred.map((note) => (note.at === 2640 ? { ...note, for: 60 } : note));
    expect(taken(midiFile([ends, written(BASS, 480, 1)])).tune.notes.slice(0, 3)).toEqual(
      ticks(MELODY).slice(0, 3),
    );
  });

  test('SMPTE time: 40 ticks a frame, 25 frames a second, two quarter notes', () => {
    const smpte = midiFile([written(MELODY, 500), written(BASS, 500, 1)], { division: (0xe7 << 8) | 40 });
    expect(taken(smpte).bytes).toEqual(reference);
  });

  test('the whole tune begins on an odd tick', () => {
    const late = (line: Line, channel: number) =>
      written(line, 480, channel).map((note) => ({ ...note, at: note.at + 37 }));
    const { bytes, changed } = taken(midiFile([late(MELODY, 0), late(BASS, 1)]));
    expect(bytes).toEqual(reference);
    expect(changed.shifted).toBeCloseTo(37 / 480);
  });
});

describe('what is kept, what is left out', () => {
  test('key, metre and tempo where the file has them, none where it has none', () => {
    expect(taken(file([MELODY])).tune).toMatchObject({ keys: [], metres: [], tempo: undefined });
    const { tune } = taken(file([MELODY], { head: [...tempo(92.3), ...key(-3, 1), ...metre(6, 3)] }));
    expect(tune.keys).toEqual([{ tick: 0, sharps: -3, minor: true }]);
    expect(tune.metres).toEqual([{ tick: 0, numerator: 6, denominator: 8 }]);
    expect(tune.tempo).toBe(92);
    const again = taken(canonicalBytes(tune, { keys: false, tempo: false })).tune;
    expect(again).toMatchObject({ keys: [], metres: tune.metres, tempo: undefined, notes: tune.notes });
  });

  test('a key stated by every track, and once more later, is one key; a new metre is kept', () => {
    const head = [...key(2), ...metre(3, 2), 0x83, 0x60, 0xff, 0x59, 2, 2, 0, ...metre(4, 2)];
    const { tune } = taken(file([MELODY], { head }));
    expect(tune.keys).toHaveLength(1);
    expect(tune.metres).toEqual([
      { tick: 0, numerator: 3, denominator: 4 },
      { tick: 96, numerator: 4, denominator: 4 },
    ]);
  });

  test('tempo changes are counted', () => {
    const head = [...tempo(100), 0x60, ...tempo(90).slice(1), 0x60, ...tempo(80).slice(1)];
    const { tune, leftOut } = taken(file([MELODY], { head }));
    expect([tune.tempo, leftOut.tempoChanges]).toEqual([100, 2]);
  });

  test('drums on channel 10 are no notes', () => {
    const drums = written(BASS, 480, 9);
    const { tune, leftOut } = taken(midiFile([written(MELODY, 480), drums]));
    expect(tune.notes).toEqual(ticks(MELODY));
    expect(leftOut.drums).toBe(3);
    expect(code(midiFile([drums]))).toBe('midi/no-notes');
  });

  test('overlapping unisons on one track: no note is lost', () => {
    const held: WrittenNote[] = [
      { at: 0, for: 960, pitch: 60 },
      { at: 480, for: 960, pitch: 60 },
      { at: 480, for: 240, pitch: 64 },
      { at: 1440, for: 480, pitch: 60 },
    ];
    const { tune, changed } = taken(midiFile([held]));
    expect(tune.notes).toHaveLength(4);
    expect(tune.voices.map(({ unisons }) => unisons)).toEqual([undefined, true]);
    expect(tune.notes.filter(({ voice }) => voice === 1)).toEqual([
      { tick: 96, duration: 192, pitch: 60, voice: 1 },
    ]);
    expect(changed.unisons).toBe(1);
  });

  test('a note repeated at once is no unison', () => {
    const repeated = [0, 1, 2, 3].map((i) => ({ at: 480 * i, for: 480 + (i < 3 ? 4 : 0), pitch: 60 }));
    expect(taken(midiFile([repeated])).tune.voices).toHaveLength(1);
  });

  test('a note that never ends is ended with its track, one without length is counted', () => {
    const bytes = Uint8Array.from([
      ...midiFile([[]]).subarray(0, 18),
      ...[0, 0, 0, 26, 0, 0x90, 60, 80, 0, 0x90, 62, 80, 0, 0x80, 62, 0, 0x83, 0x60, 0x90, 64, 80],
      ...[0x83, 0x60, 0x80, 64, 0, 0, 0xff, 0x2f, 0],
    ]);
    const { tune, changed, leftOut } = taken(bytes);
    expect(tune.notes.map(({ duration, pitch }) => [pitch, duration])).toEqual([
      [60, 192],
      [64, 96],
    ]);
    expect([changed.unended, leftOut.zeroLength]).toEqual([1, 1]);
  });

  test('notes played 90 % long reach to the next one, rests stay', () => {
    const played = written(MELODY, 480).map((note) => ({ ...note, for: Math.round(note.for * 0.9) }));
    const { tune, changed } = taken(midiFile([played]));
    expect(tune.notes).toEqual(ticks(MELODY));
    expect(changed.lengthened).toBeGreaterThan(0);
  });

  test('staccato in a few notes is what the file says', () => {
    const dotted = written(MELODY, 480).map((note, i) => (i === 0 ? { ...note, for: 288 } : note));
    expect(taken(midiFile([dotted])).tune.notes[0]).toMatchObject({ tick: 0, duration: 58 });
  });

  test('one voice of several, by its number', () => {
    const both = file([MELODY, BASS], { names: ['Fiddle', 'Bass'] });
    expect(taken(both, { track: 2 }).tune.notes).toEqual(ticks(BASS));
    expect(taken(both, { track: 2 }).leftOut.voices).toBe(1);
    const none = canonicalMidi(both, { track: 3 });
    expect(none).toMatchObject({ ok: false, code: 'midi/no-such-track' });
    expect(!none.ok && none.message).toContain('2 "Bass" (track 1, channel 2, 3 notes)');
  });
});

describe('free time', () => {
  const random = seededRandom(1);
  const played = Array.from({ length: 64 }, (_, i) => ({
    at: Math.max(0, Math.round(240 * i + 9.6 * normal(random))),
    for: 216,
    pitch: 60 + (i % 12),
  }));

  test('a performance is refused, and how far off it is', () => {
    const refused = canonicalMidi(midiFile([played]));
    expect(refused).toMatchObject({ ok: false, code: 'midi/free-time' });
    const { share, distance } = (!refused.ok && refused.offGrid) || { share: 0, distance: 0 };
    expect(share).toBeGreaterThan(0.5);
    expect(distance).toBeGreaterThan(0.004);
    expect(distance).toBeLessThan(1 / 48);
  });

  test('quantise takes it to the beat', () => {
    const { tune, changed } = taken(midiFile([played]), { quantise: true });
    expect(tune.notes.map(({ tick }) => tick)).toEqual(played.map((_, i) => 48 * i));
    expect(tune.notes.every(({ duration }) => duration === 48)).toBe(true);
    expect(changed.quantised).toBe(true);
  });

  test('quantise leaves what is on the grid', () => {
    const bytes = file([MELODY, BASS]);
    expect(taken(bytes, { quantise: true }).bytes).toEqual(taken(bytes).bytes);
  });

  test('quintuplets and septuplets are no performance, and none of their points moves', () => {
    for (const parts of [5, 7]) {
      const tuplets: Line = Array.from({ length: 28 }, (_, i) => [i / parts, 1 / parts, 60 + (i % 9)]);
      expect(taken(file([tuplets])).tune.notes).toEqual(ticks(tuplets));
    }
  });
});

describe('bad input has a code', () => {
  const one = (note: Partial<WrittenNote>) => midiFile([[{ at: 0, for: 480, pitch: 60, ...note }]]);
  const many = Array.from({ length: 100_000 }, (_, i) => ({ at: 10 * i, for: 10, pitch: 60 }));
  test.each<[string, Uint8Array, string]>([
    ['no bytes', new Uint8Array(0), 'smf/empty'],
    ['no MIDI', new TextEncoder().encode('X:1\nK:C\nabc|'), 'smf/no-header'],
    ['no notes', midiFile([[]]), 'midi/no-notes'],
    ['100,000 notes', midiFile([many]), 'midi/too-many-notes'],
    ['a pitch that abcjs cannot play', one({ pitch: 15 }), 'midi/pitch-range'],
    ['a note of 257 quarter notes', one({ for: 480 * 257 }), 'midi/note-too-long'],
    ['a note after 20,000 quarter notes', one({ at: 480 * 20_000 }), 'midi/too-long'],
    [
      'sixteen voices',
      midiFile(Array.from({ length: 16 }, () => written(BASS, 480, 0))),
      'midi/too-many-voices',
    ],
    [
      'a hundred unisons',
      midiFile([Array.from({ length: 100 }, () => ({ at: 0, for: 480, pitch: 60 }))]),
      'midi/too-many-voices',
    ],
  ])('%s', (_, bytes, expected) => {
    expect(code(bytes)).toBe(expected);
  });

  test('the byte of the note that is to blame', () => {
    const refused = canonicalMidi(one({ pitch: 15 }));
    expect(!refused.ok && refused.offset).toBe(22);
  });

  test('format 2', () => {
    const bytes = file([MELODY]).slice();
    bytes[9] = 2;
    expect(code(bytes)).toBe('midi/format-2');
  });
});

const anyNotes = fc.array(
  fc.record({
    at: fc.integer({ min: 0, max: 4000 }),
    for: fc.integer({ min: 1, max: 2000 }),
    pitch: fc.integer({ min: 16, max: 127 }),
  }),
  { minLength: 1, maxLength: 30 },
);

describe('laws', () => {
  test('the form of the form is the form, and it is a valid file', () => {
    // on the grid, but for a tick
    const notated = fc.array(
      fc.tuple(fc.nat(400), fc.integer({ min: 1, max: 100 }), fc.integer({ min: 16, max: 127 }), fc.nat(1)),
      { minLength: 1, maxLength: 30 },
    );
    const tracks = fc.array(notated, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(tracks, fc.constantFrom(96, 120, 256, 480, 1024), (lines, ppq) => {
        const tick = (sixths: number) => Math.round((sixths * ppq) / 6);
        const notes = lines.map((line) =>
          line.map(([at, length, pitch, early]) => ({
            at: Math.max(0, tick(at) - early),
            for: tick(at + length) - tick(at),
            pitch,
          })),
        );
        const first = canonicalMidi(midiFile(notes, { ppq }));
        if (!first.ok) return expect(first.code).toBe('midi/too-many-voices');
        const again = canonicalMidi(first.bytes);
        expect(again.ok && again.tune.notes).toEqual(first.tune.notes);
        expect(again.ok && again.bytes).toEqual(first.bytes);
        expect(validateMidi(first.bytes).valid).toBe(true);
      }),
    );
  });

  test('every note is kept, and none moves by more than 0.04 of a quarter note unless it says so', () => {
    fc.assert(
      fc.property(anyNotes, fc.integer({ min: 24, max: 1024 }), (notes, ppq) => {
        const canonical = canonicalMidi(midiFile([notes], { ppq }));
        if (!canonical.ok || canonical.changed.lengthened > 0) return;
        expect(canonical.tune.notes).toHaveLength(notes.length);
        const { shifted } = canonical.changed;
        const onsets = (all: { pitch: number; at: number }[]) =>
          all.sort((a, b) => a.pitch - b.pitch || a.at - b.at);
        const before = onsets(notes.map(({ pitch, at }) => ({ pitch, at: at / ppq - shifted })));
        const after = onsets(canonical.tune.notes.map(({ pitch, tick }) => ({ pitch, at: tick / 96 })));
        for (const [i, { at }] of before.entries()) expect(Math.abs(at - after[i]!.at)).toBeLessThan(0.04);
      }),
    );
  });

  test('any bytes give a form or a code', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (noise) => {
        const bytes = Uint8Array.from([...file([MELODY]).subarray(0, 40), ...noise]);
        const canonical = canonicalMidi(bytes);
        expect(canonical.ok || canonical.code.includes('/')).toBe(true);
      }),
    );
  });
});
