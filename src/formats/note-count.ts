/**
 * How many notes a file has so far, patch by patch, voice by voice: the k-th note of an ABC voice and the k-th note-on of a
 * MIDI track bear the same number, whatever stands around them. A function of the patches alone, so a generator knows it
 * too. Repeats and ornaments that are played otherwise than written make the numbers differ; nothing depends on their being
 * equal. Total: any patches will do.
 */
import { notesIn } from './abc/abc-notes.ts';
import { NO_MUSIC } from './abc/segment-abc.ts';
import { TRACK_NAME } from './midi/smf/constants.ts';
import { latin1 } from './text.ts';

/** What is known behind a patch; never changed, so that a patch can be taken back. */
export interface NoteCount {
  readonly format: string;
  /** Notes of the voice or track up to and with the patch. */
  readonly notes: number;
  readonly voice: string;
  /** Notes of the voices that pause. */
  readonly paused: Readonly<Record<string, number>>;
  /** The last note is tied to the next. */
  readonly tied: boolean;
  /** The patch ended inside a line that is no music. */
  readonly inField: boolean;
  readonly atLineStart: boolean;
}

export function noNotes(format: string): NoteCount {
  return { format, notes: 0, voice: '', paused: {}, tied: false, inField: false, atLineStart: true };
}

export function notesAfter(before: NoteCount, patch: Uint8Array): NoteCount {
  if (before.format === 'abc') return afterAbc(before, latin1(patch));
  if (before.format === 'mid') return { ...before, notes: afterMidi(before.notes, patch) };
  return before;
}

const VOICE_LINE = /^V:[ \t]*(\S+)/;
const VOICE_INLINE = /\[V:[ \t]*([^\s\]]+)/;

function afterAbc(before: NoteCount, text: string): NoteCount {
  const atLineStart = text.endsWith('\n');
  const isField = before.inField || (before.atLineStart && NO_MUSIC.test(text));
  if (isField) {
    const voice = before.atLineStart ? VOICE_LINE.exec(text)?.[1] : undefined;
    return { ...inVoice(before, voice), inField: !atLineStart, atLineStart };
  }
  let { notes, tied } = before;
  for (const note of notesIn(text)) {
    if (note.rest) continue;
    if (!tied) notes++;
    tied = note.tied;
  }
  // a note begins its patch, so a change of voice stands behind it
  return { ...inVoice({ ...before, notes, tied }, VOICE_INLINE.exec(text)?.[1]), atLineStart };
}

function inVoice(state: NoteCount, voice: string | undefined): NoteCount {
  if (voice === undefined || voice === state.voice) return state;
  const paused = { ...state.paused, [state.voice]: state.notes };
  return { ...state, voice, paused, notes: paused[voice] ?? 0, tied: false };
}

/** A patch that is cut at its structure holds one note-on at most, and begins with it. */
function afterMidi(notes: number, patch: Uint8Array): number {
  if (patch.length === TRACK_NAME.length && TRACK_NAME.every((byte, i) => patch[i] === byte)) return 0;
  let at = 0;
  while (at < 3 && patch[at]! & 0x80) at++;
  const [status, , velocity] = patch.subarray(at + 1);
  return (status! & 0xf0) === 0x90 && velocity! > 0 ? notes + 1 : notes;
}
