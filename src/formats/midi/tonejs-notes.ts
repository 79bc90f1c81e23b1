/** A file's notes as @tonejs/midi reads them: a second, weaker witness, which throws strings and pairs in n² time. */
import * as tonejs from '@tonejs/midi';
import { type Refusal, refuse } from '../../bytes/refusal.ts';
import { messageOf } from '../../errors.ts';
import type { SoundingNote } from './notes-to-smf.ts';
import type { SmfFile } from './smf/types.ts';

/** Node shows a CommonJS module's exports under `default`, bundlers by their names. */
const { Midi } = 'Midi' in tonejs ? tonejs : (tonejs as { default: typeof tonejs }).default;

/** Note events of one file: the worst arrangement of as many takes @tonejs/midi about a second. */
export const MAX_TONEJS_NOTE_EVENTS = 40_000;

export function tonejsNotes(
  bytes: Uint8Array,
  file: SmfFile,
): { ok: true; notes: SoundingNote[] } | (Refusal & { code: 'midi/too-many-notes' | 'midi/tonejs-threw' }) {
  let events = 0;
  for (const track of file.tracks)
    for (const { kind } of track.events) if (kind === 'noteOn' || kind === 'noteOff') events++;
  if (events > MAX_TONEJS_NOTE_EVENTS)
    return {
      ...refuse('midi/too-many-notes', `${events} note events, over ${MAX_TONEJS_NOTE_EVENTS}`),
      code: 'midi/too-many-notes',
    };
  try {
    const notes = new Midi(bytes).tracks.flatMap((track, i) =>
      track.notes.map((note) => ({
        tick: note.ticks,
        duration: note.durationTicks,
        pitch: note.midi,
        // at least 1: a fraction that rounds to 0 would end the note that it begins
        velocity: Math.max(1, Math.round(note.velocity * 127)),
        channel: track.channel,
        track: i,
      })),
    );
    return { ok: true, notes };
  } catch (thrown) {
    return {
      ...refuse('midi/tonejs-threw', `@tonejs/midi: ${messageOf(thrown)}`),
      code: 'midi/tonejs-threw',
    };
  }
}
