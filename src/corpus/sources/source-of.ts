/** Which source reads a path: its name says. */
import { readFile, stat } from 'node:fs/promises';
import { BgptError } from '../../errors.ts';
import { formatOfName } from '../../formats/registry.ts';
import type { Entry, SourceWatcher } from '../entry.ts';
import type { FieldMap } from './field-map.ts';
import { type FileGroupOptions, fileGroups } from './file-groups.ts';
import { ABC_NAME, filesOf, givenPair, MIDI_NAME, midiFile, partners } from './folder.ts';
import { tuneEntries } from './text-tunes.ts';

/** How files become tunes. */
export interface FileSourceOptions extends FileGroupOptions {
  /** How JSON records become tunes; by default the known dumps are recognised. */
  fields?: readonly FieldMap[] | undefined;
  /** A text without any X: line may be a tune, and a file of an unknown name a tunebook. */
  bareTunes?: boolean | undefined;
}

/** Names that a source reads, in words. */
export const SOURCE_NAMES = '.json and .jsonl (plain or .gz), .abc (also .gz), .mid, .tar.gz';

type ReaderOptions = Pick<FileSourceOptions, 'fields' | 'bareTunes'>;
type Reader = (path: string, watcher: SourceWatcher, options: ReaderOptions) => AsyncIterable<Entry>;

const TUNEBOOK = async (): Promise<Reader> => (await import('./tunebook.ts')).tunebook;

/** Each is loaded with the first file of its kind. */
const READERS: readonly (readonly [RegExp, () => Promise<Reader>])[] = [
  [
    /\.(jsonl|ndjson)(\.gz)?$/i,
    async () => {
      const { jsonLines } = await import('./json-lines.ts');
      return (path, watcher, { fields }) => jsonLines(path, watcher, fields);
    },
  ],
  [
    /\.json(\.gz)?$/i,
    async () => {
      const { jsonArray } = await import('./json-array.ts');
      return (path, watcher, { fields }) => jsonArray(path, watcher, fields);
    },
  ],
  [/\.(tar|tar\.gz|tgz)$/i, async () => (await import('./midi-tar.ts')).midiTar],
  [/\.abc(\.gz)?$/i, TUNEBOOK],
  [MIDI_NAME, async () => midiFile],
];

async function readerOf(path: string): Promise<Reader | undefined> {
  return READERS.find(([name]) => name.test(path))?.[1]();
}

/** The entries of files and folders, in the order given. Every tune is one tune (text-tunes.ts). */
export async function* fileSources(
  paths: readonly string[],
  watcher: SourceWatcher = {},
  options: FileSourceOptions = {},
): AsyncGenerator<Entry> {
  for await (const entry of entriesOf(paths, watcher, options)) {
    if (entry.kind === 'tune') yield* tuneEntries(entry);
    else yield entry;
  }
}

async function* entriesOf(
  paths: readonly string[],
  watcher: SourceWatcher,
  { fields, bareTunes, ...asTheyAre }: FileSourceOptions,
): AsyncGenerator<Entry> {
  const raw = takenAsTheyAre(asTheyAre);
  for (const path of paths) {
    if ((await stat(path).catch(() => undefined))?.isDirectory()) {
      const files = await filesOf(path);
      if (raw || !files.some(isSource)) yield* fileGroups(await asRawFiles(files, raw), watcher, asTheyAre);
      else yield* folder(files, watcher, { fields, bareTunes });
    } else if (raw) yield* fileGroups([path], watcher, asTheyAre);
    else {
      const reader = (await readerOf(path)) ?? (bareTunes ? await TUNEBOOK() : undefined);
      if (!reader)
        throw new BgptError('usage/invalid-option', `${path}: no source reads files of this name`, {
          hint: `Sources: ${SOURCE_NAMES}, and folders of them.`,
        });
      yield* reader(path, watcher, { fields, bareTunes });
    }
  }
}

async function* folder(
  files: readonly string[],
  watcher: SourceWatcher,
  options: ReaderOptions,
): AsyncGenerator<Entry> {
  const pair = partners(files);
  for (const file of files) {
    const partner = pair.get(file);
    if (partner === undefined) yield* (await readerOf(file))?.(file, watcher, options) ?? [];
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
