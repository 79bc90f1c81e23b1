/**
 * The unfinished work of a build: one part a block of tunes, each a Parquet file and, written after it, its record. A part
 * with a record is whole; a build that is started again keeps those whose input is still the same.
 */
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BgptError } from '../errors.ts';
import { writeWhole } from '../store/write-whole.ts';
import type { ShardOf } from './build-options.ts';
import type { Rejection } from './entry.ts';
import type { Manifest } from './manifest.ts';

/** What all parts of one build share. Machines that differ in it do not build the same thing. */
export type BuildIdentity = Pick<Manifest, 'recipe' | 'cards' | 'renderer' | 'options'> & {
  partVersion: number;
};
export const PART_VERSION = 1;

export interface PartRecord {
  block: number;
  /** sha256 of all that went into the block. */
  digest: string;
  /** Tunes read, and those of them that were there before. */
  tunes: number;
  duplicates: number;
  /** Rows by split. */
  rows: { train: number; valid: number };
  sourceBytes: number;
  targetBytes: number;
  rejections: Rejection[];
  damaged: Rejection[];
}

/** The record of a finished machine: how many blocks there are in all. */
export interface ShardRecord {
  identity: BuildIdentity;
  shard: ShardOf;
  blocks: number;
  sources: Manifest['sources'];
}

const name = (block: number) => `part-${String(block).padStart(6, '0')}`;
export const SHARD_RECORD = 'shard.json';
const BUILD_RECORD = 'build.json';

export function partFile(folder: string, block: number): string {
  return join(folder, `${name(block)}.parquet`);
}

export async function readPart(folder: string, block: number): Promise<PartRecord | undefined> {
  return readJson<PartRecord>(join(folder, `${name(block)}.json`));
}

export async function writePart(folder: string, record: PartRecord): Promise<void> {
  await writeWhole(join(folder, `${name(record.block)}.json`), JSON.stringify(record));
}

/** Makes the folder ready for a build: parts of another one are removed. Returns whether there is something to go on with. */
export async function openWorkFolder(folder: string, identity: BuildIdentity): Promise<boolean> {
  const before = await readJson<BuildIdentity>(join(folder, BUILD_RECORD));
  const same = JSON.stringify(before) === JSON.stringify(identity);
  if (!same) await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  if (!same) await writeWhole(join(folder, BUILD_RECORD), JSON.stringify(identity));
  return same;
}

export async function writeShardRecord(folder: string, record: ShardRecord): Promise<void> {
  await writeWhole(join(folder, SHARD_RECORD), JSON.stringify(record));
}

export async function readShardRecord(folder: string): Promise<ShardRecord> {
  const record = await readJson<ShardRecord>(join(folder, SHARD_RECORD));
  if (record) return record;
  throw new BgptError('pairs/incomplete', `${folder} is not finished: it has no ${SHARD_RECORD}`, {
    hint: 'Run its `pairs build --shard` again: it goes on where it was.',
  });
}

async function readJson<T>(path: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new BgptError('shard/corrupt', `cannot read ${path}`, { cause: thrown });
  }
}
