/**
 * Rhythm cells: the few figures that fill a beat group of a metre, with how often real tunes use them. A cell is written as ABC
 * with N for any note, `z` for a rest and a space where the beam breaks; its length is worked out, never stated.
 */
import type { Weighted } from './random.ts';
import { barLength, type Group, type Note } from './score.ts';

export interface Cell {
  groups: readonly Group[];
  length: number;
}

const TOKEN = /(\(3)?([Nz])(\d*)(\/*)([<>]?)/y;

/** Parses `N2 N>N`; throws on a template that is not one. */
export function cell(template: string): Cell {
  const groups = template.split(' ').map((text) => {
    const notes: Note[] = [];
    TOKEN.lastIndex = 0;
    while (TOKEN.lastIndex < text.length) {
      const found = TOKEN.exec(text);
      if (found === null) throw new Error(`not a rhythm cell: ${template}`);
      const [, triplet, kind, digits, slashes, broken] = found;
      notes.push({
        step: 0,
        rest: kind === 'z',
        length: Number(digits || 1) / 2 ** slashes!.length,
        broken: broken as Note['broken'],
        tuplet: triplet === undefined ? 0 : 3,
        accidental: '',
      });
    }
    return notes;
  });
  return { groups, length: barLength(groups) };
}

function table(weights: Record<string, number>): Weighted<Cell> {
  return Object.entries(weights).map(([template, weight]) => [cell(template), weight] as const);
}

/**
 * Tables by the length of the group they fill. The weights are rounded shares of beat groups in 3,389 open tunes
 * (docs/synthetic.md says how they were counted); the rare tail is cut.
 */
export const CELLS = {
  /** Three eighths: jigs. */
  jig: table({
    NNN: 95,
    N2N: 17,
    'N2 N': 6,
    N3: 4.5,
    'N>NN': 3,
    'N/N/NN': 1.2,
    'NN/N/N': 0.7,
    'NNN/N/': 0.7,
    N2z: 0.6,
    'N<NN': 0.4,
    'NN/N/N/N/': 0.4,
    'N/N/N/N/N/N/': 0.4,
    NN2: 0.5,
    'N z2': 0.3,
    '(3N/N/N/NN': 0.4,
  }),
  /** Three eighths: slip jigs, which swing more. */
  slip: table({ NNN: 58, N2N: 28, N3: 4, 'N2 N': 3, 'N>NN': 1, 'N/N/NN': 1, 'NN/N/N': 0.5, N2z: 0.5 }),
  /** Four running notes: reels. */
  reel: table({
    NNNN: 105,
    N2NN: 9,
    N2N2: 4,
    'N2 NN': 4,
    NNN2: 5,
    N3N: 3,
    'N2 N2': 2,
    N4: 1.2,
    'NN(3NNN': 1,
    '(3NNNNN': 1,
    'N2 (3NNN': 0.4,
    '(3NNN N2': 0.4,
    'NN (3NNN': 0.5,
    '(3NNN NN': 0.5,
    'N2 z2': 0.15,
    N3z: 0.1,
    zNNN: 0.1,
    'N(3N/N/N/NN': 0.4,
    'N>NNN': 1.5,
    'NNN>N': 1,
    'N/N/NNN': 0.8,
    'NN/N/NN': 0.4,
    'N2 N>N': 1,
    NN2N: 0.8,
  }),
  /** Four notes, dotted: hornpipes, strathspeys, clogs. */
  dotted: table({
    'N>NN>N': 45,
    'N2N>N': 6,
    'N2 N>N': 8,
    'N>NN2': 6,
    '(3NNN N>N': 5,
    'N>N(3NNN': 5,
    'N>N N>N': 5,
    '(3NNN(3NNN': 4,
    N2N2: 4,
    'N2 N2': 2,
    'N<NN>N': 4,
    'N<NN<N': 1,
    NNNN: 4,
    N3N: 2,
    N4: 1,
  }),
  /** Four grid notes in pairs: marches, airs, hymn-like tunes. */
  march: table({
    'N2 NN': 14,
    'N2 N2': 20,
    'NN NN': 14,
    'NN N2': 8,
    'N3 N': 9,
    N4: 8,
    'N2 N>N': 5,
    'N>N N2': 5,
    NNNN: 5,
    'N>N NN': 4,
    'NN/N/ NN': 1.5,
    'N2 z2': 1,
    'N2 N/N/N/N/': 1,
    'N/N/N NN': 1,
  }),
  /** Two eighths: polkas and quicksteps written in eighths. */
  polka: table({
    NN: 48,
    N2: 18,
    'N>N': 8,
    'NN/N/': 7,
    'N/N/N/N/': 7,
    'N/N/N': 3,
    'N<N': 0.8,
    'N z': 0.8,
    '(3N/N/N/N': 0.5,
    '(3NNN': 0.7,
  }),
  /** Six eighths of a 3/4 bar: waltzes, minuets. */
  waltz: table({
    'N2 N2 N2': 26,
    'N4 N2': 13,
    'N2 N2 NN': 12,
    'N2 NN NN': 7,
    'N3 N N2': 9,
    'N4 NN': 7,
    'NN NN NN': 7,
    'NN N2 N2': 5,
    N6: 4,
    'N2 N4': 5,
    'N3 N NN': 3,
    'NN N4': 2,
    'N2 N>N N2': 3,
    'N>N N2 N2': 3,
    'N4 N>N': 1.5,
    'N2 N2 z2': 1.5,
    'NNNN N2': 1,
    '(3NNN N2 N2': 1,
  }),
  /** One beat of any simple metre, for metres that real tunes hardly use. */
  beat: table({ N: 50, 'N/N/': 30, 'N/>N/': 4, z: 3, '(3N/N/N/': 3, 'N/N//N//': 2, 'N/<N/': 1 }),
  /** Songs: even values, syllable by syllable, two beats. */
  song: table({
    N2N2: 36,
    N4: 16,
    N3N: 10,
    N2NN: 9,
    NNN2: 5,
    NNNN: 4,
    N2z2: 1.2,
  }),
  /** Songs in three. */
  songThree: table({
    N4N2: 24,
    N2N2N2: 30,
    N3NN2: 14,
    N2N2NN: 7,
    NNN2N2: 5,
    N6: 6,
    N2N4: 4,
    N4NN: 4,
    NNNNN2: 2,
  }),
} as const;

export type CellTable = keyof typeof CELLS;

/** What may end a phrase, by the length left in its last group (the upbeat's length is taken out of it). */
const CADENCES: Readonly<Record<string, Weighted<Cell>>> = {
  1: table({ N: 10, 'N/N/': 1 }),
  2: table({ N2: 10, NN: 3, 'N z': 1 }),
  3: table({ N3: 9, N2N: 3, NNN: 1, 'N2 z': 2 }),
  4: table({ N4: 6, 'N2 N2': 2, N2N2: 2, 'N2 z2': 2, 'N3 z': 1 }),
  5: table({ 'N4 N': 2, 'N2 N2 N': 2, 'N4 z': 2 }),
  6: table({ N6: 6, 'N4 N2': 2, 'N4 z2': 2 }),
};

/** The cells that may end a phrase in `length` grid notes, or undefined where none fits. */
export function cadences(length: number): Weighted<Cell> | undefined {
  return CADENCES[length];
}

/** Upbeats by their length in grid notes. */
export const UPBEATS: Readonly<Record<1 | 2, Weighted<Cell>>> = {
  1: table({ N: 5, 'N/N/': 2 }),
  2: table({ NN: 5, N2: 2, 'N>N': 2 }),
};
