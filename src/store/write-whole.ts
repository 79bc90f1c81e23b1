/**
 * Files that appear whole or not at all: written beside their place, synced, renamed. A crash, a full disk or Ctrl-C
 * leaves what was there before and at most a `.partial` file.
 */
import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { BgptError, messageOf } from '../errors.ts';

export interface WholeFile {
  write(chunk: Uint8Array | string): Promise<void>;
  /** Syncs and renames: from here on the file is there. */
  commit(): Promise<{ bytes: number; sha256: string }>;
  /** Leaves nothing behind; harmless after `commit`. */
  abort(): Promise<void>;
}

const PARTIAL = '.partial';

/** Opens a file that is not there before `commit`. Missing folders are made. */
export async function openWhole(path: string): Promise<WholeFile> {
  const partial = join(dirname(path), `.${basename(path)}.${process.pid}${PARTIAL}`);
  const handle = await writing(path, async () => {
    await mkdir(dirname(path), { recursive: true });
    return open(partial, 'w');
  });
  const hash = createHash('sha256');
  let bytes = 0;
  let open_ = true;
  const close = async () => {
    if (open_) await handle.close();
    open_ = false;
  };
  const abort = async () => {
    await close().catch(() => undefined);
    await rm(partial, { force: true });
  };
  return {
    write: (chunk) =>
      writing(
        path,
        async () => {
          const data = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
          hash.update(data);
          bytes += data.length;
          await writeAll(handle, data);
        },
        abort,
      ),
    commit: () =>
      writing(
        path,
        async () => {
          await handle.sync();
          await close();
          await rename(partial, path);
          await syncFolder(dirname(path));
          return { bytes, sha256: hash.digest('hex') };
        },
        abort,
      ),
    abort,
  };
}

/** Writes a whole file at once, or piece by piece from a stream. */
export async function writeWhole(
  path: string,
  content: Uint8Array | string | AsyncIterable<Uint8Array | string>,
): Promise<{ bytes: number; sha256: string }> {
  const file = await openWhole(path);
  try {
    if (typeof content === 'string' || content instanceof Uint8Array) await file.write(content);
    else for await (const chunk of content) await file.write(chunk);
    return await file.commit();
  } catch (thrown) {
    await file.abort();
    throw thrown;
  }
}

/** The file that an unfinished `.NAME.PID.partial` was to become; undefined if it is no such file. */
export function partialOf(file: string): string | undefined {
  return /^\.(.+)\.\d+\.partial$/.exec(file)?.[1];
}

/** Removes what killed runs left unfinished in a folder. Only for a folder that nobody else writes to. */
export async function removePartials(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => []))
    if (partialOf(name) !== undefined) await rm(join(folder, name), { force: true });
}

/** Runs something that writes; the system's error becomes a coded one. */
export async function writing<T>(
  path: string,
  work: () => Promise<T>,
  undo?: () => Promise<void>,
): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    await undo?.();
    if (thrown instanceof BgptError) throw thrown;
    const { code } = thrown as NodeJS.ErrnoException;
    const full = code === 'ENOSPC' || code === 'EDQUOT';
    throw new BgptError(
      full ? 'io/disk-full' : 'io/write-failed',
      full ? `no space left to write ${path}` : `${path}: ${messageOf(thrown)}`,
      {
        ...(full ? { hint: 'Make room and run the same command again: finished work is kept.' } : {}),
        details: { path },
        cause: thrown,
      },
    );
  }
}

/** `write` may take less than it was given. */
async function writeAll(handle: FileHandle, data: Uint8Array): Promise<void> {
  for (let from = 0; from < data.length; ) {
    const { bytesWritten } = await handle.write(data, from, data.length - from);
    from += bytesWritten;
  }
}

/** A rename is on the disk only once its folder is. Not every file system lets a folder be synced. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch {
    // Windows and some network file systems refuse; the rename itself has succeeded
  }
}
