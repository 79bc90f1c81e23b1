/**
 * Files of any format as they lie: those of one folder that share a stem are a group (`x.pgm` + `x.label`), any other stands
 * alone. Nothing is looked into; what a file is, its name says.
 */
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { FileBytes } from '../../bytes/sequence.ts';
import { BgptError, messageOf } from '../../errors.ts';
import { formatOfName } from '../../formats/registry.ts';
import { sha256 } from '../../store/sha256.ts';
import { type Entry, MAX_FILE_BYTES, reject, type SourceWatcher } from '../entry.ts';

/** Where a file's label stands: its folder's name, its own name up to the first `_`, or a table by file name. */
export type LabelBy = 'folder' | 'prefix' | ReadonlyMap<string, string>;

export interface FileGroupOptions {
  /** Formats that are taken, in the order in which a group holds them; undefined: all, by name. */
  formats?: readonly string[] | undefined;
  labelBy?: LabelBy | undefined;
}

export async function* fileGroups(
  paths: readonly string[],
  watcher: SourceWatcher,
  { formats, labelBy }: FileGroupOptions = {},
): AsyncGenerator<Entry> {
  const rank = (path: string) => formats?.indexOf(formatOfName(path)!) ?? 0;
  const groups = new Map<string, string[]>();
  for (const path of paths) {
    const format = formatOfName(path);
    if (formats && (format === undefined || !formats.includes(format))) continue;
    const stem = path.replace(/\.[^./\\]*$/, '');
    groups.set(stem, [...(groups.get(stem) ?? []), path]);
  }
  for (const [stem, members] of groups) {
    const files: FileBytes[] = [];
    for (const path of members.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))) {
      const format = formatOfName(path);
      const bytes = format === undefined ? undefined : await wholeFile(path, watcher);
      if (format === undefined)
        yield reject('source/format-name', path, 'a format is 1 to 8 letters and digits behind the last dot');
      else if (bytes === undefined) yield reject('source/too-long', path, `over ${MAX_FILE_BYTES} bytes`);
      else if (bytes.length === 0) yield reject('source/empty', path, 'the file is empty');
      else files.push({ format, bytes });
    }
    if (files.length === 0) continue;
    const label = labelBy === undefined ? '' : labelOf(members[0]!, labelBy);
    if (label === undefined) yield reject('source/no-label', stem, 'the table of labels does not name it');
    else yield { kind: 'files', origin: stem, files, label };
  }
}

/** undefined: a table that does not name it. */
function labelOf(path: string, by: LabelBy): string | undefined {
  const name = basename(path);
  if (by === 'folder') return basename(dirname(path));
  if (by === 'prefix') return name.split('_')[0]!.replace(/\.[^.]*$/, '');
  return by.get(name) ?? by.get(name.replace(/\.[^.]*$/, ''));
}

/** undefined: too long to be held. */
export async function wholeFile(path: string, watcher: SourceWatcher): Promise<Uint8Array | undefined> {
  watcher.signal?.throwIfAborted();
  try {
    if ((await stat(path)).size > MAX_FILE_BYTES) return undefined;
    const bytes = await readFile(path);
    watcher.onBytes?.(bytes.length);
    watcher.onFile?.({ name: path, bytes: bytes.length, sha256: sha256(bytes) });
    return bytes;
  } catch (thrown) {
    throw new BgptError('io/not-found', `cannot read ${path}: ${messageOf(thrown)}`, { details: { path } });
  }
}
