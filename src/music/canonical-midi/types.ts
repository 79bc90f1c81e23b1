/** Canonical MIDI as data: the notes of a file on one grid, voice by voice, with the key, metre and tempo it states. */

/** Ticks a quarter note: the least common multiple of 32 and 3, so that 128th notes and triplets of 32nds are whole. */
export const CANONICAL_PPQ = 96;

/** One note of a tune in canonical form. */
export interface CanonicalNote {
  /** Ticks from the start, `CANONICAL_PPQ` a quarter note. */
  tick: number;
  /** Ticks, at least 1. */
  duration: number;
  /** MIDI pitch, 60 is middle C. */
  pitch: number;
  /** Index into `voices`. */
  voice: number;
}

/** A voice of the canonical form, and where in the file it comes from. */
export interface CanonicalVoice {
  /** The track and channel it comes from, from 0, and the track's name where it has one. */
  track: number;
  channel: number;
  name?: string;
  /** Holds notes that begin while the same pitch still sounds in the voice before it. */
  unisons?: true;
}

/** A key signature, from its tick on. */
export interface KeySignature {
  tick: number;
  /** Sharps; flats are negative. */
  sharps: number;
  minor: boolean;
}

/** A metre, from its tick on. */
export interface Metre {
  tick: number;
  numerator: number;
  denominator: number;
}

/** A tune in canonical form; all times are ticks, `CANONICAL_PPQ` a quarter note. */
export interface CanonicalTune {
  /** By voice, then tick, then pitch. No two notes of one voice and pitch overlap. */
  notes: CanonicalNote[];
  voices: CanonicalVoice[];
  /** Changes only; empty where the file states none. */
  keys: KeySignature[];
  metres: Metre[];
  /** Quarter notes a minute, a whole number: the file's first tempo; undefined where it states none. */
  tempo: number | undefined;
}
