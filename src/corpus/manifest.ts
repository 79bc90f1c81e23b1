/** `manifest.json` of a folder of pair shards: what it holds, how it was made, and whether it may be trained on. Written last: a folder with a manifest is whole. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from '#zod';
import { BgptError, messageOf } from '../errors.ts';
import { writeWhole } from '../store/write-whole.ts';
import { SPLITS } from './group-row.ts';

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

const manifestSchema = z.object({
  format: z.literal(MANIFEST_FORMAT),
  formatVersion: z.literal(MANIFEST_VERSION),
  /** The recipe's name; `files` for files named on the command line. */
  recipe: z.string(),
  cards: z.array(card),
  teacher: z.object({ name: z.string(), version: z.string(), options: z.record(z.string(), z.unknown()) }),
  /** Every option that the rows depend on. */
  options: z.record(z.string(), z.unknown()),
  /** The input files, as named, with what they held. */
  sources: z.array(z.object({ name: z.string(), bytes: count, sha256 })),
  /** Tunes read; same-body duplicates among them; rows written; rows in quarantine, by code. */
  counts: z.object({
    tunes: count,
    duplicates: count,
    pairs: count,
    quarantined: count,
    byCode: z.record(z.string(), count),
  }),
  splits: z.object(
    Object.fromEntries(SPLITS.map((name) => [name, split])) as Record<(typeof SPLITS)[number], typeof split>,
  ),
  files: z.array(z.object({ file: z.string(), split: z.enum(SPLITS), rows: count, bytes: count, sha256 })),
  quarantine: z.object({ file: z.string(), rows: count, bytes: count, sha256 }),
  /** Input files that broke off; what stood before the damage is in the shards. */
  damaged: z.array(z.object({ code: z.string(), origin: z.string(), reason: z.string() })),
});

export type Manifest = z.infer<typeof manifestSchema>;

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
