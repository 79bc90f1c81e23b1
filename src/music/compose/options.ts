/** What may be asked of the synthetic generator, and its named profiles. */
import type { EngravingStyleName, Feature } from './engraving-styles.ts';
import type { PartHandName } from './part-styles.ts';
import type { Weighted } from './random.ts';

export interface SyntheticProfile {
  /** Whose style the tunes are written in, and how often. */
  styles: Weighted<EngravingStyleName | PartHandName>;
  minBars: number;
  maxBars: number;
}

/**
 * `short`: 1 to 6 bars in every key and metre, few signs. `tunes`: looks like the open dance-tune books. `songs`: looks like
 * collections of song melodies. `varied`: everything the notation has, about evenly.
 * `parts`: two to four voices, as in hymnals and in plain part-songs.
 */
export const SYNTHETIC_PROFILES = {
  short: { styles: [['primerHand', 1]], minBars: 1, maxBars: 6 },
  tunes: {
    styles: [
      ['plainBook', 40],
      ['columnBook', 27],
      ['sessionBook', 17],
      ['bowedBook', 13],
      ['spacedBook', 3],
    ],
    minBars: 8,
    maxBars: 40,
  },
  songs: { styles: [['songBook', 1]], minBars: 4, maxBars: 40 },
  varied: { styles: [['variedHand', 1]], minBars: 1, maxBars: 40 },
  parts: {
    styles: [
      ['hymnBook', 65],
      ['voiceBook', 35],
    ],
    minBars: 4,
    maxBars: 16,
  },
} as const satisfies Record<string, SyntheticProfile>;

/** The name of one of SYNTHETIC_PROFILES. */
export type SyntheticProfileName = keyof typeof SYNTHETIC_PROFILES;

/** What is asked of the generator; SYNTHETIC_DEFAULTS where not given. */
export interface SyntheticOptions {
  profile?: SyntheticProfileName;
  /** Full bars as written (upbeats and the two endings' alternatives do not count); the profile's own when not given. */
  minBars?: number;
  maxBars?: number;
  /** Share of tunes that may show a feature, 0 to 1, instead of the style's own. */
  features?: Partial<Record<Feature, number>>;
}

/** Seed 1, profile `tunes`, its features as they come. */
export const SYNTHETIC_DEFAULTS = {
  seed: 1,
  profile: 'tunes',
  features: {},
} as const satisfies SyntheticOptions & { seed: number };
