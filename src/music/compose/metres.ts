/** Metres as the generator knows them: which cells fill a bar, on which grid, under which unit lengths (L:). */
import { CELLS, type Cell, type CellTable } from './cells.ts';
import type { Weighted } from './random.ts';

export interface Metre {
  /** As written after `M:`. */
  name: string;
  /** The bar as a row of cell tables, one a beat group. */
  beats: readonly CellTable[];
  /** The note value that a cell's `N` stands for. */
  grid: `1/${number}`;
}

function metre(name: string, grid: Metre['grid'], ...beats: CellTable[]): Metre {
  return { name, grid, beats };
}

const times = (count: number, table: CellTable): CellTable[] => Array(count).fill(table);

/** Every metre with every character it is used with; `tunes` and `songs` name their share of each (engraving-styles.ts). */
export const METRES = {
  jig: metre('6/8', '1/8', 'jig', 'jig'),
  slipJig: metre('9/8', '1/8', 'slip', 'slip', 'slip'),
  twelve: metre('12/8', '1/8', ...times(4, 'jig')),
  threeEight: metre('3/8', '1/8', 'jig'),
  threeEightSixteenths: metre('3/8', '1/16', 'songThree'),
  reel: metre('C|', '1/8', 'reel', 'reel'),
  reelCommon: metre('C', '1/8', 'reel', 'reel'),
  reelFour: metre('4/4', '1/8', 'reel', 'reel'),
  hornpipe: metre('C|', '1/8', 'dotted', 'dotted'),
  hornpipeCommon: metre('C', '1/8', 'dotted', 'dotted'),
  march: metre('C', '1/8', 'march', 'march'),
  marchCut: metre('C|', '1/8', 'march', 'march'),
  marchFour: metre('4/4', '1/8', 'march', 'march'),
  twoTwo: metre('2/2', '1/8', 'march', 'march'),
  polka: metre('2/4', '1/8', 'polka', 'polka'),
  twoFour: metre('2/4', '1/16', 'reel', 'reel'),
  twoFourDotted: metre('2/4', '1/16', 'dotted', 'dotted'),
  waltz: metre('3/4', '1/8', 'waltz'),
  threeTwo: metre('3/2', '1/4', 'waltz'),
  sixFour: metre('6/4', '1/4', 'jig', 'jig'),
  fiveFour: metre('5/4', '1/4', ...times(5, 'beat')),
  fiveEight: metre('5/8', '1/8', 'jig', 'polka'),
  sevenEight: metre('7/8', '1/8', 'jig', 'polka', 'polka'),
  songTwo: metre('2/4', '1/16', 'song', 'song'),
  songTwoEighths: metre('2/4', '1/8', 'song'),
  songFour: metre('4/4', '1/8', 'song', 'song'),
  songThree: metre('3/4', '1/8', 'songThree'),
  songSix: metre('6/8', '1/8', 'jig', 'jig'),
  songFourTwo: metre('4/2', '1/4', 'song', 'song'),
  songFourEight: metre('4/8', '1/16', 'song', 'song'),
  songThreeOne: metre('3/1', '1/2', 'songThree'),
  songFree: metre('none', '1/8', 'song', 'song'),
} as const satisfies Record<string, Metre>;

export type MetreName = keyof typeof METRES;

/** A note value as a number: `1/8` is 0.125. */
export function noteValue(fraction: string): number {
  const [over, under] = fraction.split('/').map(Number);
  return over! / under!;
}

/** The tables of a metre with cells in units of L instead of grid notes. */
export function scaled(table: Weighted<Cell>, scale: number): Weighted<Cell> {
  if (scale === 1) return table;
  return table.map(([cell, weight]) => [
    {
      length: cell.length * scale,
      groups: cell.groups.map((group) => group.map((note) => ({ ...note, length: note.length * scale }))),
    },
    weight,
  ]);
}

export function beatTables(metre: Metre): Weighted<Cell>[] {
  return metre.beats.map((name) => CELLS[name]);
}

/** A bar's length in whole notes, from the name alone: the cells must agree with it (tested). Without a metre bars have four beats here. */
export function barValue(name: string): number {
  return name === 'C' || name === 'C|' || name === 'none' ? 1 : noteValue(name);
}
