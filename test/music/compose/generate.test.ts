import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BgptError } from '../../../src/errors.ts';
import { validateMidi } from '../../../src/formats/midi/validate-midi.ts';
import { FEATURES, type Feature } from '../../../src/music/compose/engraving-styles.ts';
import {
  drawTune,
  SYNTHETIC_VERSION,
  syntheticTune,
  syntheticTunes,
} from '../../../src/music/compose/generate.ts';
import { SYNTHETIC_PROFILES, type SyntheticProfileName } from '../../../src/music/compose/options.ts';
import { render } from '../../../src/music/reference-renderer.ts';
import { witness, wrongBars } from './witness.ts';

const PROFILES = Object.keys(SYNTHETIC_PROFILES) as SyntheticProfileName[];
const SEED = 20261123;

function draw(profile: SyntheticProfileName, count: number) {
  return Array.from({ length: count }, (_, index) => drawTune(SEED, index, { profile }));
}

describe.each(PROFILES)('profile %s', (profile) => {
  test('every bar adds up, by the count of another parser, and nothing is written that it warns of', () => {
    for (const { abc } of draw(profile, 400)) {
      const seen = witness(abc);
      expect(seen.warnings, abc).toEqual([]);
      expect(wrongBars(seen), abc).toEqual([]);
      // A length of nothing is read as something.
      expect(abc.slice(abc.indexOf('K:')), abc).not.toMatch(/[A-Ga-gz]0/);
    }
  });

  test('the renderer writes a MIDI file that passes the checks', () => {
    const failures = draw(profile, 150).flatMap(({ id, abc }) => {
      const rendering = render(abc);
      if (!rendering.ok) return [`${id}: ${rendering.code}`];
      const verdict = validateMidi(rendering.midi);
      return verdict.valid ? [] : [`${id}: ${verdict.code}`];
    });
    expect(failures).toEqual([]);
  });

  test('no tune has fewer or more bars than the profile says', () => {
    const { minBars, maxBars } = SYNTHETIC_PROFILES[profile];
    for (const { abc, bars } of draw(profile, 300)) {
      expect(bars, abc).toBeGreaterThanOrEqual(minBars);
      expect(bars, abc).toBeLessThanOrEqual(maxBars);
    }
  });

  test('tunes differ: the stream does not repeat itself', () => {
    const bodies = new Set(draw(profile, 400).map(({ abc }) => abc.slice(abc.indexOf('K:'))));
    expect(bodies.size).toBe(400);
  });
});

test('a tune depends on seed, index and options alone, not on what was drawn before', () => {
  const options = { profile: 'tunes' } as const;
  const alone = syntheticTune(5, 1234, options);
  for (let i = 0; i < 50; i++) syntheticTune(6, i, options);
  expect(syntheticTune(5, 1234, options)).toBe(alone);
  const from = syntheticTunes({ seed: 5, start: 1230, step: 2, ...options });
  from.next();
  from.next();
  expect(from.next().value.abc).toBe(alone);
  expect(syntheticTune(6, 1234, options)).not.toBe(alone);
  expect(syntheticTune(5, 1234 + 2 ** 32, options)).not.toBe(alone);
  expect(syntheticTune(5 + 2 ** 32, 1234, options)).not.toBe(alone);
});

test('the stream of a version is fixed: whoever changes it raises SYNTHETIC_VERSION', () => {
  const sum = createHash('sha256');
  for (const profile of ['short', 'tunes', 'songs', 'varied'] as const)
    for (const { id, abc } of draw(profile, 100)) sum.update(`${id}\n${abc}`);
  expect(SYNTHETIC_VERSION).toBe(3);
  expect(sum.digest('hex')).toBe('aba1ad428786538a1c96f7b7d9ffa5b3ddd6e0274d2d285cedba4757920264bb');
  const parts = createHash('sha256');
  for (const { id, abc } of draw('parts', 100)) parts.update(`${id}\n${abc}`);
  expect(parts.digest('hex')).toBe('31c379b59d7af6118d0b4b59eeefeb26aa336f686af196135a99af22ea6e37f3');
});

test('bounds of any size hold, from one bar up', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 30 }),
      fc.integer({ min: 0, max: 30 }),
      fc.integer(),
      fc.constantFrom(...PROFILES),
      (minBars, more, seed, profile) => {
        const tune = drawTune(seed, 0, { profile, minBars, maxBars: minBars + more });
        expect(tune.bars).toBeGreaterThanOrEqual(minBars);
        expect(tune.bars).toBeLessThanOrEqual(minBars + more);
        expect(wrongBars(witness(tune.abc)), tune.abc).toEqual([]);
      },
    ),
    { numRuns: 300 },
  );
});

test('every feature, mode, metre and unit length is drawn by some tune', () => {
  const tunes = PROFILES.flatMap((profile) => draw(profile, 1000));
  const seen = (of: (tune: (typeof tunes)[number]) => readonly string[]) => new Set(tunes.flatMap(of));
  expect([...seen((t) => t.features)].sort()).toEqual([...FEATURES].sort());
  const modes = seen((t) => [/^[A-G][#b]?(.*)$/.exec(t.key)![1]!]);
  expect([...modes].sort()).toEqual(['', 'dor', 'loc', 'lyd', 'm', 'mix', 'phr']);
  for (const unit of ['1/2', '1/4', '1/8', '1/16']) expect(seen((t) => [t.unit])).toContain(unit);
  for (const metre of [
    '2/4',
    '3/4',
    '4/4',
    'C',
    'C|',
    '2/2',
    '3/2',
    '6/8',
    '9/8',
    '12/8',
    '3/8',
    '5/4',
    '5/8',
    '7/8',
    '6/4',
  ]) {
    expect(seen((t) => [t.metre])).toContain(metre);
  }
  expect(Math.min(...tunes.map((t) => t.bars))).toBe(1);
});

test('a feature that is turned off never shows, and one turned on shows more often', () => {
  const share = (feature: Feature, asked: number) => {
    let count = 0;
    for (let i = 0; i < 100; i++) {
      const options = { profile: 'varied', features: { [feature]: asked } } as const;
      if (drawTune(SEED, i, options).features.includes(feature)) count++;
    }
    return count / 100;
  };
  for (const feature of FEATURES) {
    expect(share(feature, 0), feature).toBe(0);
    expect(share(feature, 1), feature).toBeGreaterThan(0.35);
  }
});

test.each([{ minBars: 0 }, { minBars: 9, maxBars: 8 }, { maxBars: 2.5 }, { profile: 'nonsense' as never }])(
  '%o is refused',
  (options) => {
    expect(() => syntheticTune(1, 0, options)).toThrow(BgptError);
  },
);
