/**
 * Where a run's files lie, as a port: a folder in Node, memory in a test or a page. A store replaces several files in one
 * step, so that whoever reads meets the old ones or the new ones, never a mixture.
 */

/** What was written of a file. */
export interface Written {
  bytes: number;
  /** Lower-case hexadecimal. */
  sha256: string;
}

/** A file's new content, at once or piece by piece. */
export type Content = Uint8Array | string | AsyncIterable<Uint8Array | string>;

/** Gives a file's content, knowing what those before it became. */
export type ContentOf = (written: Readonly<Record<string, Written>>) => Content;

/** A file that is open; it stays what it was when it was opened. */
export interface StoredFile {
  /** Bytes. */
  readonly size: number;
  /** Exactly the bytes from `begin` up to `end`, in memory of their own. @throws BgptError checkpoint/corrupt where the file ends before */
  read(begin: number, end: number): Promise<Uint8Array<ArrayBuffer>>;
  /** sha256 of the whole file, lower-case hexadecimal. */
  sha256(): Promise<string>;
  close(): Promise<void>;
}

/** Named files that a run or checkpoint is kept in. */
export interface FileStore {
  /** A file as messages call it: its path or address. */
  describe(name: string): string;
  /** Undefined if there is no such file. @throws BgptError io/not-found where it cannot be read */
  open(name: string): Promise<StoredFile | undefined>;
  /**
   * Writes files in order and makes them, without those of `remove`, the store's content in one step. What fails before
   * that step changes nothing. @throws BgptError io/disk-full, io/write-failed, and what a content throws
   */
  commit(
    files: readonly (readonly [name: string, content: ContentOf])[],
    remove?: readonly string[],
  ): Promise<void>;
  /** Adds to a file's end; a file that is not there begins. A kill may cut what was added last. @throws BgptError io/… */
  append(name: string, text: string): Promise<void>;
}

/** A file's text; undefined if there is no such file. */
export async function readText(store: FileStore, name: string): Promise<string | undefined> {
  const file = await store.open(name);
  if (!file) return undefined;
  try {
    return new TextDecoder().decode(await file.read(0, file.size));
  } finally {
    await file.close();
  }
}
