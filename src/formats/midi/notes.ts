/**
 * The notes of a file: note-ons paired with the first note-off of their track, channel and pitch that follows, and
 * what does not pair.
 */
import type { SmfEvent, SmfFile } from './smf/types.ts';

/** A note-on with the note-off that ends it. */
export interface Note {
  /** Ticks from the start of its track. */
  tick: number;
  /** Ticks. */
  duration: number;
  pitch: number;
  velocity: number;
  channel: number;
  track: number;
  /** Where its note-on stands in the file, delta time included. */
  offset: number;
}

/** A note event without its counterpart, or a note of no length; `offset` is its first byte in the file. */
export interface NoteTrouble {
  code: 'notes/unmatched-on' | 'notes/unmatched-off' | 'notes/zero-length';
  message: string;
  offset: number;
}

/** The notes of a file, and what does not pair. */
export interface NoteReading {
  /** By track, then by the place of their note-on. Notes of zero length are among them. */
  notes: Note[];
  /** By place in the file. */
  troubles: NoteTrouble[];
}

/** Pairs each note-on with the first note-off of its track, channel and pitch that follows. Total. */
export function notesOf(file: SmfFile): NoteReading {
  const notes: Note[] = [];
  const troubles: NoteTrouble[] = [];
  const say = (code: NoteTrouble['code'], { data1, channel, offset }: SmfEvent, what: string) =>
    troubles.push({ code, offset, message: `pitch ${data1} on channel ${channel} ${what}` });
  file.tracks.forEach(({ events }, track) => {
    /** Begun notes by channel and pitch; those before `next` have ended. No shift(): it is linear in what waits. */
    const begun = new Map<number, { next: number; notes: { note: Note; event: SmfEvent }[] }>();
    for (const event of events) {
      if (event.kind !== 'noteOn' && event.kind !== 'noteOff') continue;
      const key = event.channel * 128 + event.data1;
      if (event.kind === 'noteOn') {
        const note: Note = {
          tick: event.tick,
          duration: -1,
          pitch: event.data1,
          velocity: event.data2,
          channel: event.channel,
          track,
          offset: event.offset,
        };
        notes.push(note);
        const same = begun.get(key);
        if (same) same.notes.push({ note, event });
        else begun.set(key, { next: 0, notes: [{ note, event }] });
      } else {
        const same = begun.get(key);
        const first = same?.notes[same.next];
        if (!same || !first) say('notes/unmatched-off', event, 'ends before it begins');
        else {
          same.next++;
          first.note.duration = event.tick - first.note.tick;
          if (first.note.duration === 0) say('notes/zero-length', first.event, 'has no length');
        }
      }
    }
    for (const { next, notes: waiting } of begun.values())
      for (const { event } of waiting.slice(next)) say('notes/unmatched-on', event, 'never ends');
  });
  troubles.sort((a, b) => a.offset - b.offset);
  return { notes: notes.filter((note) => note.duration >= 0), troubles };
}
