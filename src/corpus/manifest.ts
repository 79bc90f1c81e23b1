/** `manifest.json` of a folder of pair shards: what it holds, how it was made, and whether it may be trained on. Written last: a folder with a manifest is whole. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from '#zod';
import { BgptError, messageOf } from '../errors.ts';
import { writeWhole } from '../store/write-whole.ts';
import { SPLITS, type Split } from './group-row.ts';

export const MANIFEST_FILE = 'manifest.json';
export const QUARANTINE_FILE = 'quarantine.jsonl';
export const MANIFEST_FORMAT = 'bgpt-music/pairs';
export const MANIFEST_VERSION = 1;

const count = z.number().int().nonnegative();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const card = z.looseObject({
  name: z.string(),
  title: z.string(),
  url: z.string().nullable(),
  licence: z.string(),
  mayTrain: z.boolean(),
  why: z.string(),
});
const split = z.object({ pairs: count, groups: count, sourceBytes: count, targetBytes: count });

/** A file of a folder of pairs, with what proves that it is whole. */
export interface ManifestFile {
  file: string;
  rows: number;
  bytes: number;
  /** 64 hexadecimal digits. */
  sha256: string;
}

/** What a folder of pairs says of itself. */
export interface Manifest {
  format: typeof MANIFEST_FORMAT;
  formatVersion: typeof MANIFEST_VERSION;
  /** The recipe's name; `files` for files named on the command line. */
  recipe: string;
  cards: {
    [more: string]: unknown;
    name: string;
    title: string;
    url: string | null;
    licence: string;
    mayTrain: boolean;
    why: string;
  }[];
  renderer: { name: string; version: string; options: Record<string, unknown> };
  /** Every option that the rows depend on. */
  options: Record<string, unknown>;
  /** The input files, as named, with what they held. */
  sources: { name: string; bytes: number; sha256: string }[];
  /** Tunes read; same-body duplicates among them; rows written; rows in quarantine, by code. */
  counts: {
    tunes: number;
    duplicates: number;
    pairs: number;
    quarantined: number;
    byCode: Record<string, number>;
  };
  splits: Record<Split, { pairs: number; groups: number; sourceBytes: number; targetBytes: number }>;
  files: (ManifestFile & { split: Split })[];
  quarantine: ManifestFile;
  /** Input files that broke off; what stood before the damage is in the shards. */
  damaged: { code: string; origin: string; reason: string }[];
}

const manifestSchema: z.ZodType<Manifest> = z.object({
  format: z.literal(MANIFEST_FORMAT),
  formatVersion: z.literal(MANIFEST_VERSION),
  recipe: z.string(),
  cards: z.array(card),
  renderer: z.object({ name: z.string(), version: z.string(), options: z.record(z.string(), z.unknown()) }),
  options: z.record(z.string(), z.unknown()),
  sources: z.array(z.object({ name: z.string(), bytes: count, sha256 })),
  counts: z.object({
    tunes: count,
    duplicates: count,
    pairs: count,
    quarantined: count,
    byCode: z.record(z.string(), count),
  }),
  splits: z.object(Object.fromEntries(SPLITS.map((name) => [name, split])) as Record<Split, typeof split>),
  files: z.array(z.object({ file: z.string(), split: z.enum(SPLITS), rows: count, bytes: count, sha256 })),
  quarantine: z.object({ file: z.string(), rows: count, bytes: count, sha256 }),
  damaged: z.array(z.object({ code: z.string(), origin: z.string(), reason: z.string() })),
});

/** Reads a folder's manifest; undefined if it has none. */
export async function findManifest(folder: string): Promise<Manifest | undefined> {
  const path = join(folder, MANIFEST_FILE);
  const text = await readFile(path, 'utf8').catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'ENOENT' || thrown.code === 'ENOTDIR') return undefined;
    throw new BgptError('io/not-found', `cannot read ${path}: ${thrown.message}`);
  });
  if (text === undefined) return undefined;
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (thrown) {
    throw new BgptError('shard/corrupt', `${path} is no JSON: ${messageOf(thrown)}`, { details: { path } });
  }
  const { format, formatVersion } = Object(data) as Record<string, unknown>;
  if (format !== MANIFEST_FORMAT || formatVersion !== MANIFEST_VERSION)
    throw new BgptError(
      'shard/format-version',
      `${path} is ${String(format)} version ${String(formatVersion)}; this program reads ${MANIFEST_FORMAT} version ${MANIFEST_VERSION}`,
      { details: { path } },
    );
  const read = manifestSchema.safeParse(data);
  if (!read.success)
    throw new BgptError('shard/corrupt', `${path}: ${z.prettifyError(read.error)}`, { details: { path } });
  return read.data;
}

/** The manifest of a finished folder of pairs.  @throws BgptError io/not-found, shard/corrupt, shard/format-version */
export async function readManifest(folder: string): Promise<Manifest> {
  const manifest = await findManifest(folder);
  if (manifest) return manifest;
  throw new BgptError('io/not-found', `${folder} has no ${MANIFEST_FILE}: no finished folder of pairs`, {
    hint: 'A build that was stopped goes on where it was if the same command is run again.',
  });
}

export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  await writeWhole(join(folder, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`);
}
