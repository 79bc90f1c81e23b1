/**
 * The tunes that `convert` is given, read as every command reads them (corpus/sources): tunebooks, dumps, archives, folders of
 * them, plain or gzipped, and standard input. What cannot be read is a row of its own, never nothing.
 */
import { stat } from 'node:fs/promises';
import { basename, relative } from 'node:path';
import type { TuneToConvert } from '../convert/plan-outputs.ts';
import type { Entry } from '../corpus/entry.ts';
import { filesOf } from '../corpus/sources/folder.ts';
import { unzipped } from '../corpus/sources/gunzip.ts';
import { fileSources, isSource } from '../corpus/sources/source-of.ts';
import { tunesOf } from '../corpus/sources/tunebook.ts';
import { BgptError } from '../errors.ts';
import { formatOfName } from '../formats/registry.ts';
import { abcFields } from '../music/abc-fields.ts';
import { readInput } from './read-input.ts';

export interface TunesToConvertOptions {
  /** Of dumps, only tunes whose id matches. */
  ids?: RegExp | undefined;
  limit?: number | undefined;
}

const DUMP = /\.(json|jsonl|ndjson)(\.gz)?$/i;

/** @throws BgptError convert/no-tune, io/not-found, and source/damaged where a damaged input is all there is */
export async function tunesToConvert(
  inputs: readonly string[],
  { ids, limit = Number.POSITIVE_INFINITY }: TunesToConvertOptions = {},
): Promise<TuneToConvert[]> {
  const tunes: TuneToConvert[] = [];
  for (const input of inputs) {
    const isFolder = input !== '-' && (await stat(input).catch(() => undefined))?.isDirectory() === true;
    const files = isFolder ? (await filesOf(input)).filter(holdsTunes) : [input];
    if (files.length === 0)
      throw new BgptError('convert/no-tune', `no .abc file in ${input}`, { details: { path: input } });
    for (const source of files) {
      if (tunes.length >= limit) break;
      const name = isFolder ? relative(input, source) : source === '-' ? '-' : basename(source);
      tunes.push(...(await tunesOfFile(source, name, { ids, limit: limit - tunes.length })));
    }
  }
  const [only, ...more] = tunes;
  if (only?.refused && more.length === 0) throw alone(only.refused);
  return tunes;
}

function holdsTunes(path: string): boolean {
  return isSource(path) && formatOfName(path) !== 'mid';
}

async function tunesOfFile(
  source: string,
  name: string,
  { ids, limit }: { ids: RegExp | undefined; limit: number },
): Promise<TuneToConvert[]> {
  const isDump = DUMP.test(source);
  const below = isDump ? name.replace(/\.[a-z.]*$/i, '') : name.replace(/\.gz$/i, '');
  const tunes: TuneToConvert[] = [];
  for await (const entry of entriesOf(source)) {
    const about = { source, below, siblings: 1 };
    if (entry.kind === 'reject') {
      const { code, reason, damaged, origin } = entry;
      const refused = { code, message: `${origin}: ${reason}`, damaged: damaged === true };
      tunes.push({ ...about, x: '', title: '', text: '', refused });
    } else if (entry.kind === 'tune' && (!isDump || !ids || ids.test(entry.id ?? ''))) {
      const { x, title } = abcFields(entry.abc);
      tunes.push({ ...about, x: (isDump && entry.id) || x, title, text: entry.abc });
    }
    if (tunes.length >= limit) break;
  }
  const readable = tunes.filter(({ refused }) => refused === undefined).length;
  // a dump's tunes bear their ids, be there one or many
  for (const tune of tunes) tune.siblings = isDump ? Math.max(readable, 2) : readable;
  return tunes;
}

async function* entriesOf(source: string): AsyncGenerator<Entry> {
  if (source !== '-') {
    yield* fileSources([source], {}, { bareTunes: true });
    return;
  }
  const bytes = await readInput('-');
  async function* once(): AsyncGenerator<Uint8Array> {
    yield bytes;
  }
  yield* tunesOf('-', unzipped(once(), once), { bareTunes: true });
}

function alone({ code, message, damaged }: NonNullable<TuneToConvert['refused']>): BgptError {
  const isEmpty = code === 'source/empty' || code === 'source/not-abc';
  return new BgptError(damaged && !isEmpty ? 'source/damaged' : 'convert/no-tune', `${message} (${code})`);
}
