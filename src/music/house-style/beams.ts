/** Which notes of a bar stand together: beams by the beats of the metre, by smaller beats where short notes or tuplets are. */
import type { AbcItem, AbcNote } from './abc-tune.ts';
import { compare, type Fraction, floorOver, fraction, minus, plus, times, ZERO } from './fraction.ts';
import type { Meter } from './meter.ts';

const EIGHTH = fraction(1, 8);
const QUARTER = fraction(1, 4);

/** Every note with the time that it sounds, in whole notes, its tuplet reckoned in. */
export function soundingNotes(
  items: readonly AbcItem[],
): { note: AbcNote; sounds: Fraction; inTuplet: boolean }[] {
  let factor = fraction(1);
  let left = 0;
  return items
    .filter((item) => item.kind === 'note')
    .map((note) => {
      if (note.tuplet) {
        factor = fraction(note.tuplet.q, note.tuplet.p);
        left = note.tuplet.r;
      }
      const inTuplet = left > 0;
      if (inTuplet) left--;
      return { note, sounds: inTuplet ? times(note.duration, factor) : note.duration, inTuplet };
    });
}

export function lengthOf(items: readonly AbcItem[]): Fraction {
  return soundingNotes(items).reduce((sum, { sounds }) => plus(sum, sounds), ZERO);
}

export interface Beamed {
  /** Notes of one number are beamed together. */
  group: number;
  /** A beat falls on the note. */
  onBeat: boolean;
}

/** For every note of a bar; `start`: where in a whole bar its first note is. */
export function beamGroups(items: readonly AbcItem[], meter: Meter, start: Fraction): Beamed[] {
  let at = start;
  const notes = soundingNotes(items).map(({ note, sounds, inTuplet }) => {
    const place = at;
    at = plus(at, sounds);
    return { place, isShort: inTuplet || compare(note.duration, EIGHTH) < 0 };
  });
  const { beats, shortBeats } = meter;
  if (beats.length === 0)
    return notes.map(({ place }) => {
      const group = floorOver(place, QUARTER);
      return { group, onBeat: compare(place, times(fraction(group), QUARTER)) === 0 };
    });
  const short = new Set(notes.filter(({ isShort }) => isShort).map(({ place }) => indexAt(beats, place)));
  return notes.map(({ place }) => {
    const long = indexAt(beats, place);
    const small = indexAt(shortBeats, place);
    // a bar that is too long is beamed by quarters behind its end
    const isOver = compare(place, meter.bar!) >= 0;
    const over = isOver ? floorOver(minus(place, meter.bar!), QUARTER) + 1 : 0;
    return {
      group: (long + over) * 100 + (short.has(long) && !isOver ? small : 0),
      onBeat: compare(shortBeats[small]!, place) === 0,
    };
  });
}

function indexAt(starts: readonly Fraction[], place: Fraction): number {
  let index = 0;
  while (index + 1 < starts.length && compare(starts[index + 1]!, place) <= 0) index++;
  return index;
}

/** Where a short bar begins: at the end of a whole one if it is a pickup, else at its start. */
export function startOf(length: Fraction, { bar }: Meter, isPickup: boolean): Fraction {
  return isPickup && bar && compare(length, bar) < 0 ? minus(bar, length) : ZERO;
}
