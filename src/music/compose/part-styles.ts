/** Two styles that write several voices: a hymn book with staves and verses, and plain numbered voices. Shares are rounded counts. */
import type { Feature } from './engraving-styles.ts';
import { type Key, key } from './keys.ts';
import type { Weighted } from './random.ts';

export interface PartMetre {
  name: string;
  /** In quarter notes. */
  barLength: number;
  units: Weighted<string>;
  upbeats: Weighted<number>;
  /** Beams end at multiples of this. */
  beat: number;
  rows: Weighted<readonly number[]>;
}

export interface PartHand {
  layout: 'hymn' | 'numbered';
  voices: Weighted<number>;
  metres: Weighted<PartMetre>;
  keys: Weighted<Key>;
  bars: Weighted<number>;
  phrases: Weighted<number>;
  textures: Weighted<'together' | 'free' | 'running' | 'slow'>;
  tempos: Weighted<string>;
  features: Readonly<Partial<Record<Feature, number>>>;
}

function rows(weights: Record<string, number>): Weighted<readonly number[]> {
  return Object.entries(weights).map(([text, weight]) => [text.split(' ').map(Number), weight] as const);
}
const FOUR = rows({
  '1 1 1 1': 46,
  '2 1 1': 13,
  '1 1 2': 14,
  '1.5 0.5 1 1': 12,
  '2 2': 7,
  '1.5 0.5 2': 4,
  '3 1': 5,
  '1 2 1': 2,
  '4': 1,
});
const THREE = rows({ '1 1 1': 34, '2 1': 36, '1.5 0.5 1': 14, '1 2': 8, '3': 6 });
const SIX = rows({
  '2 1 2 1': 40,
  '2 1 1 1 1': 15,
  '1 1 1 2 1': 15,
  '3 2 1': 12,
  '3 3': 10,
  '1 1 1 1 1 1': 8,
});
const EIGHTHS = rows({
  '1 0.5 1 0.5': 34,
  '0.5 0.5 0.5 1 0.5': 18,
  '0.5 0.5 0.5 0.5 0.5 0.5': 14,
  '1 0.5 1.5': 16,
  '1.5 1.5': 10,
});
const TWO = rows({ '1 1': 50, '0.5 0.5 1': 18, '1 0.5 0.5': 10, '1.5 0.5': 14, '2': 8 });

const quarter: Weighted<string> = [
  ['1/4', 97],
  ['1/8', 3],
];
const either: Weighted<string> = [
  ['1/8', 55],
  ['1/4', 45],
];
const upbeat = (length: number, share: number): Weighted<number> => [
  [length, share],
  [0, 100 - share],
];

function metres(unit: Weighted<string>): Record<string, PartMetre> {
  const metre = (
    name: string,
    barLength: number,
    beat: number,
    upbeats: Weighted<number>,
    row: PartMetre['rows'],
    units = unit,
  ) => ({ name, barLength, beat, upbeats, rows: row, units });
  return {
    four: metre('4/4', 4, 1, upbeat(1, 45), FOUR),
    common: metre('C', 4, 1, upbeat(1, 35), FOUR),
    cut: metre('C|', 4, 1, upbeat(1, 35), FOUR),
    twoTwo: metre('2/2', 4, 1, upbeat(2, 30), FOUR),
    three: metre('3/4', 3, 1, upbeat(1, 45), THREE),
    sixFour: metre('6/4', 6, 1, upbeat(1, 30), SIX),
    threeTwo: metre('3/2', 6, 1, upbeat(2, 30), SIX),
    sixEight: metre('6/8', 3, 1.5, upbeat(0.5, 40), EIGHTHS, [
      ['1/8', 70],
      ['1/4', 30],
    ]),
    two: metre('2/4', 2, 1, upbeat(0.5, 25), TWO),
  };
}
const hymnal = metres(quarter);
const numbered = metres(either);

const keys = (weights: Record<string, number>): Weighted<Key> =>
  Object.entries(weights).map(([short, weight]) => [key(short), weight] as const);

export const PART_HANDS = {
  hymnBook: {
    layout: 'hymn',
    voices: [
      [4, 96],
      [3, 2],
      [2, 2],
    ],
    metres: [
      [hymnal.four!, 66],
      [hymnal.three!, 19],
      [hymnal.sixFour!, 6],
      [hymnal.sixEight!, 4],
      [hymnal.twoTwo!, 3],
      [hymnal.threeTwo!, 2],
    ],
    keys: keys({ G: 27, F: 16, D: 16, C: 13, Ab: 9, Bb: 8, Eb: 8, A: 4, E: 2, Dm: 1, Em: 1, Am: 1, Gm: 1 }),
    bars: [
      [16, 78],
      [8, 6],
      [12, 6],
      [15, 3],
      [14, 3],
      [10, 3],
      [6, 1],
      [4, 3],
    ],
    phrases: [
      [4, 92],
      [2, 3],
      [5, 5],
    ],
    textures: [
      ['together', 60],
      ['free', 40],
    ],
    tempos: [
      ['1/4=100', 30],
      ['1/4=120', 27],
      ['1/4=140', 12],
      ['1/4=110', 9],
      ['1/4=160', 6],
      ['1/4=130', 5],
      ['1/4=80', 4],
      ['1/4=95', 3],
      ['1/4=150', 3],
      ['1/4=90', 2],
    ],
    features: { pickup: 1, tie: 0.25, accidental: 0.75, slur: 0.8, rest: 0.2, tempo: 1 },
  },
  voiceBook: {
    layout: 'numbered',
    voices: [
      [2, 55],
      [3, 25],
      [4, 20],
    ],
    metres: [
      [numbered.four!, 34],
      [numbered.common!, 14],
      [numbered.cut!, 8],
      [numbered.three!, 22],
      [numbered.two!, 10],
      [numbered.sixEight!, 9],
      [numbered.threeTwo!, 3],
    ],
    keys: keys({ G: 20, D: 16, C: 16, F: 12, A: 5, Bb: 6, Eb: 3, Am: 6, Dm: 6, Em: 5, Gm: 4, Bm: 1 }),
    bars: [
      [8, 45],
      [16, 25],
      [4, 15],
      [12, 8],
      [6, 4],
      [10, 3],
    ],
    phrases: [
      [4, 85],
      [8, 5],
      [2, 10],
    ],
    textures: [
      ['together', 35],
      ['free', 30],
      ['running', 20],
      ['slow', 15],
    ],
    tempos: [
      ['1/4=100', 30],
      ['1/4=120', 30],
      ['1/4=90', 15],
      ['1/4=80', 10],
      ['1/4=72', 8],
      ['1/4=140', 7],
    ],
    features: { pickup: 0.6, repeat: 0.2, tie: 0.3, accidental: 0.6, slur: 0.4, rest: 0.3, tempo: 0.45 },
  },
} as const satisfies Record<string, PartHand>;

export type PartHandName = keyof typeof PART_HANDS;
