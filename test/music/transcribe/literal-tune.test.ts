import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BUNDLED } from '../../../corpora/bundled/index.ts';
import { readBundled } from '../../../corpora/bundled/read.ts';
import { canonicalMidi } from '../../../src/music/canonical-midi/canonical-midi.ts';
import type { CanonicalNote, CanonicalTune } from '../../../src/music/canonical-midi/types.ts';
import { abcjsRendering, render } from '../../../src/music/reference-renderer.ts';
import { allRight, matchNotes } from '../../../src/music/transcribe/compare-notes.ts';
import { type LiteralOptions, literalTune } from '../../../src/music/transcribe/literal-tune.ts';
import { canonicalNotes, midiNotes } from '../../../src/music/transcribe/played-notes.ts';

const tuneOf = (notes: CanonicalNote[], about: Partial<CanonicalTune> = {}): CanonicalTune => ({
  notes,
  voices: [...new Set(notes.map(({ voice }) => voice))].map((_, i) => ({ track: i, channel: i })),
  keys: [],
  metres: [],
  tempo: undefined,
  ...about,
});
/** Ticks and pitches, one behind the other; a negative pitch is a rest. */
const melody = (...notes: [ticks: number, pitch: number][]): CanonicalTune => {
  let tick = 0;
  return tuneOf(
    notes.flatMap(([duration, pitch]) => {
      tick += duration;
      return pitch < 0 ? [] : [{ tick: tick - duration, duration, pitch, voice: 0 }];
    }),
  );
};
const body = (abc: string) =>
  abc
    .slice(abc.indexOf('\nK:'))
    .replace(/^\nK:.*\n/, '')
    .trim();
const written = (tune: CanonicalTune, options?: LiteralOptions) => body(literalTune(tune, options));

/** What abcjs plays of the text beside what the tune has. */
function roundTrip(tune: CanonicalTune, options?: LiteralOptions) {
  const abc = literalTune(tune, options);
  const rendering = abcjsRendering(abc);
  if (!rendering.ok) throw new Error(rendering.message);
  const played = midiNotes(rendering.midi);
  if (!Array.isArray(played)) throw new Error(played.message);
  return { abc, warnings: rendering.warnings, match: matchNotes(canonicalNotes(tune), played) };
}

describe('what is written', () => {
  test('key, metre and tempo of the source, four bars a line, beams by beat', () => {
    const notes = Array.from({ length: 30 }, (_, i) => ({
      tick: 48 * i,
      duration: 48,
      pitch: 62 + 2 * (i % 3),
      voice: 0,
    }));
    const tune = tuneOf(notes, {
      keys: [{ tick: 0, sharps: 2, minor: false }],
      metres: [{ tick: 0, numerator: 6, denominator: 8 }],
      tempo: 96,
    });
    expect(literalTune(tune)).toBe(
      'X:1\nM:6/8\nL:1/8\nQ:1/4=96\nK:D\nDEF DEF | DEF DEF | DEF DEF | DEF DEF |\nDEF DEF |]\n',
    );
  });

  test('a pickup, and its complement at the end', () => {
    const tune = melody([96, 67], [192, 72], [192, 76], [288, 72]);
    expect(written(tune, { pickup: 96 })).toBe('G2 | c4 e4 | c6 |]');
  });

  test.each<[string, CanonicalTune, string]>([
    ['a note over the bar line is tied', melody([288, 60], [192, 64], [288, 62]), 'C6E2- | E2D6 |]'],
    ['a length that no note head shows is parted at the beat', melody([240, 60], [144, 62]), 'C4- CD3 |]'],
    [
      'triplets of eighths and of quarters',
      melody([32, 60], [32, 62], [32, 64], [96, 60], [64, 60], [64, 62], [64, 64]),
      '(3CDEC2 (3C2D2E2 |]',
    ],
    ['a triplet of a quarter and an eighth', melody([64, 60], [32, 62], [288, 64]), '(3::2C2DE6 |]'],
    [
      'a triplet that begins off the beat',
      melody([48, 60], [32, 62], [32, 64], [32, 65], [240, 67]),
      'C(3DEFG- G4 |]',
    ],
    [
      'a quintuplet and a septuplet',
      melody(
        [19, 60],
        [19, 62],
        [20, 64],
        [19, 65],
        [19, 67],
        [14, 60],
        [13, 62],
        [14, 64],
        [14, 65],
        [14, 67],
        [13, 69],
        [14, 71],
        [192, 72],
      ),
      '(5:4:5C/D/E/F/G/ (7:4:7C/D/E/F/G/A/B/ c4 |]',
    ],
    [
      'a held note under moving ones',
      tuneOf([
        { tick: 0, duration: 384, pitch: 60, voice: 0 },
        { tick: 0, duration: 192, pitch: 67, voice: 0 },
        { tick: 192, duration: 192, pitch: 69, voice: 0 },
      ]),
      '[C-G]4 [CA]4 |]',
    ],
    ['the highest and lowest octaves', melody([192, 16], [192, 127]), "E,,,,4 g''''4 |]"],
  ])('%s', (_, tune, expected) => {
    expect(written(tune)).toBe(expected);
    const { match, warnings } = roundTrip(tune);
    expect(allRight(match)).toBe(true);
    expect(warnings).toEqual([]);
  });

  test('accidentals as the key spells them, once a bar', () => {
    const chromatic = melody([96, 61], [96, 61], [96, 60], [96, 70], [96, 66], [96, 68], [192, 71]);
    expect(written(chromatic)).toBe('^C2C2 =C2_B2 | ^F2^G2 B4 |]');
    expect(written(chromatic, { key: { sharps: -3, minor: false } })).toBe('_D2D2 C2B2 | _G2A2 =B4 |]');
  });
});

describe('what abcjs plays of it', () => {
  test('the bundled tunes', async () => {
    for (const { file } of BUNDLED) {
      const rendering = render(await readBundled(file));
      const canonical = rendering.ok ? canonicalMidi(rendering.midi) : undefined;
      if (!canonical?.ok) throw new Error(file);
      const { match } = roundTrip(canonical.tune);
      expect([file, match.firstMiss]).toEqual([file, undefined]);
    }
  });

  test('abcjs forgets the accidental of a note that ends a tie', () => {
    const tune = melody([288, 60], [144, 61], [48, 60], [96, 61], [96, 61], [96, 60]);
    expect(roundTrip(tune).match.firstMiss).toBeUndefined();
  });

  test('abcjs joins ties within chords by their place, and single notes only in brackets', () => {
    const chords: [number, number, number][] = [
      [0, 96, 62],
      [0, 192, 67],
      [96, 96, 62],
      [192, 96, 60],
      [192, 192, 64],
      [288, 192, 72],
      [384, 96, 60],
    ];
    const tune = tuneOf(chords.map(([tick, duration, pitch]) => ({ tick, duration, pitch, voice: 0 })));
    expect(roundTrip(tune).match.firstMiss).toBeUndefined();
  });

  test('a new metre', () => {
    const notes = Array.from({ length: 14 }, (_, i) => ({
      tick: 96 * i,
      duration: 96,
      pitch: 60 + i,
      voice: 0,
    }));
    const metres = [
      { tick: 0, numerator: 4, denominator: 4 },
      { tick: 768, numerator: 3, denominator: 4 },
    ];
    const { abc, match } = roundTrip(tuneOf(notes, { metres }));
    expect(abc).toContain('[M:3/4]');
    expect(match.firstMiss).toBeUndefined();
  });

  const length = fc.constantFrom(12, 24, 36, 48, 72, 96, 144, 192, 240, 288, 480);
  const triplet = fc.constantFrom<number[]>(
    [32, 32, 32],
    [64, 32],
    [32, 64],
    [16, 16, 16],
    [64, 64, 64],
    [16, 32],
  );
  const group = fc.oneof(
    { weight: 3, arbitrary: length.map((each) => [each]) },
    { weight: 1, arbitrary: triplet },
  );
  const pitched = (lengths: number[][]) =>
    fc
      .array(fc.integer({ min: -10, max: 40 }), {
        minLength: lengths.flat().length,
        maxLength: lengths.flat().length,
      })
      .map((pitches) =>
        melody(
          ...lengths
            .flat()
            .map((each, i): [number, number] => [each, pitches[i]! < 0 ? -1 : 50 + pitches[i]!]),
        ),
      );
  const anyMelody = fc
    .array(group, { minLength: 1, maxLength: 24 })
    .chain(pitched)
    .filter(({ notes }) => notes.length > 0);
  const anyKey = fc.record({ sharps: fc.integer({ min: -7, max: 7 }), minor: fc.boolean() });
  const anyMetre = fc.constantFrom([4, 4], [3, 4], [2, 4], [6, 8], [9, 8], [5, 4], [7, 8], [3, 2], [3, 8]);

  test('any melody in any key and metre, every note right', () => {
    fc.assert(
      fc.property(
        anyMelody,
        anyKey,
        anyMetre,
        fc.constantFrom(0, 24, 48, 96),
        (tune, key, [numerator, denominator], pickup) => {
          const metre = { numerator: numerator!, denominator: denominator! };
          const { abc, match } = roundTrip(tune, { key, metre, pickup });
          expect([abc, match.firstMiss]).toEqual([abc, undefined]);
        },
      ),
      { numRuns: 150 },
    );
  });

  test('any melodies as voices', () => {
    fc.assert(
      fc.property(fc.array(anyMelody, { minLength: 2, maxLength: 4 }), anyKey, (tunes, key) => {
        const notes = tunes.flatMap((tune, voice) => tune.notes.map((note) => ({ ...note, voice })));
        const { abc, match } = roundTrip(tuneOf(notes), { key });
        expect([abc, match.firstMiss]).toEqual([abc, undefined]);
      }),
      { numRuns: 40 },
    );
  });
});
