/** Every note that a MIDI file begins, in quarter notes; one without an end, or that ends when it begins, has no length. */
import { notesOf } from '../../formats/midi/notes.ts';
import { readSmf } from '../../formats/midi/smf/read-smf.ts';
import type { TimedNote } from '../../music/transcribe/compare-notes.ts';

export function heardNotes(midi: Uint8Array): TimedNote[] {
  const reading = readSmf(midi);
  if (!reading.ok || reading.file.ppq === undefined) return [];
  const { ppq, tracks } = reading.file;
  const ended = notesOf(reading.file).notes;
  const begun = new Set(ended.map(({ offset }) => offset));
  const unended = tracks.flatMap(({ events }) =>
    events
      .filter(({ kind, offset }) => kind === 'noteOn' && !begun.has(offset))
      .map(({ tick, data1 }) => ({ tick, duration: 0, pitch: data1 })),
  );
  return [...ended, ...unended].map(({ tick, duration, pitch }) => ({
    onset: tick / ppq,
    duration: duration / ppq,
    pitch,
  }));
}
