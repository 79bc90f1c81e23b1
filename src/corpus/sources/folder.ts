/**
 * A folder, walked in the order of its names: `x.abc` + `x.mid` is a pair, a `.mid` alone its own byte sequence, and
 * any other file what its name says (source-of.ts).
 */

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { BgptError, messageOf } from '../../errors.ts';
import { type Entry, MAX_FILE_BYTES, reject, type SourceWatcher } from '../entry.ts';
import { wholeFile } from './file-groups.ts';
import { tunesOf } from './tunebook.ts';

export const MIDI_NAME = /\.midi?$/i;
export const ABC_NAME = /\.abc$/i;

/** The files of a folder and its sub-folders, by name: an order that no file system changes. */
export async function filesOf(folder: string): Promise<string[]> {
  const names = await readdir(folder, { withFileTypes: true }).catch((thrown) => {
    throw new BgptError('io/not-found', `cannot read ${folder}: ${messageOf(thrown)}`);
  });
  const files: string[] = [];
  for (const entry of names.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.')) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) files.push(...(await filesOf(path)));
    else files.push(path);
  }
  return files;
}

/** The partner of each file that has one: `.abc` to `.mid` of the same stem, and the other way. */
export function partners(files: readonly string[]): Map<string, string> {
  const stem = (path: string) => path.replace(/\.[^.]*$/, '');
  const abc = new Map(files.filter((path) => ABC_NAME.test(path)).map((path) => [stem(path), path]));
  const found = new Map<string, string>();
  for (const midi of files.filter((path) => MIDI_NAME.test(path))) {
    const partner = abc.get(stem(midi));
    if (partner === undefined || found.has(partner)) continue;
    found.set(partner, midi);
    found.set(midi, partner);
  }
  return found;
}

/** A given pair: the MIDI is the target as it is. A book of several tunes cannot be one file's source. */
export async function* givenPair(
  abcPath: string,
  midiPath: string,
  watcher: SourceWatcher,
): AsyncGenerator<Entry> {
  const midi = await wholeFile(midiPath, watcher);
  const abc = await wholeFile(abcPath, watcher);
  if (!midi || !abc)
    yield reject('source/too-long', midi ? abcPath : midiPath, `over ${MAX_FILE_BYTES} bytes`);
  else {
    const found: Entry[] = [];
    for await (const entry of tunesOf(abcPath, chunk(abc))) found.push(entry);
    const [only, ...more] = found;
    if (only?.kind === 'tune' && more.length === 0) yield { ...only, origin: abcPath, midi };
    else if (only?.kind === 'reject' && more.length === 0) yield only;
    else
      yield reject(
        'source/not-one-tune',
        abcPath,
        `${found.length} tunes or pieces of tunes in the text, one MIDI file beside it`,
      );
  }
}

async function* chunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

export async function* midiFile(path: string, watcher: SourceWatcher): AsyncGenerator<Entry> {
  const bytes = await wholeFile(path, watcher);
  if (bytes) yield { kind: 'files', origin: path, label: '', files: [{ format: 'mid', bytes }] };
  else yield reject('source/too-long', path, `over ${MAX_FILE_BYTES} bytes`);
}
