/** Which source reads a path: its name says. */
import { stat } from 'node:fs/promises';
import { BgptError } from '../../errors.ts';
import type { Entry, SourceWatcher } from '../entry.ts';
import type { FieldMap } from './field-map.ts';
import { ABC_NAME, filesOf, givenPair, MIDI_NAME, midiFile, partners } from './folder.ts';

export interface FileSourceOptions {
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
  { fields }: FileSourceOptions = {},
): AsyncGenerator<Entry> {
  for (const path of paths) {
    if ((await stat(path).catch(() => undefined))?.isDirectory()) yield* folder(path, watcher, fields);
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
  path: string,
  watcher: SourceWatcher,
  fields?: readonly FieldMap[],
): AsyncGenerator<Entry> {
  const files = await filesOf(path);
  const pair = partners(files);
  for (const file of files) {
    const partner = pair.get(file);
    if (partner === undefined) yield* (await readerOf(file))?.(file, watcher, fields) ?? [];
    else if (ABC_NAME.test(file)) yield* givenPair(file, partner, watcher);
  }
}

/** Bytes on the disk behind the paths: what a progress bar counts against. */
export async function sizeOf(paths: readonly string[]): Promise<number> {
  let sum = 0;
  for (const path of paths) {
    const found = await stat(path).catch(() => undefined);
    if (!found) throw new BgptError('io/not-found', `there is no ${path}`, { details: { path } });
    if (!found.isDirectory()) sum += found.size;
    else for (const file of await filesOf(path)) if (isSource(file)) sum += (await stat(file)).size;
  }
  return sum;
}

/** Whether some source reads files of this name. */
export function isSource(path: string): boolean {
  return READERS.some(([name]) => name.test(path));
}
