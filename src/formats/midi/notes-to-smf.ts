/** Notes as a MIDI file of their own: a track a track, nothing but note events. Reading it back gives the same notes. */
import { META, META_END_OF_TRACK } from './smf/constants.ts';
import { type EventContent, writeSmf } from './smf/write-smf.ts';

/** The part of a note that sounds and can be compared. */
export interface SoundingNote {
  tick: number;
  duration: number;
  pitch: number;
  velocity: number;
  channel: number;
  track: number;
}

export function notesToSmf(notes: readonly SoundingNote[], division: number): Uint8Array {
  const trackCount = notes.reduce((most, note) => Math.max(most, note.track + 1), 1);
  const tracks = Array.from({ length: trackCount }, () => ({ events: [] as EventContent[] }));
  const moments: { at: number; status: number; note: SoundingNote }[][] = tracks.map(() => []);
  for (const note of notes)
    moments[note.track]!.push(
      { at: note.tick, status: 0x90 + note.channel, note },
      { at: note.tick + note.duration, status: 0x80 + note.channel, note },
    );
  for (const [track, { events }] of tracks.entries()) {
    // at one tick notes end before others begin: 0x80 sorts before 0x90
    moments[track]!.sort((a, b) => a.at - b.at || (a.status & 0xf0) - (b.status & 0xf0));
    let now = 0;
    for (const { at, status, note } of moments[track]!) {
      const velocity = status >= 0x90 ? note.velocity : 0;
      events.push({ delta: at - now, status, data1: note.pitch, data2: velocity, data: undefined });
      now = at;
    }
    events.push({ delta: 0, status: META, data1: META_END_OF_TRACK, data2: -1, data: undefined });
  }
  return writeSmf({ format: trackCount === 1 ? 0 : 1, division, tracks });
}
