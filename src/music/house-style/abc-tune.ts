/**
 * A tune as values: what the formatter reads and what the printer writes in house style (print-tune.ts). Lengths are exact
 * fractions of a whole note, pitches are spelt, bars carry their repeats. It holds nothing of spacing, line ends, broken
 * rhythm or the unit L:, which the printer chooses.
 */
import type { Fraction } from './fraction.ts';

/** A whole tune: its header and its voices, bar by bar. */
export interface AbcTune {
  /** Header fields but M, L, Q, K and V, and header lines that are no fields; the printer sorts them (header-fields.ts). */
  header: readonly HeaderLine[];
  /** Value of M:, such as `6/8`, `C`, `C|`, `none`; '' leaves the field out, which plays as free metre. */
  meter: string;
  /** Value of Q:, such as `1/4=120`; '' leaves the field out. */
  tempo: string;
  /** Value of K:, such as `G`, `Em`, `Ador`. */
  key: string;
  /** One or more. A tune of one voice has the id '' and is written without V:. */
  voices: readonly AbcVoice[];
}

/** One line of a tune's header. */
export interface HeaderLine {
  /** The field's letter; `%` for a directive or comment, whose value is the whole line. */
  letter: string;
  value: string;
}

/** One voice: what V: says of it, and its bars in order. */
export interface AbcVoice {
  /** As in `V:1`, without its properties; '' where the tune has one voice. */
  id: string;
  /** What stands behind the id in the header, such as `clef=bass`; ''. */
  properties: string;
  /** Directives and comments behind its V: in the header, such as `%%MIDI program 40`. */
  directives?: readonly string[];
  bars: readonly AbcBar[];
}

/** What stands between two bar lines, and what these say. The printer joins them: `:|` and `|:`, `|1`, `:|2`. */
export interface AbcBar {
  /** `|:` before it. */
  startsRepeat?: boolean;
  /** The ending that begins with it: `1`, `2`, `1,3`. */
  ending?: string;
  items: readonly AbcItem[];
  /** `:|` behind it. */
  endsRepeat?: boolean;
  /** `||` behind it: a part ends. The last bar of a tune ends with `|]` or `:|` in any case. */
  endsPart?: boolean;
}

/** What a bar holds, in order: notes and rests, changes of key, metre or tempo, marks, lines of their own. */
export type AbcItem = AbcNote | AbcChange | AbcMark | AbcLine;

/** A note, chord or rest. */
export interface AbcNote {
  kind: 'note';
  /** One pitch, those of a chord, or none: a rest. */
  pitches: readonly AbcPitch[];
  /** Of a rest: `x` is invisible. */
  rest?: 'z' | 'x';
  /** As written, in whole notes. In a tuplet p:q it sounds q/p of that. */
  duration: Fraction;
  /** This note and the r - 1 behind it, rests included, are a tuplet: p in the time of q. */
  tuplet?: Tuplet;
  /** Slurs that begin before it, and that end behind it. */
  slursBegun?: number;
  slursEnded?: number;
  graces?: AbcGraces;
  /** Chord symbols and annotations without their quotes: `Am`, `^slow`. */
  symbols?: readonly string[];
  /** As written: `~`, `T`, `!trill!`. */
  decorations?: readonly string[];
}

/** ABC's `(p:q:r`: p notes in the time of q, for the next r notes (ABC 2.1, section 4.13). */
export interface Tuplet {
  p: number;
  q: number;
  r: number;
}

/** One written pitch: staff step, octave and alteration, apart from the key. */
export interface AbcPitch {
  /** C is 0, B is 6. */
  step: number;
  /** The octave of `C` is 4, that of `c` is 5. */
  octave: number;
  /** Semitones that it sounds above the natural note, whatever the key: -2 to 2. The printer knows which need a sign. */
  alter: number;
  /** Tied to the next note of this pitch. */
  tied?: boolean;
}

/** Grace notes in braces before a note (ABC 2.1, section 4.12). */
export interface AbcGraces {
  /** `{/g}`: drawn with a stroke. */
  slash: boolean;
  /** Slurs that end behind the braces. */
  slursEnded?: number;
  /** `length` is the factor behind the pitch, 1 where there is none: grace notes know no L:. */
  notes: readonly { pitch: AbcPitch; length: Fraction }[];
}

/** A field within the music: K, M, Q. L is not among them: the printer has one unit for the tune. */
export interface AbcChange {
  kind: 'change';
  letter: 'K' | 'M' | 'Q';
  value: string;
}

/** Chord symbols and decorations that stand on no note, such as `"^Fine"` before a bar line. As written, quotes included. */
export interface AbcMark {
  kind: 'mark';
  text: string;
}

/** A line of its own between lines of music: `P:B`, `T:…`, a comment, a directive. It breaks the printed line. */
export interface AbcLine {
  kind: 'line';
  text: string;
}
