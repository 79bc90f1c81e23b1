/**
 * Passages that a tune plays twice in a row, found in its notes, and the tune without the second time. Playing the folded tune
 * with its repeats gives the tune, note for note: `unfoldTune(foldTune(tune, repeats))` is the law.
 */
import type { CanonicalNote, CanonicalTune } from '../canonical-midi/types.ts';
import { type BarSpan, barSpans, barTicks } from './bar-spans.ts';

export interface Repeat {
  /** Canonical ticks: where the passage begins, and how long it is, its first ending included. */
  start: number;
  length: number;
  /** Ticks of the two endings; 0: it is the same both times. */
  ending: number;
}

export interface RepeatOptions {
  /** Bars that a passage has at least. */
  leastBars?: number;
  /** Bars that two endings may have at most. */
  mostEndingBars?: number;
  /** Ticks of a first, shorter bar: parts begin as long before a bar line. */
  pickup?: number;
}
export const REPEAT_DEFAULTS = {
  leastBars: 4,
  mostEndingBars: 2,
  pickup: 0,
} as const satisfies RepeatOptions;

/** Four bars and their answer, which ends otherwise, are eight bars to people, not four with two endings. */
const LEAST_BARS_WITH_ENDINGS = 8;

/** From left to right; of the passages that begin at one place the one of eight bars, else the longest without endings. */
export function findRepeats(tune: CanonicalTune, options: RepeatOptions = {}): Repeat[] {
  const { leastBars, mostEndingBars, pickup } = { ...REPEAT_DEFAULTS, ...options };
  // a change of key or metre would be played again
  if ([...tune.keys, ...tune.metres].some(({ tick }) => tick > 0)) return [];
  const bars = barSpans(tune, pickup);
  const end = tune.notes.reduce((most, { tick, duration }) => Math.max(most, tick + duration), 0);
  const score = scoreOf(tune);
  const repeats: Repeat[] = [];
  let free = 0;
  for (const bar of bars) {
    // a part begins with its pickup, the first of all at 0
    const start = bar.start === 0 || pickup === 0 ? bar.start : Math.max(0, bar.start - pickup);
    if (start < free || !score.isClear(start)) continue;
    const best = bestAt(start, end, bar, score, leastBars, mostEndingBars);
    if (!best) continue;
    repeats.push(best);
    free = start + 2 * best.length;
  }
  return repeats;
}

function bestAt(
  start: number,
  end: number,
  { metre }: BarSpan,
  score: Score,
  leastBars: number,
  mostEndingBars: number,
): Repeat | undefined {
  const bar = barTicks(metre);
  const found: Repeat[] = [];
  // the last bar may lack what the pickup has
  for (let n = leastBars; start + 2 * n * bar <= end + bar; n++) {
    const length = n * bar;
    const most = n < LEAST_BARS_WITH_ENDINGS ? 0 : mostEndingBars;
    for (let endingBars = 0; endingBars <= most; endingBars++) {
      const ending = endingBars * bar;
      // a second ending without a note would not be written, and abcjs would play the first one once
      if (ending > 0 && end <= start + 2 * length - ending) continue;
      const clear = [
        start + length - ending,
        start + length,
        start + 2 * length - ending,
        start + 2 * length,
      ];
      if (!clear.every((tick) => score.isClear(tick))) continue;
      if (!score.same(start, start + length, length - ending)) continue;
      found.push({ start, length, ending });
      break;
    }
  }
  const exact = found.filter(({ ending }) => ending === 0);
  return exact.find(({ length }) => length === 8 * bar) ?? exact.at(-1) ?? found[0];
}

interface Score {
  /** No note sounds over this tick. */
  isClear(tick: number): boolean;
  /** The notes that begin within `length` ticks of `a` and of `b` are the same; none is an answer only where both rest. */
  same(a: number, b: number, length: number): boolean;
}

function scoreOf({ notes }: CanonicalTune): Score {
  const inTime = [...notes].sort(byTime);
  const name = (note: CanonicalNote, from: number) =>
    `${note.tick - from} ${note.duration} ${note.pitch} ${note.voice}`;
  const from = (tick: number) => {
    const index = inTime.findIndex((note) => note.tick >= tick);
    return index < 0 ? inTime.length : index;
  };
  return {
    isClear: (tick) => !inTime.some((note) => note.tick < tick && note.tick + note.duration > tick),
    same(a, b, length) {
      let [i, j] = [from(a), from(b)];
      const first = i;
      for (; inTime[i] && inTime[i]!.tick < a + length; i++, j++) {
        const [left, right] = [inTime[i]!, inTime[j]];
        if (!right || name(left, a) !== name(right, b)) return false;
      }
      return i > first && !(inTime[j] && inTime[j]!.tick < b + length);
    },
  };
}

export interface FoldedTune {
  /** Without what is played a second time; a second ending follows the first. */
  tune: CanonicalTune;
  /** In ticks of the folded tune. */
  repeats: Repeat[];
}

/** @param repeats of this tune, in order, none within another */
export function foldTune(tune: CanonicalTune, repeats: readonly Repeat[]): FoldedTune {
  let notes = [...tune.notes];
  const folded: Repeat[] = [];
  let removed = 0;
  for (const { start, length, ending } of repeats) {
    const from = start - removed + length;
    const gone = length - ending;
    notes = cut(notes, from, gone);
    folded.push({ start: start - removed, length, ending });
    removed += gone;
  }
  return { tune: { ...tune, notes: notes.sort(byVoice) }, repeats: folded };
}

export function unfoldTune({ tune, repeats }: FoldedTune): CanonicalTune {
  let notes = [...tune.notes];
  let added = 0;
  for (const { start, length, ending } of repeats) {
    const from = start + added;
    const again = length - ending;
    const played = notes.filter(({ tick }) => tick >= from && tick < from + again);
    notes = [
      ...notes.map((note) => (note.tick >= from + length ? { ...note, tick: note.tick + again } : note)),
      ...played.map((note) => ({ ...note, tick: note.tick + length })),
    ];
    added += again;
  }
  return { ...tune, notes: notes.sort(byVoice) };
}

function cut(notes: readonly CanonicalNote[], from: number, length: number): CanonicalNote[] {
  return notes.flatMap((note) => {
    if (note.tick < from) return [note];
    return note.tick < from + length ? [] : [{ ...note, tick: note.tick - length }];
  });
}

function byTime(a: CanonicalNote, b: CanonicalNote): number {
  return a.tick - b.tick || a.voice - b.voice || a.pitch - b.pitch;
}

function byVoice(a: CanonicalNote, b: CanonicalNote): number {
  return a.voice - b.voice || a.tick - b.tick || a.pitch - b.pitch;
}
