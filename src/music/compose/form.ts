/** The form of a tune, drawn before any of its bars: how far the line reaches, how long the upbeat and the sections are, which repeat. */
import { cadences } from './cells.ts';
import type { Brief } from './compose.ts';
import type { EngravingStyle, Feature } from './engraving-styles.ts';
import type { Range } from './melody.ts';
import type { Random, Weighted } from './random.ts';

export function drawRange(random: Random, style: EngravingStyle, tonic: number): Range {
  if (style.range === 'voice') {
    // About an octave: low tonics at the bottom, high ones in the middle.
    const low = Math.max(-1, tonic - (tonic >= 4 ? random.pick([3, 3, 4, 0]) : random.pick([0, 0, 1])));
    return { low, high: low + random.pick([7, 8, 8, 9, 10]) };
  }
  return { low: random.weighted(LOWS), high: random.weighted(HIGHS) };
}
const LOWS: Weighted<number> = [
  [1, 60],
  [4, 11],
  [2, 9],
  [3, 9],
  [0, 5],
  [5, 5],
  [-2, 3],
  [-1, 2],
  [-3, 2],
];
const HIGHS: Weighted<number> = [
  [13, 50],
  [12, 26],
  [11, 14],
  [10, 5],
  [14, 3.5],
  [15, 3.5],
  [9, 3],
  [16, 1],
];

export function drawUpbeat(random: Random, lastGroup: number): 0 | 1 | 2 {
  const upbeat = lastGroup > 3 ? random.pick([1, 2, 2] as const) : 1;
  return upbeat < lastGroup && cadences(lastGroup - upbeat) ? upbeat : 0;
}

/** Bars of each section: as the style likes them where that fits the bounds, else one section of any allowed size. */
export function drawSizes(random: Random, { style, minBars, maxBars }: Brief): number[] {
  for (let attempt = 0; attempt < 12; attempt++) {
    const count = random.weighted(style.sections);
    const first = random.weighted(style.sectionBars);
    const sizes = [first];
    while (sizes.length < count) sizes.push(random.chance(0.85) ? first : random.weighted(style.sectionBars));
    const total = sizes.reduce((a, b) => a + b, 0);
    if (total >= minBars && total <= maxBars) return sizes;
  }
  return [random.int(minBars, maxBars)];
}

export function drawRepeats(random: Random, count: number, active: ReadonlySet<Feature>): boolean[] {
  if (!active.has('repeat')) return Array(count).fill(false);
  // Long tunes repeat fewer of their parts.
  const all = random.chance(count > 2 ? 0.35 : 0.78);
  const kept = random.int(0, count - 1);
  return Array.from({ length: count }, (_, i) => all || i === kept || random.chance(0.5));
}
