/**
 * One bar of one voice, note by note: what is written where nobody judges. Every note that sounds in the bar is there, tied
 * where it goes on, in lengths that a note head and dots can show.
 */
import { CANONICAL_PPQ, type CanonicalNote } from '../canonical-midi/types.ts';
import type { AbcNote, AbcPitch } from '../house-style/abc-tune.ts';
import { type Fraction, fraction } from '../house-style/fraction.ts';
import { keepsPlaces, NO_TIED_PLACES, orderChord, type TiedPlaces } from './chord-order.ts';
import { midiPitch } from './spell-pitch.ts';
import { barTimes, SHORTEST, type TupletGroup } from './tuplet-groups.ts';

const WHOLE = 4 * CANONICAL_PPQ;

export interface LiteralSpan {
  /** Canonical ticks. */
  start: number;
  end: number;
  /** Where beats begin, in whole notes from `start`: lengths that need two notes are parted there. */
  beats: readonly Fraction[];
}

export interface LiteralBar {
  notes: AbcNote[];
  /** For the bar behind it. */
  tiedOut: TiedPlaces;
}

/** The pitches that sound on from before a tick. */
export function tiedInto(notes: readonly CanonicalNote[], start: number): ReadonlySet<number> {
  return new Set(
    notes.filter(({ tick, duration }) => tick < start && tick + duration > start).map(({ pitch }) => pitch),
  );
}

/** @param notes of one voice; those outside of the span do not matter */
export function literalBar(
  notes: readonly CanonicalNote[],
  span: LiteralSpan,
  spell: (pitch: number) => AbcPitch,
  tiedIn: TiedPlaces = NO_TIED_PLACES,
): LiteralBar {
  const { start, end } = span;
  const inBar = notes.filter(({ tick, duration }) => tick < end && tick + duration > start);
  const clip = (tick: number) => Math.min(end, Math.max(start, tick)) - start;
  const given = new Set([0, end - start]);
  for (const { tick, duration } of inBar) given.add(clip(tick)).add(clip(tick + duration));
  const { times, moved, groups } = barTimes([...given].sort((a, b) => a - b));
  const sounding = inBar.map(({ tick, duration, pitch }) => ({
    from: moved.get(clip(tick))!,
    to: moved.get(clip(tick + duration))!,
    until: tick + duration,
    goesOn: tick + duration > end,
    pitch,
  }));
  const beats = span.beats.map(({ num, den }) => (num * WHOLE) / den);
  const items: AbcNote[] = [];
  let tiedOut = tiedIn;
  const write = (from: number, to: number, duration: Fraction, tuplet: AbcNote['tuplet']) => {
    const held = sounding
      .filter((note) => note.from <= from && note.to >= to)
      .map((note) => ({
        ...spell(note.pitch),
        ...((note.to > to || note.goesOn) && { tied: true }),
        until: note.until,
      }));
    if (!keepsPlaces(held, tiedOut) && tieAll(items, held)) tiedOut = NO_TIED_PLACES;
    const chord = orderChord(held, tiedOut);
    const { pitches } = chord;
    tiedOut = chord.tiedOut;
    items.push({
      kind: 'note',
      pitches,
      ...(pitches.length === 0 && { rest: 'z' as const }),
      duration,
      ...(tuplet && { tuplet }),
    });
  };
  for (let i = 0; i + 1 < times.length; ) {
    const group = groups.find((each) => each.start === times[i]);
    if (group) {
      const inside = times.filter((time) => time >= group.start && time <= group.end);
      writeTuplet(group, inside, write);
      i += inside.length - 1;
    } else {
      const [from, to] = [times[i]!, times[i + 1]!];
      for (const [a, b] of parted(from, to, beats, SHORTEST)) write(a, b, fraction(b - a, WHOLE), undefined);
      i++;
    }
  }
  return { notes: items, tiedOut };
}

/** A tie behind the brackets of the last chord joins what goes on; that of a note which does not leads nowhere. */
function tieAll(items: AbcNote[], next: readonly AbcPitch[]): boolean {
  const last = items.at(-1);
  if (!last) return false;
  const repeated = last.pitches.some(
    ({ tied, ...pitch }) => !tied && next.some((other) => midiPitch(other) === midiPitch(pitch)),
  );
  if (repeated) return false;
  items[items.length - 1] = { ...last, pitches: last.pitches.map((pitch) => ({ ...pitch, tied: true })) };
  return true;
}

type Write = (from: number, to: number, duration: Fraction, tuplet: AbcNote['tuplet']) => void;

function writeTuplet({ start, end, p, q, parts }: TupletGroup, times: readonly number[], write: Write): void {
  const span = end - start;
  const timeOf = (part: number) =>
    times.find((time) => partOf(time) === part) ?? start + Math.round((part * span) / parts);
  const partOf = (time: number) => Math.round(((time - start) * parts) / span);
  const pieces = times
    .slice(1)
    .flatMap((to, i) => parted(partOf(times[i]!), partOf(to), [], 1))
    .map(([a, b]) => ({ from: timeOf(a), to: timeOf(b), parts: b - a }));
  // abcjs takes the first of p notes for a pth of the tuplet: where it is not, there is one note more
  if (pieces.length === p && pieces[0]!.parts * p !== parts) {
    const longest = pieces.reduce((most, piece) => (piece.parts > most.parts ? piece : most));
    const half = longest.parts / 2;
    const middle = timeOf(partOf(longest.from) + half);
    pieces.splice(
      pieces.indexOf(longest),
      1,
      { from: longest.from, to: middle, parts: half },
      { from: middle, to: longest.to, parts: half },
    );
  }
  for (const [i, { from, to, parts: length }] of pieces.entries()) {
    const duration = fraction(length * p * span, q * parts * WHOLE);
    write(from, to, duration, i === 0 ? { p, q, r: pieces.length } : undefined);
  }
}

/**
 * A length as lengths of one note head each: a power of two units, or three halves of one. Parted at a beat where that will
 * do. What is no whole number of units is left as it is.
 */
function parted(from: number, to: number, beats: readonly number[], unit: number): [number, number][] {
  const length = (to - from) / unit;
  if (!Number.isInteger(length) || isShown(length)) return [[from, to]];
  const atBeat = beats.findLast(
    (beat) => beat > from && beat < to && isShown((beat - from) / unit) && isShown((to - beat) / unit),
  );
  const at = atBeat ?? from + longestShown(length) * unit;
  return [[from, at], ...parted(at, to, beats, unit)];
}

function isShown(units: number): boolean {
  let odd = units;
  while (odd % 2 === 0) odd /= 2;
  return odd === 1 || odd === 3;
}

function longestShown(units: number): number {
  let power = 1;
  while (power * 2 <= units) power *= 2;
  return power * 1.5 <= units && power > 1 ? power * 1.5 : power;
}
