/** Which source reads a path: its name says. */
import { readFile, stat } from 'node:fs/promises';
import { BgptError } from '../../errors.ts';
import { formatOfName } from '../../formats/registry.ts';
import type { Entry, SourceWatcher } from '../entry.ts';
import type { FieldMap } from './field-map.ts';
import { type FileGroupOptions, fileGroups } from './file-groups.ts';
import { ABC_NAME, filesOf, givenPair, MIDI_NAME, midiFile, partners } from './folder.ts';

/** How files become tunes. */
export interface FileSourceOptions extends FileGroupOptions {
  /** How JSON records become tunes; by default the known dumps are recognised. */
  fields?: readonly FieldMap[];
}

type Reader = (path: string, watcher: SourceWatcher, fields?: readonly FieldMap[]) => AsyncIterable<Entry>;

/** Each is loaded with the first file of its kind. */
const READERS: readonly (readonly [RegExp, () => Promise<Reader>])[] = [
  [/\.(jsonl|ndjson)(\.gz)?$/i, async () => (await import('./json-lines.ts')).jsonLines],
  [/\.json(\.gz)?$/i, async () => (await import('./json-array.ts')).jsonArray],
  [/\.(tar|tar\.gz|tgz)$/i, async () => (await import('./midi-tar.ts')).midiTar],
  [/\.abc(\.gz)?$/i, async () => (await import('./tunebook.ts')).tunebook],
  [MIDI_NAME, async () => midiFile],
];

async function readerOf(path: string): Promise<Reader | undefined> {
  return READERS.find(([name]) => name.test(path))?.[1]();
}

/** The entries of files and folders, in the order given. */
export async function* fileSources(
  paths: readonly string[],
  watcher: SourceWatcher = {},
  { fields, ...asTheyAre }: FileSourceOptions = {},
): AsyncGenerator<Entry> {
  const raw = takenAsTheyAre(asTheyAre);
  for (const path of paths) {
    if ((await stat(path).catch(() => undefined))?.isDirectory()) {
      const files = await filesOf(path);
      if (raw || !files.some(isSource)) yield* fileGroups(await asRawFiles(files, raw), watcher, asTheyAre);
      else yield* folder(files, watcher, fields);
    } else if (raw) yield* fileGroups([path], watcher, asTheyAre);
    else {
      const reader = await readerOf(path);
      if (!reader)
        throw new BgptError('usage/invalid-option', `${path}: no source reads files of this name`, {
          hint: 'Sources: .json and .jsonl (plain or .gz), .abc, .mid, .tar.gz, and folders of them.',
        });
      yield* reader(path, watcher, fields);
    }
  }
}

async function* folder(
  files: readonly string[],
  watcher: SourceWatcher,
  fields?: readonly FieldMap[],
): AsyncGenerator<Entry> {
  const pair = partners(files);
  for (const file of files) {
    const partner = pair.get(file);
    if (partner === undefined) yield* (await readerOf(file))?.(file, watcher, fields) ?? [];
    else if (ABC_NAME.test(file)) yield* givenPair(file, partner, watcher);
  }
}

/**
 * Files that no source reads are taken as they are.
 * @throws BgptError corpus/no-source where a text is a tunebook by all but its name, and nobody asked for raw files
 */
async function asRawFiles(files: readonly string[], asked: boolean): Promise<readonly string[]> {
  if (files.length === 0) throw new BgptError('corpus/no-source', 'there are no files in the folder');
  for (const path of asked ? [] : files) {
    if (!/\.(txt|text)$/i.test(path)) continue;
    const text = await readFile(path, 'latin1');
    if (/^X:/m.test(text) && /^K:/m.test(text))
      throw new BgptError(
        'corpus/no-source',
        `${path} holds ABC tunes, but no source reads files of this name`,
        {
          hint: 'Name it .abc; or say --formats txt to take it as plain text.',
        },
      );
  }
  return files;
}

/** The files of a folder that a build reads. */
export async function filesRead(folder: string, options: FileGroupOptions = {}): Promise<string[]> {
  const files = await filesOf(folder);
  if (!takenAsTheyAre(options) && files.some(isSource)) return files.filter(isSource);
  const { formats } = options;
  return formats ? files.filter((file) => formats.includes(formatOfName(file) ?? '')) : files;
}

function takenAsTheyAre({ formats, labelBy }: FileGroupOptions): boolean {
  return formats !== undefined || labelBy !== undefined;
}

/** Bytes on the disk behind the paths: what a progress bar counts against. */
export async function sizeOf(paths: readonly string[], options: FileGroupOptions = {}): Promise<number> {
  let sum = 0;
  for (const path of paths) {
    const found = await stat(path).catch(() => undefined);
    if (!found) throw new BgptError('io/not-found', `there is no ${path}`, { details: { path } });
    if (!found.isDirectory()) sum += found.size;
    else for (const file of await filesRead(path, options)) sum += (await stat(file)).size;
  }
  return sum;
}

/** Whether some source reads files of this name. */
export function isSource(path: string): boolean {
  return READERS.some(([name]) => name.test(path));
}
