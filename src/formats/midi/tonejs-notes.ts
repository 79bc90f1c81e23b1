/** A file's notes as @tonejs/midi reads them: a second, weaker witness, which throws strings and pairs in n² time. */
import * as tonejs from '@tonejs/midi';
import { type Refusal, refuse } from '../../bytes/refusal.ts';
import { messageOf } from '../../errors.ts';
import type { SoundingNote } from './notes-to-smf.ts';
import { META, META_TEXT_FIRST } from './smf/constants.ts';
import type { SmfFile, SmfTrack } from './smf/types.ts';
import { type EventContent, writeSmf } from './smf/write-smf.ts';

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
    const seen = new Midi(bytes);
    const whole = file.tracks.some(changesUnderNote) ? new Midi(withoutPrograms(file)) : seen;
    const notes = whole.tracks.flatMap((track, i) =>
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

/**
 * Whether a program changes while a note sounds on its channel. @tonejs/midi makes a track of every program, and so loses
 * the end of such a note; to MIDI a program change is a message of its own.
 */
function changesUnderNote({ events }: SmfTrack): boolean {
  const sounding = new Array<number>(16).fill(0);
  for (const { kind, channel } of events) {
    if (kind === 'noteOn') sounding[channel]!++;
    else if (kind === 'noteOff') sounding[channel]!--;
    else if (kind === 'program' && sounding[channel]! > 0) return true;
  }
  return false;
}

/** The file with an empty text in the place of every program change: the same notes at the same ticks. */
function withoutPrograms(file: SmfFile): Uint8Array {
  const tracks = file.tracks.map(({ events }) => ({
    events: events.map(
      (event): EventContent =>
        event.kind === 'program'
          ? { delta: event.delta, status: META, data1: META_TEXT_FIRST, data2: -1, data: undefined }
          : event,
    ),
  }));
  return writeSmf({ format: file.format, division: file.division, tracks });
}
