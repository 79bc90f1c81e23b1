/** What the parser of plain tunes makes of the music: lines of notes, rests and bars, with all that is heard of them and nothing else. */
import type { Ornament } from './decorations.ts';

export interface PlainPitch {
  /** Diatonic steps from middle C. */
  step: number;
  /** Semitones of a written accidental. */
  accidental: number | undefined;
  startTie: boolean;
  endTie: boolean;
  slursBegun: number;
  slursEnded: number;
}

export interface GraceNote {
  step: number;
  accidental: number | undefined;
  /** Only their proportions are heard. */
  duration: number;
}

/** `(p:q:r`: p in the time of q, for the next r. */
export interface Tuplet {
  p: number;
  q: number;
  r: number;
}

/** A note, or a rest, which has no pitch. */
export interface PlainNote {
  kind: 'note';
  /** Whole notes, as written. */
  duration: number;
  pitch: PlainPitch | undefined;
  graces: readonly GraceNote[] | undefined;
  tuplet: Tuplet | undefined;
  endsTuplet: boolean;
  /** The last of the marks that say where a note ends. */
  touch: 'staccato' | 'tenuto' | undefined;
  accent: boolean;
  ornament: Ornament | undefined;
}

export interface PlainBar {
  kind: 'bar';
  endsRepeat: boolean;
  startsRepeat: boolean;
  /** `[1,2`: numbers of the ending that begins here. */
  endings: number[] | undefined;
}

export type PlainElement = PlainNote | PlainBar;
