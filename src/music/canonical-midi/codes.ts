/** Why a file has no canonical form, beside the verdicts of the strict reader. Listed in docs/transcription.md. */
import { type Refusal, refuse } from '../../bytes/refusal.ts';

export const CANONICAL_CODES = {
  'midi/no-notes': 'No pitched note sounds; the message says whether there are drums.',
  'midi/too-many-notes': 'More notes than a tune may have (20,000).',
  'midi/free-time':
    'The notes are not on the grid of the beat: a free performance. `quantise` takes them at the tempo map of the file.',
  'midi/pitch-range': 'A pitch below E0 (16), which the reference renderer cannot play from ABC.',
  'midi/too-long': 'The file is longer than 20,000 quarter notes.',
  'midi/note-too-long': 'A note is longer than 256 quarter notes.',
  'midi/too-many-voices': 'More voices than a MIDI file has pitched channels (15).',
  'midi/no-such-track': 'The voice asked for is not there; the message lists those that are.',
  'midi/format-2': 'A file of format 2: several pieces in one file.',
} as const;

export type CanonicalCode = keyof typeof CANONICAL_CODES;

/** Why a file has no canonical form: a code, a message and, where one byte is to blame, its offset. */
export interface CanonicalRefusal extends Refusal {
  /** Of the table above, or `smf/…` of the strict reader. */
  code: string;
  /** `midi/free-time`: how far off the grid the notes are. */
  offGrid?: OffGrid;
}

export interface OffGrid {
  /** Share of onsets, 0 to 1. */
  share: number;
  /** Median distance of these from the next point of the grid, in quarter notes. */
  distance: number;
}

export const CANONICAL_LIMITS = {
  /** 40,000 note events, as many as @tonejs/midi pairs in about a second. */
  notes: 20_000,
  /** 5,000 bars of 4/4: three hours at a quiet pace. */
  quarters: 20_000,
  /** 64 bars of 4/4: no voice holds a note as long; a note-off was lost. */
  noteQuarters: 256,
  voices: 15,
  /** abcjs spells lower pitches with one hex digit, which garbles its file. */
  lowestPitch: 16,
  /** Share of onsets off the grid above which a file is a free performance. */
  offGridShare: 0.25,
} as const;

export function no(code: CanonicalCode, message: string, offset?: number): CanonicalRefusal {
  return refuse(code, message, offset);
}
