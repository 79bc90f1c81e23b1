/**
 * A style is the way one transcriber writes: which header fields in which order, how bars are spaced and lines are ended, which
 * metres, keys and ornaments are usual. The shares are rounded counts over open tune books (docs/synthetic.md); nothing
 * here is taken from any single tune.
 */
import { type Key, key } from './keys.ts';
import type { MetreName } from './metres.ts';
import type { Weighted } from './random.ts';

/** What may be turned up, down or off by `options.features`: the share of tunes in which it may appear. */
export const FEATURES = [
  'pickup',
  'repeat',
  'ending',
  'tuplet',
  'broken',
  'tie',
  'accidental',
  'slur',
  'grace',
  'ornament',
  'chordSymbol',
  'doubleStop',
  'rest',
  'tempo',
] as const;
export type Feature = (typeof FEATURES)[number];

export interface EngravingStyle {
  /** Orders of the header fields. */
  fields: Weighted<string>;
  /** Chance of a space after every field's colon. */
  fieldSpace: number;
  /** Digits of X:. */
  number: Weighted<number>;
  keyNames: 'short' | 'long';
  titles: Weighted<'plain' | 'stop' | 'capitals'>;
  /** Between bars. */
  bar: Weighted<'|' | ' | '>;
  /** Chance that beat groups are written without a space between them. */
  tight: number;
  /** Chance that bars stand under each other in columns. */
  columns: number;
  /** Chance that long beams are filled with backquotes. */
  backquotes: number;
  /** How a line of music ends. */
  lineEnd: Weighted<'' | '!' | '\\' | ' \\'>;
  barsPerLine: Weighted<number>;
  /** Chance that phrases end lines in mid-bar, before the next phrase's upbeat. */
  phraseLines: number;
  /** Tunes with rests have them where phrases end. */
  phraseRests: boolean;
  /** Chance that a repeated section is opened with `|:`. */
  opensRepeats: number;
  /** Chance that `:|` and `|:` are joined as `::`. */
  joinsRepeats: number;
  /** End of a section that is not repeated, and of the tune. */
  sectionEnd: Weighted<'||' | '|]'>;
  tuneEnd: Weighted<'|]' | '||' | ''>;
  endingSign: Weighted<'1' | '[1'>;
  /** Bars in a section, and sections in a tune. */
  sectionBars: Weighted<number>;
  sections: Weighted<number>;
  metres: Weighted<readonly [MetreName, unit: string]>;
  keys: Weighted<Key>;
  /** Range of the tune: its lowest and highest step, relative to C4 (fiddles) or to the tonic (voices). */
  range: 'fiddle' | 'voice';
  /** Share of tunes with the feature; within such a tune `DENSITY` applies. */
  features: Readonly<Record<Feature, number>>;
  marks: Weighted<string>;
  texts: 'fingering' | 'chords';
}

function keys(weights: Record<string, number>): Weighted<Key> {
  return Object.entries(weights).map(([short, weight]) => [key(short), weight] as const);
}

type MetreRow = readonly [readonly [MetreName, string], number];
const m = (name: MetreName, unit: string, weight: number): MetreRow => [[name, unit], weight];

const plainBook: EngravingStyle = {
  fields: [
    ['XTMLK', 49],
    ['XTRMLK', 24],
    ['XTMLRK', 15],
    ['XTMRK', 5],
    ['XTRMK', 4],
    ['XTMRLK', 3],
  ],
  fieldSpace: 0.14,
  number: [
    [3, 57],
    [4, 40],
    [2, 3],
  ],
  keyNames: 'short',
  titles: [
    ['plain', 97],
    ['stop', 3],
  ],
  bar: [
    ['|', 0.45],
    [' | ', 0.55],
  ],
  tight: 0.04,
  columns: 0,
  backquotes: 0,
  lineEnd: [
    ['', 0.6],
    ['\\', 0.16],
    [' \\', 0.24],
  ],
  barsPerLine: [
    [4, 85],
    [5, 4],
    [8, 5],
    [2, 3],
    [3, 3],
  ],
  phraseLines: 0,
  phraseRests: false,
  opensRepeats: 0.3,
  joinsRepeats: 0.05,
  sectionEnd: [
    ['||', 95],
    ['|]', 5],
  ],
  tuneEnd: [
    ['|]', 45],
    ['||', 55],
  ],
  endingSign: [
    ['1', 70],
    ['[1', 30],
  ],
  sectionBars: [
    [8, 72],
    [4, 17],
    [16, 6],
    [12, 2],
    [6, 2],
    [10, 1],
  ],
  sections: [
    [2, 79],
    [1, 10],
    [3, 8],
    [4, 3],
  ],
  metres: [
    m('jig', '1/8', 34),
    m('reel', '1/8', 24),
    m('hornpipe', '1/8', 8),
    m('reelCommon', '1/8', 4),
    m('hornpipeCommon', '1/8', 3),
    m('march', '1/8', 4),
    m('twoFour', '1/16', 9),
    m('twoFourDotted', '1/16', 1.5),
    m('polka', '1/8', 2),
    m('waltz', '1/8', 8),
    m('waltz', '1/4', 0.6),
    m('slipJig', '1/8', 4.5),
    m('reelFour', '1/8', 1.4),
    m('threeEight', '1/8', 0.3),
  ],
  keys: keys({
    G: 37,
    D: 26,
    A: 12,
    Am: 5,
    Em: 4.5,
    Gm: 3.4,
    C: 3,
    F: 2,
    Dm: 2,
    Bb: 1,
    Dmix: 1,
    Bm: 0.6,
    Amix: 0.8,
    Ador: 0.8,
    Ddor: 0.4,
    Edor: 0.5,
    Gmix: 0.3,
    Cm: 0.2,
    'F#m': 0.1,
    Glyd: 0.1,
  }),
  range: 'fiddle',
  features: {
    pickup: 0.72,
    repeat: 0.63,
    ending: 0.11,
    tuplet: 0.6,
    broken: 0.3,
    tie: 0.11,
    accidental: 0.3,
    slur: 0.69,
    grace: 0.28,
    ornament: 0.3,
    chordSymbol: 0.04,
    doubleStop: 0.01,
    rest: 0.28,
    tempo: 0.02,
  },
  marks: [
    ['T', 60],
    ['~', 25],
    ['H', 15],
  ],
  texts: 'chords',
};

const columnBook: EngravingStyle = {
  ...plainBook,
  fields: [['XTMLQK', 100]],
  fieldSpace: 0,
  number: [[4, 100]],
  keyNames: 'short',
  titles: [
    ['plain', 15],
    ['stop', 85],
  ],
  bar: [
    ['|', 0.85],
    [' | ', 0.15],
  ],
  tight: 0.18,
  columns: 0.6,
  backquotes: 0.5,
  lineEnd: [
    ['', 0.88],
    ['\\', 0.08],
    [' \\', 0.04],
  ],
  opensRepeats: 0.03,
  joinsRepeats: 0.3,
  tuneEnd: [
    ['|]', 80],
    ['||', 15],
    ['', 5],
  ],
  sectionEnd: [
    ['||', 50],
    ['|]', 50],
  ],
  endingSign: [
    ['[1', 90],
    ['1', 10],
  ],
  metres: [
    m('jig', '1/8', 29),
    m('march', '1/8', 17),
    m('reelCommon', '1/8', 8),
    m('hornpipeCommon', '1/8', 7),
    m('reel', '1/8', 5),
    m('marchCut', '1/8', 5),
    m('polka', '1/8', 12.5),
    m('twoFour', '1/16', 7),
    m('waltz', '1/8', 4.5),
    m('slipJig', '1/8', 1.8),
    m('threeEight', '1/8', 0.6),
    m('threeEightSixteenths', '1/16', 0.6),
    m('march', '1/4', 0.7),
    m('reelCommon', '1/16', 0.8),
    m('sixFour', '1/4', 0.4),
    m('threeTwo', '1/8', 0.2),
    m('twelve', '1/8', 0.2),
  ],
  keys: keys({
    D: 39,
    G: 38,
    Em: 5,
    Amix: 3.3,
    Am: 2.7,
    Ador: 2.4,
    Bm: 2,
    C: 1.5,
    A: 1.5,
    F: 1.2,
    Edor: 0.8,
    Dmix: 0.8,
    Gdor: 0.3,
    Gm: 0.3,
    Dm: 0.3,
    Gmix: 0.2,
  }),
  features: {
    ...plainBook.features,
    repeat: 0.87,
    ending: 0.05,
    tuplet: 0.05,
    broken: 0.48,
    tie: 0.03,
    slur: 0.48,
    grace: 0.22,
    ornament: 0.38,
    chordSymbol: 0.01,
    doubleStop: 0.02,
    rest: 0.2,
    tempo: 1,
  },
  marks: [['T', 100]],
};

const sessionBook: EngravingStyle = {
  ...plainBook,
  fields: [['XTMLK', 100]],
  fieldSpace: 0,
  number: [
    [3, 46],
    [2, 44],
    [1, 10],
  ],
  keyNames: 'long',
  titles: [['plain', 100]],
  bar: [['|', 1]],
  tight: 0,
  lineEnd: [['!', 100]],
  barsPerLine: [[4, 100]],
  opensRepeats: 0,
  joinsRepeats: 0,
  tuneEnd: [['|]', 100]],
  sectionEnd: [['|]', 100]],
  endingSign: [['[1', 100]],
  metres: [
    m('reelCommon', '1/8', 50.5),
    m('jig', '1/8', 28),
    m('reel', '1/8', 9),
    m('hornpipe', '1/8', 1),
    m('polka', '1/8', 6.2),
    m('slipJig', '1/8', 3),
    m('waltz', '1/8', 2),
    m('reelFour', '1/8', 0.3),
  ],
  keys: keys({
    G: 31,
    D: 26.5,
    Ador: 9,
    Dmix: 7.6,
    Edor: 6.4,
    A: 4.7,
    Amix: 3.3,
    Em: 2.6,
    Ddor: 1.6,
    F: 1.2,
    Bm: 1.2,
    Dm: 1,
    Gdor: 1,
    Bdor: 0.9,
    Gmix: 0.7,
    C: 0.7,
    E: 0.2,
    'F#m': 0.2,
    Am: 0.2,
  }),
  features: {
    ...plainBook.features,
    repeat: 0.95,
    ending: 0.1,
    tuplet: 0.08,
    broken: 0.04,
    tie: 0.014,
    accidental: 0.25,
    slur: 0,
    grace: 0,
    ornament: 0,
    chordSymbol: 0.003,
    doubleStop: 0,
    rest: 0.04,
    tempo: 0,
  },
};

const bowedBook: EngravingStyle = {
  ...plainBook,
  fields: [
    ['XTRMLK', 85],
    ['XTMLRK', 14],
    ['XTRMK', 1],
  ],
  fieldSpace: 0.26,
  number: [
    [2, 54],
    [1, 46],
  ],
  titles: [
    ['capitals', 70],
    ['plain', 30],
  ],
  bar: [
    ['|', 0.35],
    [' | ', 0.65],
  ],
  lineEnd: [
    ['', 0.55],
    ['\\', 0.25],
    [' \\', 0.2],
  ],
  barsPerLine: [
    [4, 70],
    [2, 22],
    [3, 5],
    [8, 3],
  ],
  opensRepeats: 0.8,
  joinsRepeats: 0.15,
  tuneEnd: [['|]', 100]],
  sectionEnd: [['||', 1]],
  endingSign: [
    ['1', 95],
    ['[1', 5],
  ],
  sections: [
    [2, 80],
    [1, 8],
    [3, 6],
    [4, 6],
  ],
  metres: [
    m('reel', '1/8', 23),
    m('hornpipe', '1/8', 13),
    m('twoFour', '1/16', 31),
    m('twoFourDotted', '1/16', 3),
    m('jig', '1/8', 23),
    m('slipJig', '1/8', 5.8),
    m('polka', '1/8', 0.9),
    m('reelFour', '1/8', 0.5),
  ],
  keys: keys({
    G: 27,
    D: 24.5,
    A: 12.6,
    Bb: 9.3,
    F: 6.5,
    C: 6,
    Em: 2.1,
    Ador: 1.6,
    Gm: 1.4,
    Amix: 1.4,
    Edor: 1.3,
    Dmix: 1.3,
    E: 0.9,
    Dm: 0.7,
    Am: 0.8,
    Glyd: 0.5,
    Eb: 0.5,
    Gmix: 0.2,
    Gdor: 0.2,
    Bm: 0.2,
  }),
  features: {
    ...plainBook.features,
    repeat: 0.88,
    ending: 0.12,
    tuplet: 0.28,
    broken: 0.17,
    tie: 0.025,
    accidental: 0.5,
    slur: 0.63,
    grace: 0.2,
    ornament: 0.95,
    chordSymbol: 0.53,
    doubleStop: 0.07,
    rest: 0.2,
    tempo: 0.01,
  },
  marks: [
    ['v', 46],
    ['u', 36],
    ['T', 10],
    ['H', 8],
  ],
  texts: 'fingering',
};

const spacedBook: EngravingStyle = {
  ...plainBook,
  fields: [['XTMQLK', 100]],
  fieldSpace: 0,
  number: [
    [2, 77],
    [3, 16],
    [1, 7],
  ],
  titles: [['plain', 100]],
  bar: [[' | ', 1]],
  lineEnd: [['', 1]],
  barsPerLine: [
    [4, 90],
    [8, 10],
  ],
  opensRepeats: 0.6,
  joinsRepeats: 0,
  tuneEnd: [['|]', 100]],
  metres: [
    m('polka', '1/8', 45),
    m('twoTwo', '1/8', 18),
    m('marchFour', '1/8', 13),
    m('slipJig', '1/8', 9),
    m('jig', '1/8', 9),
    m('waltz', '1/8', 4),
    m('waltz', '1/4', 1),
    m('threeEight', '1/8', 1),
  ],
  features: {
    ...plainBook.features,
    repeat: 0.9,
    ending: 0.05,
    tuplet: 0.07,
    broken: 0.24,
    tie: 0.012,
    slur: 0.07,
    grace: 0,
    ornament: 0.01,
    chordSymbol: 0.01,
    rest: 0.08,
    tempo: 1,
  },
};

/** Melodies of songs: even lengths, phrases that end lines, rests between them, no repeats. */
const songBook: EngravingStyle = {
  ...plainBook,
  fields: [
    ['XTRMLK', 99],
    ['XTMLK', 1],
  ],
  fieldSpace: 1,
  number: [
    [3, 70],
    [2, 27],
    [1, 3],
  ],
  titles: [
    ['capitals', 45],
    ['plain', 55],
  ],
  bar: [[' | ', 1]],
  tight: 1,
  lineEnd: [['', 1]],
  barsPerLine: [
    [2, 40],
    [3, 20],
    [4, 40],
  ],
  phraseLines: 0.95,
  phraseRests: true,
  opensRepeats: 0,
  joinsRepeats: 0,
  tuneEnd: [['', 1]],
  sectionEnd: [['||', 1]],
  sectionBars: [
    [4, 4],
    [6, 7],
    [8, 26],
    [10, 12],
    [12, 20],
    [16, 17],
    [20, 7],
    [24, 7],
  ],
  sections: [[1, 100]],
  metres: [
    m('songTwo', '1/16', 25),
    m('songTwo', '1/32', 2),
    m('songTwoEighths', '1/8', 7),
    m('songFour', '1/8', 17),
    m('songFour', '1/16', 7),
    m('songFour', '1/4', 2),
    m('songThree', '1/8', 11),
    m('songThree', '1/16', 8),
    m('songThree', '1/4', 1.2),
    m('songSix', '1/16', 7),
    m('songSix', '1/8', 4),
    m('threeEightSixteenths', '1/16', 3.5),
    m('threeEight', '1/8', 0.8),
    m('threeTwo', '1/4', 0.8),
    m('sixFour', '1/8', 1),
    m('sixFour', '1/4', 0.8),
    m('songFour', '1/32', 0.7),
    m('songThree', '1/32', 0.5),
    m('songFourTwo', '1/4', 3),
    m('songFourTwo', '1/8', 1),
    m('songFourTwo', '1/2', 0.7),
    m('threeTwo', '1/2', 0.5),
    m('songThreeOne', '1/2', 0.5),
    m('songFourEight', '1/16', 0.5),
    m('songFree', '1/16', 1),
    m('songFree', '1/8', 0.7),
    m('songFree', '1/32', 0.5),
  ],
  keys: keys({
    G: 36,
    F: 21,
    C: 12,
    D: 10.5,
    A: 7,
    Bb: 6,
    E: 3,
    Eb: 3,
    Ab: 0.6,
    Dm: 0.2,
    Gm: 0.2,
    Em: 0.1,
    B: 0.1,
  }),
  range: 'voice',
  features: {
    pickup: 0.62,
    repeat: 0,
    ending: 0,
    tuplet: 0,
    broken: 0,
    tie: 0.08,
    accidental: 0.25,
    slur: 0,
    grace: 0,
    ornament: 0,
    chordSymbol: 0,
    doubleStop: 0,
    rest: 0.68,
    tempo: 0,
  },
};

/** Everything the notation has, about evenly: every metre, unit length and mode. */
const variedHand: EngravingStyle = {
  ...plainBook,
  fields: [
    ['XTMLK', 4],
    ['XTRMLK', 1],
    ['XTMLQK', 2],
    ['XTMK', 1],
  ],
  fieldSpace: 0.15,
  number: [
    [1, 1],
    [2, 1],
    [3, 1],
    [4, 1],
  ],
  barsPerLine: [
    [4, 60],
    [2, 10],
    [3, 10],
    [5, 10],
    [8, 10],
  ],
  opensRepeats: 0.7,
  joinsRepeats: 0.2,
  tight: 0.1,
  sectionBars: [
    [8, 50],
    [4, 25],
    [6, 10],
    [12, 10],
    [16, 5],
  ],
  metres: (
    [
      ['jig', '1/8 1/4 1/16'],
      ['slipJig', '1/8 1/4'],
      ['twelve', '1/8'],
      ['threeEight', '1/8 1/16'],
      ['reel', '1/8'],
      ['reelCommon', '1/8 1/16'],
      ['reelFour', '1/8 1/4 1/16'],
      ['hornpipe', '1/8'],
      ['march', '1/8 1/4'],
      ['twoTwo', '1/8 1/4'],
      ['polka', '1/8 1/16 1/4'],
      ['twoFour', '1/16 1/8'],
      ['waltz', '1/8 1/4 1/16'],
      ['threeTwo', '1/4 1/8 1/2'],
      ['sixFour', '1/4 1/8'],
      ['fiveFour', '1/4 1/8'],
      ['fiveEight', '1/8'],
      ['sevenEight', '1/8'],
      ['songFour', '1/8 1/4'],
      ['songThree', '1/8 1/4'],
    ] as const
  ).flatMap(([name, units]) => units.split(' ').map((unit) => m(name, unit, 1))),
  keys: keys(
    Object.fromEntries(
      'C G D A E B F# F Bb Eb Ab Am Em Bm F#m C#m Dm Gm Cm Fm Ador Ddor Edor Gdor Bdor Cdor Amix Dmix Gmix Emix Cmix Fmix Glyd Flyd Clyd Ephr Aphr Bloc'
        .split(' ')
        .map((k) => [k, /^[CGDAF]$|m$/.test(k) ? 2 : 1]),
    ),
  ),
  features: {
    pickup: 0.4,
    repeat: 0.5,
    ending: 0.2,
    tuplet: 0.3,
    broken: 0.3,
    tie: 0.3,
    accidental: 0.4,
    slur: 0.25,
    grace: 0.15,
    ornament: 0.15,
    chordSymbol: 0.2,
    doubleStop: 0.15,
    rest: 0.3,
    tempo: 0.3,
  },
};

/** Running notes in small compass, few signs: what a model reads first. */
const primerHand: EngravingStyle = {
  ...variedHand,
  fieldSpace: 0.1,
  features: {
    ...variedHand.features,
    pickup: 0.2,
    repeat: 0.15,
    ending: 0.05,
    tuplet: 0.12,
    broken: 0.15,
    tie: 0.1,
    accidental: 0.25,
    slur: 0.15,
    grace: 0.03,
    ornament: 0.05,
    chordSymbol: 0.04,
    doubleStop: 0.03,
    rest: 0.15,
    tempo: 0.25,
  },
};

export const ENGRAVING_STYLES = {
  plainBook,
  columnBook,
  sessionBook,
  bowedBook,
  spacedBook,
  songBook,
  variedHand,
  primerHand,
};
export type EngravingStyleName = keyof typeof ENGRAVING_STYLES;
