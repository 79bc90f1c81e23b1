/** One row of a pair shard: the two files' bytes and what is known of the tune. Described in docs/format-pair-shard.md. */

export const SPLITS = ['train', 'valid'] as const;
export type Split = (typeof SPLITS)[number];

export interface PairRow {
  /** The source's own id or a hash of its text; `@+3` behind it marks a transposition. */
  id: string;
  /** Settings and transpositions of one tune share it: a group lies in one split. */
  group: string;
  /** File extension without the dot; '' where the target stands alone as its own sequence. */
  sourceFormat: string;
  targetFormat: string;
  source: Uint8Array;
  target: Uint8Array;
  /** Where it came from: file and place in it. */
  origin: string;
  title: string;
  /** The K: field as written (after transposition), '' if unknown. */
  key: string;
  /** The M: field as written, '' if unknown. */
  meter: string;
  /** Semitones that the text was moved by. */
  transpose: number;
}
