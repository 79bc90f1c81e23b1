/**
 * How many notes an ABC file has so far, patch by patch, voice by voice: the k-th note of an ABC voice and the k-th note-on
 * of a MIDI track bear the same number, whatever stands around them. Repeats and ornaments that are played otherwise than
 * written make the numbers differ; nothing depends on their being equal.
 */
import type { Fold } from '../format.ts';
import { latin1 } from '../text.ts';
import { notesIn } from './abc-notes.ts';
import { NO_MUSIC } from './segment-abc.ts';

export interface AbcNoteCount {
  /** Notes of the voice up to and with the patch. */
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

const VOICE_LINE = /^V:[ \t]*(\S+)/;
const VOICE_INLINE = /\[V:[ \t]*([^\s\]]+)/;

export const countAbcNotes: Fold<AbcNoteCount, number> = {
  start: () => ({ notes: 0, voice: '', paused: {}, tied: false, inField: false, atLineStart: true }),
  next(before, patch) {
    const text = latin1(patch);
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
  },
  value: ({ notes }) => notes,
};

function inVoice(state: AbcNoteCount, voice: string | undefined): AbcNoteCount {
  if (voice === undefined || voice === state.voice) return state;
  const paused = { ...state.paused, [state.voice]: state.notes };
  return { ...state, voice, paused, notes: paused[voice] ?? 0, tied: false };
}
