/**
 * Synthetic tunes: an endless, seeded stream of valid ABC. Tune `index` of a seed and options depends on nothing else, so any
 * part of the stream can be drawn alone, in any order, in any process.
 */
import { BgptError } from '../../errors.ts';
import { compose } from './compose.ts';
import { drawParts } from './draw-parts.ts';
import {
  ENGRAVING_STYLES,
  type EngravingStyle,
  type EngravingStyleName,
  FEATURES,
  type Feature,
} from './engraving-styles.ts';
import { spellKey } from './keys.ts';
import { barValue, METRES, type MetreName } from './metres.ts';
import {
  SYNTHETIC_DEFAULTS,
  SYNTHETIC_PROFILES,
  type SyntheticOptions,
  type SyntheticProfile,
  type SyntheticProfileName,
} from './options.ts';
import { PART_HANDS, type PartHandName } from './part-styles.ts';
import { printTune } from './print.ts';
import { type Random, randomAt, type Weighted } from './random.ts';
import type { Note, Score } from './score.ts';
import { drawTitle } from './titles.ts';

/** A tune that the generator composed, and what it decided on the way. */
export interface SyntheticTune {
  /** `synthetic-<profile>-<seed>-<index>`: names the tune for ever, given the generator's version. */
  id: string;
  /** The complete tune, from `X:` to its last newline. */
  abc: string;
  title: string;
  style: EngravingStyleName | PartHandName;
  metre: string;
  unit: string;
  /** Short spelling: `Ador`. */
  key: string;
  /** Full bars as written, second endings not counted. */
  bars: number;
  /** The features that the tune really shows. */
  features: Feature[];
}

/** Changes whenever the same seed, index and options would give another tune. */
export const SYNTHETIC_VERSION = 3;

/** Tune `index` of the stream: its text alone. */
export function syntheticTune(seed: number, index: number, options: SyntheticOptions = {}): string {
  return drawTune(seed, index, options).abc;
}

/** The endless stream from `start` on, every `step`-th tune: worker i of n takes `start: i, step: n`. */
export function* syntheticTunes(
  options: SyntheticOptions & { seed?: number; start?: number; step?: number } = {},
): Generator<SyntheticTune, never> {
  const { seed = SYNTHETIC_DEFAULTS.seed, start = 0, step = 1, ...rest } = options;
  for (let index = start; ; index += step) yield drawTune(seed, index, rest);
}

/** Tune `index` of the stream with what is known of it. */
export function drawTune(seed: number, index: number, options: SyntheticOptions = {}): SyntheticTune {
  const name = options.profile ?? SYNTHETIC_DEFAULTS.profile;
  const profile = checked(name, options);
  const random = randomAt(seed, index);
  const styleName = random.weighted(profile.styles);
  const bounds = {
    minBars: options.minBars ?? profile.minBars,
    maxBars: options.maxBars ?? profile.maxBars,
  };
  if (styleName in PART_HANDS) {
    const id = `synthetic-${name}-${seed}-${index}`;
    return {
      id,
      ...drawParts(random, styleName as PartHandName, { ...bounds, features: options.features ?? {} }),
    };
  }
  const style: EngravingStyle = ENGRAVING_STYLES[styleName as EngravingStyleName];
  const [metreName, unit] = random.weighted(style.metres);
  const metre = METRES[metreName];
  const key = random.weighted(style.keys);

  const active = new Set<Feature>();
  for (const feature of FEATURES) {
    const asked = options.features?.[feature];
    let share = asked ?? style.features[feature];
    // Dotted metres are what they are by their broken pairs, unless these are ruled out.
    if (feature === 'broken' && asked === undefined && metre.beats.some((beat) => beat === 'dotted'))
      share = 1;
    if (random.chance(share)) active.add(feature);
  }
  const score = compose(random, {
    style,
    metre,
    unit,
    key,
    active,
    ...bounds,
  });
  const title = styledTitle(random, style);
  const heading = {
    number: drawNumber(random, style),
    title,
    rhythm: random.pick(styleName === 'songBook' ? SONG_KINDS : rhythmNames(metreName)),
    metre: metre.name,
    unit,
    tempo: active.has('tempo') ? drawTempo(random, metre.name) : undefined,
    key,
  };
  return {
    id: `synthetic-${name}-${seed}-${index}`,
    abc: printTune(random, style, heading, score),
    title,
    style: styleName as EngravingStyleName,
    metre: metre.name,
    unit,
    key: spellKey(key, false),
    bars: score.sections.reduce((sum, s) => sum + s.bars.length + (s.endings?.[0].length ?? 0), 0),
    features: shown(score, heading.tempo !== undefined),
  };
}

function checked(name: SyntheticProfileName, options: SyntheticOptions): SyntheticProfile {
  const profile: SyntheticProfile | undefined = SYNTHETIC_PROFILES[name];
  const low = options.minBars ?? profile?.minBars ?? 1;
  const high = options.maxBars ?? profile?.maxBars ?? 1;
  if (
    profile === undefined ||
    !(Number.isInteger(low) && Number.isInteger(high) && 1 <= low && low <= high)
  ) {
    throw new BgptError(
      'usage/invalid-option',
      profile === undefined
        ? `no synthetic profile is called ${name}`
        : `a tune cannot have between ${low} and ${high} bars`,
      { hint: `Profiles: ${Object.keys(SYNTHETIC_PROFILES).join(', ')}; 1 ≤ minBars ≤ maxBars.` },
    );
  }
  return profile;
}

function drawNumber(random: Random, style: EngravingStyle): string {
  const digits = random.weighted(style.number);
  return String(random.int(digits === 1 ? 1 : 10 ** (digits - 1), 10 ** digits - 1));
}

function styledTitle(random: Random, style: EngravingStyle): string {
  const title = drawTitle(random);
  const form = random.weighted(style.titles);
  if (form === 'stop') return `${title}.`;
  return form === 'capitals' ? title.toUpperCase() : title;
}

const SONG_KINDS = [
  'Lied',
  'Liebeslied',
  'Ballade, Lied',
  'Kinderlied, Spiel',
  'Abschied, Lied',
  'Tanzlied',
] as const;
const RHYTHMS: readonly (readonly [test: RegExp, names: readonly string[]])[] = [
  [/^slip/, ['slipjig', 'slip jig', 'Slip Jig']],
  [/jig|twelve|songSix/i, ['jig', 'Jig', 'double jig', 'jig', 'Jig']],
  [/hornpipe|dotted/i, ['hornpipe', 'Hornpipe', 'hornpipe', 'clog', 'strathspey']],
  [/reel|twoFour/i, ['reel', 'Reel', 'reel', 'Reel', 'hornpipe']],
  [/polka/, ['polka', 'Polka', 'reel']],
  [/waltz|three/i, ['waltz', 'air', 'minuet']],
  [/./, ['march', 'air', 'March']],
];

function rhythmNames(metre: MetreName): readonly string[] {
  return RHYTHMS.find(([test]) => test.test(metre))![1];
}

const SIMPLE_TEMPOS: Weighted<string> = [
  ['1/4=120', 30],
  ['1/4=104', 14],
  ['1/4=100', 12],
  ['1/4=84', 8],
  ['1/4=140', 10],
  ['1/4=88', 6],
  ['1/4=80', 6],
  ['1/4=112', 5],
  ['1/4=96', 5],
  ['1/4=150', 3],
  ['1/4=130', 3],
];
const CUT_TEMPOS: Weighted<string> = [
  ['1/2=104', 26],
  ['1/2=100', 9],
  ['1/2=72', 7],
  ['1/2=66', 6],
  ['1/2=96', 6],
  ['1/4=120', 20],
  ['1/4=140', 8],
];
const COMPOUND_TEMPOS: Weighted<string> = [
  ['3/8=120', 64],
  ['3/8=104', 9],
  ['3/8=112', 8],
  ['3/8=100', 6],
  ['3/8=96', 5],
  ['3/8=88', 4],
];

function drawTempo(random: Random, metre: string): string {
  if (/^(6|9|12)\/8$/.test(metre)) return random.weighted(COMPOUND_TEMPOS);
  return random.weighted(barValue(metre) === 1 && metre.startsWith('C') ? CUT_TEMPOS : SIMPLE_TEMPOS);
}

/** The features that can be seen in the score. */
function shown(score: Score, tempo: boolean): Feature[] {
  const found = new Set<Feature>();
  if (tempo) found.add('tempo');
  for (const section of score.sections) {
    if (section.pickup) found.add('pickup');
    if (section.repeated) found.add('repeat');
    if (section.endings) found.add('ending');
    const bars = [
      ...(section.pickup ? [section.pickup] : []),
      ...section.bars,
      ...(section.endings ?? []).flat(),
    ];
    for (const bar of bars)
      for (const group of bar.groups) for (const note of group) shownByNote(note, found);
  }
  return FEATURES.filter((feature) => found.has(feature));
}

function shownByNote(note: Note, found: Set<Feature>): void {
  if (note.tuplet) found.add('tuplet');
  if (note.broken) found.add('broken');
  if (note.tied) found.add('tie');
  if (note.accidental) found.add('accidental');
  if (note.slurOpens) found.add('slur');
  if (note.grace) found.add('grace');
  if (note.mark) found.add('ornament');
  if (note.text !== undefined) found.add('chordSymbol');
  if (note.below !== undefined) found.add('doubleStop');
  if (note.rest) found.add('rest');
}
