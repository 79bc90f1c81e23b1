/**
 * The notes of one voice on the grid. A note's end goes to an onset close by (abcjs lets slurred notes overlap by a few
 * ticks, others end them a tick early), so that a melody has neither gaps nor overlaps that nobody meant.
 */
import type { Grid } from './grid.ts';
import type { RawNote } from './read-voices.ts';
import { CANONICAL_PPQ } from './types.ts';

/** Six ticks at 480 a quarter note, and what rounding may add. */
const END_NEAR = 6 / 480 + 1e-6;
/** Ends that lie off the grid in more notes than this share are articulation, not notation. */
const ARTICULATED = 0.5;
/** An articulated note reaches to the next one where it fills this share of the way or more. */
const FILLED = 0.7;

export interface PlacedNote {
  tick: number;
  duration: number;
  pitch: number;
}

export interface Placed {
  notes: PlacedNote[];
  /** Notes made longer than they are played. */
  lengthened: number;
}

/** @param notes in order of onset; at least 1 tick of each is left */
export function placeNotes(notes: readonly RawNote[], grid: Grid, articulated: boolean): Placed {
  const onsets = [...new Set(notes.map(({ onset }) => onset))];
  let lengthened = 0;
  const placed = notes.map(({ onset, end, pitch }) => {
    const tick = grid.tick(onset);
    const next = firstAbove(onsets, onset);
    let to = nearestOnset(onsets, next, end);
    if (to === undefined && articulated) {
      const following = onsets[next];
      if (following !== undefined && end < following && end - onset >= FILLED * (following - onset))
        to = following;
    }
    let ended = grid.tick(to ?? end);
    if (to === undefined && articulated && !grid.holds(end)) ended = upToBeat(end, onset);
    if (ended / CANONICAL_PPQ - end > END_NEAR * 2) lengthened++;
    return { tick, duration: Math.max(1, ended - tick), pitch };
  });
  return { notes: placed, lengthened };
}

/** Whether the ends are played, not written: most of them are on no grid and on no onset. */
export function isArticulated(notes: readonly RawNote[], grid: Grid): boolean {
  const onsets = [...new Set(notes.map(({ onset }) => onset))];
  const off = notes.filter(
    ({ onset, end }) =>
      !grid.holds(end) && nearestOnset(onsets, firstAbove(onsets, onset), end) === undefined,
  );
  return off.length > ARTICULATED * notes.length;
}

/** The end of an articulated note that no note follows: up to the next 16th, but for what is hardly over one. */
function upToBeat(end: number, onset: number): number {
  const sixteenths = Math.max(Math.ceil(end * 4 - 0.1), Math.floor(onset * 4) + 1);
  return (sixteenths * CANONICAL_PPQ) / 4;
}

/** Index of the first onset above `at`. */
function firstAbove(onsets: readonly number[], at: number): number {
  let [low, high] = [0, onsets.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (onsets[middle]! > at) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The onset closest to an end, within six ticks; only onsets from index `from` on count. */
function nearestOnset(onsets: readonly number[], from: number, end: number): number | undefined {
  const above = firstAbove(onsets, end);
  const [before, after] = [
    above - 1 >= from ? onsets[above - 1] : undefined,
    above >= from ? onsets[above] : undefined,
  ];
  const distance = (at: number | undefined) =>
    at === undefined ? Number.POSITIVE_INFINITY : Math.abs(at - end);
  const best = distance(before) <= distance(after) ? before : after;
  return distance(best) <= END_NEAR ? best : undefined;
}
