/** The notes that a MIDI file or an ABC text plays, in quarter notes, track by track. */
import type { Refusal } from '../../bytes/refusal.ts';
import { notesOf } from '../../formats/midi/notes.ts';
import { readSmf } from '../../formats/midi/smf/read-smf.ts';
import { CANONICAL_PPQ, type CanonicalTune } from '../canonical-midi/types.ts';
import { render } from '../reference-renderer.ts';
import type { TimedNote } from './compare-notes.ts';

export interface PlayedNote extends TimedNote {
  /** Of tracks with notes the index, from 0. */
  voice: number;
}

export type Played = { ok: true; notes: PlayedNote[]; warnings: string[] } | Refusal;

/** By the reference renderer. Notes without a length do not valid. */
export function playedNotes(abc: string): Played {
  const rendering = render(abc);
  if (!rendering.ok) return rendering;
  const notes = midiNotes(rendering.midi);
  return Array.isArray(notes) ? { ok: true, notes, warnings: rendering.warnings } : notes;
}

export function midiNotes(midi: Uint8Array): PlayedNote[] | Refusal {
  const reading = readSmf(midi);
  if (!reading.ok) return reading;
  const ppq = reading.file.ppq ?? CANONICAL_PPQ;
  const notes = notesOf(reading.file).notes.filter(({ duration }) => duration > 0);
  const voices = new Map([...new Set(notes.map(({ track }) => track))].map((track, i) => [track, i]));
  return notes.map(({ tick, duration, pitch, track }) => ({
    onset: tick / ppq,
    duration: duration / ppq,
    pitch,
    voice: voices.get(track)!,
  }));
}

export function canonicalNotes({ notes }: CanonicalTune): PlayedNote[] {
  return notes.map(({ tick, duration, pitch, voice }) => ({
    onset: tick / CANONICAL_PPQ,
    duration: duration / CANONICAL_PPQ,
    pitch,
    voice,
  }));
}
