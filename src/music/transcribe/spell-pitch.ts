/**
 * MIDI pitches as a key spells them: on the line of fifths, the twelve notes about the key's own seven. A major key prefers
 * flats below and sharps above in equal measure, a minor key has room for its raised sixth and seventh.
 */
import type { AbcPitch } from '../house-style/abc-tune.ts';

export interface SpellingKey {
  /** Sharps of the signature; flats are negative. */
  sharps: number;
  minor: boolean;
}

/** Fifths below the signature's C where the twelve begin. */
const LOWEST = { major: -3, minor: -2 };
/** Steps (C is 0) by fifths from F. */
const STEPS = [3, 0, 4, 1, 5, 2, 6];
const SEMITONES = [0, 2, 4, 5, 7, 9, 11];

export function spellPitch(pitch: number, { sharps, minor }: SpellingKey): AbcPitch {
  const lowest = sharps + (minor ? LOWEST.minor : LOWEST.major);
  // seven semitones are a fifth, and seven fifths are a semitone, octaves apart
  const fifths = lowest + modulo(pitch * 7 - lowest, 12);
  const step = STEPS[modulo(fifths + 1, 7)]!;
  const alter = Math.floor((fifths + 1) / 7);
  return { step, octave: (pitch - alter - SEMITONES[step]!) / 12 - 1, alter };
}

export function midiPitch({ step, octave, alter }: AbcPitch): number {
  return 12 * (octave + 1) + SEMITONES[step]! + alter;
}

/** Semitones that each step is moved by in a signature. [7] */
export function signature(sharps: number): number[] {
  const altered = [0, 0, 0, 0, 0, 0, 0];
  for (let i = 0; i < Math.abs(sharps); i++)
    altered[sharps > 0 ? STEPS[i % 7]! : STEPS[6 - (i % 7)]!]! += Math.sign(sharps);
  return altered;
}

function modulo(a: number, n: number): number {
  return ((a % n) + n) % n;
}
