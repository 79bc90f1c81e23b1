/** What a metre says to a printer: how long its bars are, where its beats are, and which unit L: it supposes. */
import { compare, type Fraction, fraction, plus } from './fraction.ts';

export interface Meter {
  /** Length of a bar in whole notes; undefined: free metre. */
  bar: Fraction | undefined;
  /**
   * Where beams may begin, in whole notes from the bar line, 0 first, and the same in smaller beats for groups with notes
   * shorter than an eighth.
   */
  beats: readonly Fraction[];
  shortBeats: readonly Fraction[];
}

const QUARTER = fraction(1, 4);
/** Irregular metres of eighths, where the metre does not say how they are grouped. */
const IRREGULAR: Readonly<Record<number, readonly number[]>> = {
  ...{ 5: [3, 2], 7: [3, 2, 2], 8: [3, 3, 2], 10: [3, 2, 2, 3], 11: [3, 3, 3, 2], 13: [3, 3, 3, 2, 2] },
};
const FREE: Meter = { bar: undefined, beats: [], shortBeats: [] };

/** undefined: no metre that is known here. `text` is the value of M:. */
export function readMeter(text: string): Meter | undefined {
  if (text === '' || text.toLowerCase() === 'none') return FREE;
  if (text === 'C') return readMeter('4/4');
  if (text === 'C|') return readMeter('2/2');
  const [, sum, denominator] = /^\(?(\d+(?:\s*\+\s*\d+)*)\)?\s*\/\s*(\d+)$/.exec(text) ?? [];
  if (sum === undefined) return undefined;
  const parts = sum.split('+').map(Number);
  const den = Number(denominator);
  const num = parts.reduce((a, b) => a + b, 0);
  if (num < 1 || num > 64 || ![1, 2, 4, 8, 16, 32].includes(den) || parts.includes(0)) return undefined;
  const [groups, short] = groupsOf(num, den, parts);
  return { bar: fraction(num, den), beats: startsOf(groups), shortBeats: startsOf(short) };
}

/** Lengths of the beamed groups of a bar, and of those with short notes. */
function groupsOf(num: number, den: number, parts: readonly number[]): [Fraction[], Fraction[]] {
  if (parts.length > 1) return twice(parts.map((n) => fraction(n, den)));
  const bar = fraction(num, den);
  // compound: three to a beat
  if (den >= 8 && num % 3 === 0) return twice(filled(bar, fraction(3, den)));
  if (den === 4 && num > 3 && num % 3 === 0) return [filled(bar, fraction(3, 4)), filled(bar, QUARTER)];
  if (den >= 8 && IRREGULAR[num]) return twice(IRREGULAR[num].map((n) => fraction(n, den)));
  if (den <= 2) return [filled(bar, fraction(1, 2)), filled(bar, QUARTER)];
  if (den === 4 && num % 4 === 0) return [filled(bar, fraction(1, 2)), filled(bar, QUARTER)];
  return twice(filled(bar, QUARTER));
}

function twice<T>(value: T): [T, T] {
  return [value, value];
}

function filled(bar: Fraction, group: Fraction): Fraction[] {
  const groups: Fraction[] = [];
  for (let end = group; compare(end, bar) <= 0; end = plus(end, group)) groups.push(group);
  return groups;
}

function startsOf(groups: readonly Fraction[]): Fraction[] {
  let at = fraction(0);
  return groups.map((group) => {
    const start = at;
    at = plus(at, group);
    return start;
  });
}

/** ABC 2.1, section 3.1.7: 1/16 below three quarters, else 1/8; free metre has 1/8. */
export function defaultUnit({ bar }: Meter): Fraction {
  return bar && compare(bar, fraction(3, 4)) < 0 ? fraction(1, 16) : fraction(1, 8);
}
