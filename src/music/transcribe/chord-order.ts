/**
 * The order of the notes within chords. abcjs joins a note that is tied within the brackets of one chord to the note that
 * stands at the same place in the next, whatever its pitch; so a note that sounds on keeps its place.
 */
import type { AbcPitch } from '../house-style/abc-tune.ts';
import { midiPitch } from './spell-pitch.ts';

export interface HeldPitch extends AbcPitch {
  /** Until when it sounds, in any unit. */
  until: number;
}

/** Places within the last chord, by MIDI pitch, of the notes tied within its brackets. */
export type TiedPlaces = ReadonlyMap<number, number>;

/** Ties that are written behind the brackets, or there are none. */
export const NO_TIED_PLACES: TiedPlaces = new Map();

/** @param tiedIn of the chord before @returns the chord in order, and its own places for the next one */
export function orderChord(
  pitches: readonly HeldPitch[],
  tiedIn: TiedPlaces,
): { pitches: AbcPitch[]; tiedOut: TiedPlaces } {
  const placed: (HeldPitch | undefined)[] = pitches.map(() => undefined);
  const free: HeldPitch[] = [];
  for (const pitch of pitches) {
    const place = tiedIn.get(midiPitch(pitch));
    if (place !== undefined && place < placed.length) placed[place] = pitch;
    else free.push(pitch);
  }
  // what sounds longest has the place that the smallest chord has
  free.sort(
    (a, b) => Number(b.tied ?? false) - Number(a.tied ?? false) || b.until - a.until || height(a) - height(b),
  );
  // nothing to keep in order: as people write chords, from below
  if (!tiesInside(pitches)) free.sort((a, b) => height(a) - height(b));
  const inOrder = placed.map((pitch) => pitch ?? free.shift()!);
  const tiedOut = tiesInside(pitches)
    ? new Map(inOrder.flatMap((pitch, place) => (pitch.tied ? [[midiPitch(pitch), place] as const] : [])))
    : NO_TIED_PLACES;
  return { pitches: inOrder.map(({ until: _, ...pitch }) => pitch), tiedOut };
}

/** Whether every note that is tied into a chord can have its place there. */
export function keepsPlaces(pitches: readonly AbcPitch[], tiedIn: TiedPlaces): boolean {
  return pitches.every((pitch) => (tiedIn.get(midiPitch(pitch)) ?? 0) < pitches.length);
}

/** Whether some of a chord's notes are tied and some are not. */
export function tiesInside(pitches: readonly AbcPitch[]): boolean {
  return pitches.some(({ tied }) => tied) && !pitches.every(({ tied }) => tied);
}

function height({ octave, step, alter }: AbcPitch): number {
  return 100 * (7 * octave + step) + alter;
}
