/** What a source yields: a tune, a file that stands alone, or a refusal. Bad records are values, so that one never costs another. */
import type { FileBytes } from '../bytes/sequence.ts';

export interface TuneEntry {
  kind: 'tune';
  /** The source's own id, if it has one. */
  id?: string | undefined;
  /** The source's own group (the tune that this is a setting of), if it has one. */
  group?: string | undefined;
  /** File and place in it. */
  origin: string;
  abc: string;
  /** The MIDI file that comes with it; without one the renderer writes it. */
  midi?: Uint8Array | undefined;
}

/** Files that belong together, or one alone: taken as they are. */
export interface FilesEntry {
  kind: 'files';
  group?: string | undefined;
  origin: string;
  /** Each of another format. */
  files: readonly FileBytes[];
  /** What they are called by whoever sorted them; '' where nobody did. */
  label: string;
}

/** One row of quarantine.jsonl. */
export interface Rejection {
  code: string;
  origin: string;
  reason: string;
}

export interface RejectEntry extends Rejection {
  kind: 'reject';
  /** The rest of this input file is lost, too: the build ends with a failure status. */
  damaged?: boolean;
}

/** What a source yields: a tune, a file, or a record that was refused, with its code. */
export type Entry = TuneEntry | FilesEntry | RejectEntry;

/** What a source tells of itself while it streams. */
export interface SourceWatcher {
  /** Bytes of an input file (as they lie on the disk) have been read. */
  onBytes?(count: number): void;
  /** An input file has been read to its end, damaged or not. */
  onFile?(file: { name: string; bytes: number; sha256: string }): void;
  signal?: AbortSignal;
}

/** A stream of entries, the same every time it is opened. */
export type Source = (watcher: SourceWatcher) => AsyncIterable<Entry>;

/** Bytes of one tune's text: the longest real tune known here has 12 KB; a line of 100 MB is no tune. */
export const MAX_TUNE_BYTES = 2 ** 20;
/** Bytes of one JSON record, with whatever else it holds. */
export const MAX_RECORD_BYTES = 4 * 2 ** 20;
/** Bytes of one file that is taken whole. */
export const MAX_FILE_BYTES = 16 * 2 ** 20;

export function reject(code: string, origin: string, reason: string): RejectEntry {
  return { kind: 'reject', code, origin, reason };
}

/** The input file ends here: nothing behind this point can be read. */
export function broken(code: string, origin: string, reason: string): RejectEntry {
  return { kind: 'reject', code, origin, reason, damaged: true };
}
