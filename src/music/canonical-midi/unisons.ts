/**
 * Voices in which no pitch sounds twice at once: ABC has one note of a pitch at a time in a voice. A note that begins while
 * its pitch still sounds goes to a voice of its own behind.
 */
import type { PlacedNote } from './place-notes.ts';

/** @param notes in order of tick @returns one list or more; the first holds what needs no other */
export function partUnisons(notes: readonly PlacedNote[]): PlacedNote[][] {
  const layers: { notes: PlacedNote[]; soundsUntil: Map<number, number> }[] = [];
  for (const note of notes) {
    const { tick, duration, pitch } = note;
    let layer = layers.find(({ soundsUntil }) => (soundsUntil.get(pitch) ?? 0) <= tick);
    if (!layer) {
      layer = { notes: [], soundsUntil: new Map() };
      layers.push(layer);
    }
    layer.notes.push(note);
    layer.soundsUntil.set(pitch, tick + duration);
  }
  return layers.map((layer) => layer.notes);
}
