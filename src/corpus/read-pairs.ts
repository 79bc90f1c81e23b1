/**
 * The way in for trainers: the groups of a split, as they lie or read in a direction, from a folder of shards or from a plain
 * folder of `x.abc` + `x.mid` files. Shards are compared with the manifest before the first row of each is given out.
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { BgptError } from '../errors.ts';
import type { Direction } from '../formats/direction.ts';
import { abcFields } from '../music/abc-fields.ts';
import { sha256OfFile } from '../store/sha256.ts';
import type { Entry } from './entry.ts';
import type { GroupRow, Split } from './group-row.ts';
import { findManifest, type Manifest } from './manifest.ts';
import { inDirection, type PairRow } from './pair-row.ts';
import { fileSources } from './sources/source-of.ts';
import { prepare } from './stages/prepare.ts';
import { SPLIT_DEFAULTS } from './stages/split.ts';

/** How a folder of pairs is read; READ_PAIRS_DEFAULTS where not given. */
export interface ReadPairsOptions {
  /** Compare every shard's sha256 with the manifest's before reading it. */
  verify?: boolean;
  /** Which file goes before which; groups without such files are left out. Undefined: see `inDirection`. */
  direction?: Direction | undefined;
}

/** Shards are checked; the direction is the first that the files have. */
export const READ_PAIRS_DEFAULTS = { verify: true, direction: undefined } as const satisfies ReadPairsOptions;

/** The groups of a split, each read in the direction.  @throws BgptError pairs/direction, and as `readGroups` */
export async function* readPairs(
  folder: string,
  split: Split,
  options: ReadPairsOptions = {},
): AsyncGenerator<PairRow> {
  for await (const row of readGroups(folder, split, options)) {
    const pair = inDirection(row, options.direction);
    if (pair) yield pair;
  }
}

/** @throws BgptError io/not-found, shard/corrupt, shard/format-version */
export async function* readGroups(
  folder: string,
  split: Split,
  options: Pick<ReadPairsOptions, 'verify'> = {},
): AsyncGenerator<GroupRow> {
  const { verify } = { ...READ_PAIRS_DEFAULTS, ...options };
  const manifest = await findManifest(folder);
  if (!manifest) {
    yield* fileGroups(folder, split);
    return;
  }
  const { readShard } = await import('./shard-reader.ts');
  for (const file of manifest.files) {
    if (file.split !== split) continue;
    const path = join(folder, file.file);
    if (verify) await checkShard(path, file);
    yield* readShard(path);
  }
}

/** The shard is the one that the manifest speaks of, byte for byte. */
export async function checkShard(path: string, { bytes, sha256 }: Manifest['files'][number]): Promise<void> {
  const size = (await stat(path).catch(() => undefined))?.size;
  if (size === undefined)
    throw new BgptError('io/not-found', `${path} is in the manifest, but not there`, { details: { path } });
  if (size !== bytes || (await sha256OfFile(path)) !== sha256)
    throw new BgptError('shard/corrupt', `${path} is not the file that the manifest describes`, {
      hint: 'Copy it again, or delete the folder and build the pairs anew.',
      details: { path, bytes: size, expected: bytes },
    });
}

/**
 * Files as they lie: `folder/train` and `folder/valid` if there are such (what `pairs export` writes), else the folder's
 * groups split as a build splits them. Nothing is checked or left out but what is no pair.
 */
async function* fileGroups(folder: string, split: Split): AsyncGenerator<GroupRow> {
  const isFolder = async (path: string) => (await stat(path).catch(() => undefined))?.isDirectory() === true;
  if (!(await isFolder(folder))) throw new BgptError('io/not-found', `there is no folder ${folder}`);
  const own = await isFolder(join(folder, split));
  const divided = own || (await isFolder(join(folder, split === 'train' ? 'valid' : 'train')));
  if (divided && !own) return;
  let rows = 0;
  for await (const entry of fileSources([divided ? join(folder, split) : folder])) {
    const row = asRow(entry);
    if (!row) continue;
    rows++;
    if (divided || row.split === split) yield row.row;
  }
  if (rows === 0)
    throw new BgptError(
      'io/not-found',
      `${folder} holds neither a manifest.json nor .abc files with a .mid beside them`,
    );
}

function asRow(entry: Entry): { row: GroupRow; split: Split } | undefined {
  if (entry.kind === 'reject' || (entry.kind === 'tune' && !entry.midi)) return undefined;
  const { origin } = entry;
  const ready = prepare(entry, SPLIT_DEFAULTS);
  if ('rejection' in ready) return undefined;
  const { id, group, split, midi, files: given, label = '' } = ready.item;
  if (given) {
    const about = { origin, title: '', key: '', meter: '', transpose: 0 };
    return { row: { id, group, files: given, label, about }, split };
  }
  const files = [{ format: 'mid', bytes: midi! }];
  // the text as it is in the file: what is converted must be what was trained on
  const abc = entry.kind === 'tune' ? entry.abc : '';
  if (entry.kind === 'tune') files.unshift({ format: 'abc', bytes: new TextEncoder().encode(abc) });
  const { title, key, meter } = abcFields(abc);
  return { row: { id, group, files, label: '', about: { origin, title, key, meter, transpose: 0 } }, split };
}
