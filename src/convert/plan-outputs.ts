/** Which file each result is written to: `tune.mid` beside `tune.abc` or in the output folder, a book's tunes named by X:. */
import { existsSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { BgptError } from '../errors.ts';
import { formatOfName } from '../formats/registry.ts';

export const INVALID = '.invalid';

export interface TuneToConvert {
  /** The file it came from; `-` is standard input. */
  source: string;
  /** That file's place below the folder that was named, or its own name. */
  below: string;
  /** X: of the tune, '' where it has none. */
  x: string;
  title: string;
  text: string;
  /** Tunes in the file. */
  siblings: number;
  /** Why there is no text: what a source could not read. */
  refused?: { code: string; message: string; damaged: boolean };
}

/**
 * @param out a folder, or for a single tune a file of the format that is written; undefined: beside the source
 * @param to the format that is written
 * @returns one path a tune, all different; '' for what a source could not read
 * @throws BgptError convert/unsafe-name where a name would lie outside its folder
 */
export function planOutputs(
  tunes: readonly Omit<TuneToConvert, 'text'>[],
  out?: string,
  to = 'mid',
): string[] {
  if (out !== undefined && formatOfName(out) === to) {
    const readable = tunes.filter(({ refused }) => refused === undefined).length;
    if (readable !== 1)
      throw new BgptError(
        'usage/invalid-option',
        `--out ${out} is one file, there are ${readable} to convert`,
        {
          hint: 'Name a folder.',
        },
      );
    return tunes.map(({ refused }) => (refused ? '' : out));
  }
  const taken = new Set<string>();
  return tunes.map((tune) => {
    if (tune.refused) return '';
    const stem = tune.below === '-' ? 'stdin' : tune.below.replace(/\.[^./\\]*$/, '');
    const folder = out ?? (tune.source === '-' ? '.' : join(dirname(tune.source), '.'));
    const name = out === undefined ? basename(stem) : stem;
    const numbered = tune.siblings === 1 ? name : `${name}-${tune.x === '' ? 'untitled' : plain(tune.x)}`;
    for (let again = 1; ; again++) {
      const path = inside(folder, `${numbered}${again === 1 ? '' : `-${again}`}.${to}`);
      if (taken.has(path)) continue;
      taken.add(path);
      return path;
    }
  });
}

/** X: and ids are anybody's text: `X:2/3` must not cost the book, nor `X:../../etc/passwd` become a path. */
function plain(name: string): string {
  return name.replace(/[^\w.-]/g, '_');
}

function inside(folder: string, name: string): string {
  const path = join(folder, name);
  const way = relative(resolve(folder), resolve(path));
  const climbs = way.startsWith('..') || isAbsolute(way) || /[\0\\]|(^|\/)\.\.(\/|$)/.test(name);
  if (climbs) throw unsafe(folder, name);
  return path;
}

function unsafe(folder: string, name: string): BgptError {
  return new BgptError('convert/unsafe-name', `the output "${name}" is no plain name in ${folder}`, {
    details: { folder, name },
    hint: 'Give the file another name.',
  });
}

/** @throws BgptError usage/output-exists naming the first that is there, valid or not */
export function refuseExisting(paths: readonly string[], force = false): void {
  if (force) return;
  const there = paths.flatMap((path) => [path, path + INVALID]).filter((path) => existsSync(path));
  if (there.length === 0) return;
  const more = there.length > 1 ? ` and ${there.length - 1} more` : '';
  throw new BgptError('usage/output-exists', `${there[0]} is already there${more}; nothing was written`, {
    hint: '--force writes over it.',
    details: { paths: there.slice(0, 20) },
  });
}
