/**
 * The validity checks: what is asked of every MIDI file before anyone trusts it, from the first byte to the notes. A
 * verdict names the first check that fails, with a code and, where one can be named, the byte.
 */
import { type Note, type NoteReading, notesOf } from './notes.ts';
import { notesToSmf, type SoundingNote } from './notes-to-smf.ts';
import { SMF_CODES } from './smf/codes.ts';
import { readSmf } from './smf/read-smf.ts';
import type { SmfFile } from './smf/types.ts';
import { tonejsNotes } from './tonejs-notes.ts';

/** The checks in their order: the first that fails is the verdict. */
export const CHECKS = [
  'header',
  'chunks',
  'events',
  'end of track',
  '@tonejs/midi parses',
  'has notes',
  'note-ons matched',
  're-encodes to the same notes',
] as const;

/** The name of a check. */
export type CheckName = (typeof CHECKS)[number];

/**
 * Whether a MIDI file can be trusted; if not, the check that failed, its code and, where one can be named, the
 * byte.
 */
export interface Verdict {
  valid: boolean;
  /** The check that broke; the last one of a valid file. */
  check: CheckName;
  /** Every check: held, broke, or not reached (undefined). */
  checks: { check: CheckName; passed: boolean | undefined }[];
  code?: string;
  offset?: number;
  message?: string;
  /** Notes that begin and end, as far as the file could be read. */
  notes: number;
}

/** Codes of the checks above the reader's own, for docs/formats.md. */
export const CHECK_CODES = {
  'midi/too-many-notes': [
    '@tonejs/midi parses',
    'More note events than @tonejs/midi pairs in reasonable time.',
  ],
  'midi/tonejs-threw': [
    '@tonejs/midi parses',
    '@tonejs/midi, a reader that people use, cannot read the file.',
  ],
  'midi/no-notes': ['has notes', 'The file is well-formed and silent.'],
  'notes/unmatched-on': ['note-ons matched', 'A note begins and never ends.'],
  'notes/unmatched-off': ['note-ons matched', 'A note ends before it begins.'],
  'notes/zero-length': ['note-ons matched', 'A note ends when it begins.'],
  'midi/re-encodes-differently': [
    're-encodes to the same notes',
    'What @tonejs/midi read, written again, is not the same notes.',
  ],
} as const satisfies Record<string, readonly [check: CheckName, meaning: string]>;

interface Failure {
  code: keyof typeof SMF_CODES | keyof typeof CHECK_CODES;
  message: string;
  offset?: number;
}

/** Puts a file's bytes through every check, from its header to its notes. Never throws. */
export function validateMidi(bytes: Uint8Array): Verdict {
  const reading = readSmf(bytes);
  if (!reading.ok) return fail(SMF_CODES[reading.code][0], reading, 0);
  const { file } = reading;
  const { notes, troubles }: NoteReading = notesOf(file);
  const tonejs = tonejsNotes(bytes, file);
  if (!tonejs.ok) return fail(CHECKS[4], tonejs, notes.length);
  if (notes.length === 0 && troubles.length === 0)
    return fail(CHECKS[5], { code: 'midi/no-notes', message: 'the file has no notes' }, 0);
  if (troubles.length > 0) return fail(CHECKS[6], troubles[0]!, notes.length);
  const difference = reencodingDiffers(file, notes, tonejs.notes);
  if (difference) return fail(CHECKS[7], difference, notes.length);
  return verdict(CHECKS.length, notes.length);
}

function reencodingDiffers(file: SmfFile, notes: Note[], seen: readonly SoundingNote[]): Failure | undefined {
  const again = readSmf(notesToSmf(seen, file.division));
  const theirs = again.ok ? notesOf(again.file).notes.sort(bySound) : [];
  const ours = notes.toSorted(bySound);
  const at = ours.findIndex((note, i) => theirs[i] === undefined || bySound(note, theirs[i]) !== 0);
  if (at < 0 && ours.length === theirs.length) return undefined;
  const message = `${theirs.length} notes come back of ${ours.length}`;
  return { code: 'midi/re-encodes-differently', message, ...(ours[at] && { offset: ours[at].offset }) };
}

/** What must survive: when, how high, on which channel, how long. Velocity loses a step in @tonejs/midi's fractions. */
function bySound(a: SoundingNote, b: SoundingNote): number {
  return a.tick - b.tick || a.pitch - b.pitch || a.channel - b.channel || a.duration - b.duration;
}

function verdict(passed: number, notes: number): Verdict {
  const checks = CHECKS.map((check, i) => ({
    check,
    passed: i < passed ? true : i === passed ? false : undefined,
  }));
  return {
    valid: passed === CHECKS.length,
    check: CHECKS[Math.min(passed, CHECKS.length - 1)]!,
    checks,
    notes,
  };
}

function fail(check: CheckName, { code, message, offset }: Failure, notes: number): Verdict {
  return {
    ...verdict(CHECKS.indexOf(check), notes),
    code,
    message,
    ...(offset === undefined ? {} : { offset }),
  };
}
