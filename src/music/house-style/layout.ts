/**
 * Bars in printed lines: every part begins a line, four bars a line, a pickup not counted, a single bar left over joined to the
 * line before, a second ending of one bar behind the first.
 */
import type { AbcBar } from './abc-tune.ts';
import { lengthOf } from './beams.ts';
import { compare } from './fraction.ts';
import { type Meter, readMeter } from './meter.ts';

export const BARS_PER_LINE = 4;

export interface PlacedBar {
  bar: AbcBar;
  /** What holds at its first note. */
  meter: Meter;
  startsPart: boolean;
  /** Shorter than the metre, at the start of a part. */
  isPickup: boolean;
  startsLine: boolean;
}

export function layOut(bars: readonly AbcBar[], startMeter: Meter): PlacedBar[] {
  let meter = startMeter;
  const placed = bars.map((bar, i): PlacedBar => {
    for (const item of bar.items)
      if (item.kind === 'change' && item.letter === 'M') meter = readMeter(item.value) ?? meter;
    return { bar, meter, startsPart: startsPart(bars, i), isPickup: false, startsLine: false };
  });
  for (const [i, at] of placed.entries()) {
    const next = placed[i + 1];
    const isShort = at.meter.bar !== undefined && compare(lengthOf(at.bar.items), at.meter.bar) < 0;
    at.isPickup =
      isShort && at.startsPart && next !== undefined && !(next.startsPart && !next.bar.startsRepeat);
    // D|:G2G: the repeat's first line begins with the pickup before it
    if (at.isPickup && next!.bar.startsRepeat && !at.bar.endsRepeat) next!.startsPart = false;
  }
  let from = 0;
  while (from < placed.length) {
    let to = from + 1;
    while (to < placed.length && !placed[to]!.startsPart) to++;
    breakLines(placed.slice(from, to));
    from = to;
  }
  return placed;
}

function startsPart(bars: readonly AbcBar[], i: number): boolean {
  const bar = bars[i]!;
  const before = bars[i - 1];
  if (!before || bar.startsRepeat || bar.items[0]?.kind === 'line') return true;
  return bar.ending === undefined && (before.endsRepeat === true || before.endsPart === true);
}

function breakLines(part: readonly PlacedBar[]): void {
  part[0]!.startsLine = true;
  const endings = part.flatMap(({ bar }, i) => (bar.ending === undefined ? [] : [i]));
  // the common bars and the first ending count together
  const runs = [0, ...endings.slice(1)];
  for (const [n, start] of runs.entries()) {
    const counted = part.slice(start, runs[n + 1] ?? part.length).filter((bar) => !bar.isPickup);
    const isLater = n > 0;
    if (isLater && counted.length > 1) counted[0]!.startsLine = true;
    for (let i = BARS_PER_LINE; i < counted.length - 1; i += BARS_PER_LINE) counted[i]!.startsLine = true;
  }
}
