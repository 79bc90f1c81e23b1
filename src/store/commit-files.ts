/**
 * Several files of a folder replaced as one. New ones are written beside their places as `NAME.next`; the rename of
 * `commit.json`, which lists them, is the moment the change happens; then each moves into its place. A kill before that
 * moment leaves the old files, a kill after it leaves a list that every reader honours and the next writer completes.
 */
import { access, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from '#zod';
import { BgptError, messageOf } from '../errors.ts';
import type { Written } from './file-store.ts';
import { partialOf, writeWhole, writing } from './write-whole.ts';

const JOURNAL = 'commit.json';
const NEXT = '.next';
/** Between a look and a use a writer makes one or two moves; this many in a row mean a file that cannot be opened. */
const TRIES = 50;

/** Names without a folder: a journal that somebody else made must not reach outside of its own. */
const names = z.array(z.string().regex(/^\w[\w.-]*$/));
const journalSchema = z.object({ formatVersion: z.literal(1), replace: names, remove: names });

type Journal = z.infer<typeof journalSchema>;

/** Writes one file at `path`, knowing what those before it became. */
export type FileWriter = (path: string, written: Readonly<Record<string, Written>>) => Promise<Written>;

/** Writes `files` in order and makes them, without those of `remove`, the folder's content in one step. */
export async function commitFiles(
  folder: string,
  files: readonly (readonly [name: string, write: FileWriter])[],
  remove: readonly string[] = [],
): Promise<void> {
  const ours = new Set([...files.map(([name]) => name), ...remove]);
  await settle(folder, ours);
  const written: Record<string, Written> = {};
  try {
    for (const [name, write] of files) written[name] = await write(join(folder, name + NEXT), written);
    const journal: Journal = { formatVersion: 1, replace: files.map(([name]) => name), remove: [...remove] };
    await writeWhole(join(folder, JOURNAL), JSON.stringify(journal));
  } catch (thrown) {
    await settle(folder, ours);
    throw thrown;
  }
  await settle(folder, ours);
}

/** Where a file of the folder is now, or undefined if it is not there. */
async function committedPath(folder: string, name: string): Promise<string | undefined> {
  const journal = await readJournal(folder);
  if (journal?.remove.includes(name)) return undefined;
  const path = join(folder, name);
  if (journal?.replace.includes(name) && (await exists(path + NEXT))) return path + NEXT;
  return (await exists(path)) ? path : undefined;
}

/**
 * Uses a file of the folder where it is now; undefined if it is not there. A writer may move it between the look and
 * the use: then it is looked for again. So it is where the list that made a `NAME.next` count is gone behind the use: the
 * next commit may have begun a file of that name, which nobody has decided on.
 */
export async function withCommitted<T>(
  folder: string,
  name: string,
  use: (path: string) => Promise<T>,
): Promise<T | undefined> {
  for (let tries = 1; ; tries++) {
    const path = await committedPath(folder, name);
    if (path === undefined) return undefined;
    const mayBeUndecided = async () => path.endsWith(NEXT) && !(await exists(join(folder, JOURNAL)));
    try {
      const value = await use(path);
      if (tries === TRIES || !(await mayBeUndecided())) return value;
      await (value as { close?(): Promise<void> }).close?.();
    } catch (thrown) {
      if (tries === TRIES || !(isGone(thrown) || (await mayBeUndecided()))) throw thrown;
    }
  }
}

function isGone(thrown: unknown): boolean {
  const { code, cause } = thrown as NodeJS.ErrnoException;
  return code === 'ENOENT' || (cause !== undefined && isGone(cause));
}

/** Completes what was decided and clears away what was not: of `ours` alone, since a user's files may end in `.next`, too. */
async function settle(folder: string, ours: ReadonlySet<string>): Promise<void> {
  await writing(folder, async () => {
    const journal = await readJournal(folder);
    if (journal) {
      for (const name of journal.replace)
        if (await exists(join(folder, name + NEXT)))
          await rename(join(folder, name + NEXT), join(folder, name));
      for (const name of journal.remove) await rm(join(folder, name), { force: true });
      await rm(join(folder, JOURNAL));
    }
    for (const name of await readdir(folder).catch(() => []))
      if (isLeftOver(name, ours)) await rm(join(folder, name));
  });
}

/** `NAME.next`, or what a killed writer left of it or of the journal: `.NAME.next.PID.partial`. */
function isLeftOver(file: string, ours: ReadonlySet<string>): boolean {
  if (file.endsWith(NEXT)) return ours.has(file.slice(0, -NEXT.length));
  const target = partialOf(file);
  if (target === undefined) return false;
  return target === JOURNAL || (target.endsWith(NEXT) && ours.has(target.slice(0, -NEXT.length)));
}

async function readJournal(folder: string): Promise<Journal | undefined> {
  const path = join(folder, JOURNAL);
  try {
    return journalSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new BgptError(
      'checkpoint/corrupt',
      `${path} is no list of files to be replaced: ${messageOf(thrown)}`,
      {
        details: { path },
        cause: thrown,
      },
    );
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
