/** One row of a shard: a group of files that belong together, and what is known of them (docs/format-pair-shard.md). */
import type { FileBytes } from '../bytes/sequence.ts';

export const SPLITS = ['train', 'valid'] as const;

/** Which part of a corpus: what a model is trained on, or what it is measured on. */
export type Split = (typeof SPLITS)[number];

/** What is known beside the bytes; what nobody knows is ''. */
export interface AboutGroup {
  /** Where it came from: file and place in it. */
  origin: string;
  title: string;
  /** The K: field as written (after transposition). */
  key: string;
  /** The M: field as written. */
  meter: string;
  /** Semitones that the text was moved by. */
  transpose: number;
  /** What the reference renderer warned of, the first 20; absent where it was of nothing. */
  warnings?: string[];
}

/** One row of a shard: files that belong together (docs/format-pair-shard.md). */
export interface GroupRow {
  /** The source's own id or a hash of its text; `@+3` behind it marks a transposition. */
  id: string;
  /** Settings and transpositions of one tune share it: a group lies in one split. */
  group: string;
  /** The files, each of another format, in the order in which they are read where nobody says otherwise. */
  files: readonly FileBytes[];
  /** What the files are called by whoever sorted them; '' where nobody did. */
  label: string;
  about: AboutGroup;
}

/** The last file's bytes are the target's, those before it the source's: as a build reports its sizes. */
export function addSizes(sums: { sourceBytes: number; targetBytes: number }, { files }: GroupRow): void {
  for (const [i, { bytes }] of files.entries())
    sums[i === files.length - 1 ? 'targetBytes' : 'sourceBytes'] += bytes.length;
}
