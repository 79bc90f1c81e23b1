/**
 * What is compared of an ABC text, as plain data: no type of abcjs is among them, so that the types of the library lead to no
 * other package.
 */
import type { TimedNote } from '../../music/transcribe/compare-notes.ts';

/** How a tune is written: counts of its first voice, but for the bars. */
export interface WrittenFacts {
  /** Bars that are as long as the metre says, of those that have to be. */
  barsRight: number;
  bars: number;
  repeats: number;
  endings: number;
  graces: number;
  tuplets: number;
  voices: number;
  /** Ticks of a first, shorter bar; 0: there is none. */
  pickup: number;
}

/** How a tune sounds, repeats played out. */
export interface PlayedFacts {
  /** Ticks at 480 a quarter note. */
  barLines: number[];
  spelt: { tick: number; pitch: number; step: number }[];
  /** `voice@tick:` and spelt pitches, ties and written lengths. */
  barContents: string[];
}

/** All that is compared of one text. */
export interface ScoreFacts extends WrittenFacts, PlayedFacts {
  /** Warnings of abcjs's parser. */
  warnings: number;
  /** Sharps of the signature; flats are negative. */
  keySignature: number;
  /** Tonic and mode as abcjs names them: `G`, `Em`, `ADor`. */
  key: string;
  metre: { num: number; den: number };
  /** Value of L: as it stands; '' without one. */
  unit: string;
  notes: TimedNote[];
  /** Bytes of the music: without fields, comments and empty lines. */
  bodyBytes: number;
}
