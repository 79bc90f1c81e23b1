/** Which files `convert` is given, by format: named files, files of folders, or standard input, told by its content. */
import { stat } from 'node:fs/promises';
import { basename, relative } from 'node:path';
import type { TuneToConvert } from '../convert/plan-outputs.ts';
import { filesOf } from '../corpus/sources/folder.ts';
import { isSource } from '../corpus/sources/source-of.ts';
import { BgptError } from '../errors.ts';
import { formatOfName } from '../formats/registry.ts';
import { readInput } from './read-input.ts';

export type NamedFile = Omit<TuneToConvert, 'text'>;

const MIDI_MAGIC = 'MThd';

/** The format of bytes without a name: MIDI begins with `MThd`, all else is taken for ABC. */
export function formatOfContent(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.subarray(0, MIDI_MAGIC.length)) === MIDI_MAGIC ? 'mid' : 'abc';
}

/** Names that stand for tunes in ABC: tunebooks and dumps. */
const TUNES = /\.(abc|json|jsonl|ndjson|txt)(\.gz)?$/i;

/**
 * The format that the inputs are of: what the first says that says anything.
 * @throws BgptError convert/no-tune where a folder holds nothing of the formats that there are
 */
export async function formatOfInputs(inputs: readonly string[], known: readonly string[]): Promise<string> {
  for (const input of inputs) {
    if (input === '-') return formatOfContent(await readInput('-'));
    if (TUNES.test(input)) return 'abc';
    if (!(await isFolder(input))) return formatOfName(input) ?? 'abc';
    const files = await filesOf(input);
    const formats = files.map((file) => formatOfName(file.replace(/\.abc\.gz$/i, '.abc')));
    const found =
      known.find((format) => formats.includes(format)) ??
      (known.includes('abc') && files.some(isSource) ? 'abc' : undefined);
    if (found !== undefined) return found;
    throw new BgptError('convert/no-tune', `no .${known.join(' or .')} file in ${input}`, {
      details: { path: input },
    });
  }
  return 'abc';
}

/** The files of a format among the inputs. @throws BgptError convert/no-tune, io/not-found */
export async function filesToConvert(inputs: readonly string[], format: string): Promise<NamedFile[]> {
  const files: NamedFile[] = [];
  for (const input of inputs) {
    if (input === '-') {
      files.push(namedFile('-', '-'));
      continue;
    }
    if (!(await isFolder(input))) {
      files.push(namedFile(input, basename(input)));
      continue;
    }
    const found = (await filesOf(input)).filter((file) => formatOfName(file) === format);
    if (found.length === 0)
      throw new BgptError('convert/no-tune', `no .${format} file in ${input}`, { details: { path: input } });
    files.push(...found.map((file) => namedFile(file, relative(input, file))));
  }
  return files;
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}

function namedFile(source: string, below: string): NamedFile {
  return { source, below, x: '', title: '', siblings: 1 };
}
