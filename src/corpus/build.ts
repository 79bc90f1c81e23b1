/**
 * `pairs build`: a recipe becomes a folder of pair shards. The same recipe, options and inputs give the same bytes,
 * whatever the number of workers or machines and however often it was stopped on the way.
 */
import { readdir, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { BgptError } from '../errors.ts';
import { BUILD_DEFAULTS, type BuildSettings, type ShardOf, WHOLE } from './build-options.ts';
import { type BuildProgress, noProgress } from './build-progress.ts';
import { findManifest, MANIFEST_FILE, type Manifest } from './manifest.ts';
import type { Recipe } from './recipe.ts';
import { sourcesUnchanged } from './sources-unchanged.ts';
import { type BuildIdentity, openWorkFolder, PART_VERSION } from './work-folder.ts';

/** What to build, where, and who works on it. */
export interface BuildRequest {
  recipe: Recipe;
  /** The folder that will hold the shards. */
  out: string;
  settings?: Partial<BuildSettings>;
  /** Workers; they change no byte. */
  workers?: number;
  /** Render only every n-th block; `mergePairs` puts the machines' work together. */
  shard?: ShardOf;
  /** Replace what is in the folder. */
  force?: boolean;
  signal?: AbortSignal;
  onProgress?: (progress: BuildProgress) => void;
}

/** What a build left. */
export interface BuildResult {
  /** undefined for one machine of several. */
  manifest: Manifest | undefined;
  progress: BuildProgress;
  /** The folder was already built from the same inputs, and was left as it is. */
  upToDate: boolean;
}

export const WORK_FOLDER = '.work';

export function workersByDefault(): number {
  return Math.max(1, availableParallelism());
}

/**
 * Builds a folder of pair shards, or goes on with one that was stopped: the same request gives the same bytes.
 * @throws BgptError usage/invalid-option, io/…, shard/…, interrupted
 */
export async function buildPairs(request: BuildRequest): Promise<BuildResult> {
  const { recipe, out, shard = WHOLE, signal, onProgress } = request;
  const settings = { ...BUILD_DEFAULTS, ...recipe.options, ...request.settings };
  const identity = await identityOf(recipe, settings);
  const sharded = shard.count > 1;
  const folder = join(out, sharded ? shardFolder(shard) : WORK_FOLDER);
  if (!sharded && !request.force) {
    const manifest = await findManifest(out);
    if (manifest && (await isResultOf(manifest, identity, recipe))) {
      await rm(folder, { recursive: true, force: true });
      return { manifest, progress: progressOf(manifest), upToDate: true };
    }
    await refuseForeign(out, manifest !== undefined);
  }
  if (!sharded && request.force) await removeBuild(out);
  const resume = await openWorkFolder(folder, identity);
  const workers = request.workers ?? workersByDefault();
  const { buildParts } = await import('./build-parts.ts');
  const progress = await buildParts({
    folder,
    identity,
    recipe,
    settings,
    shard,
    workers,
    resume,
    signal,
    onProgress,
  });
  if (sharded) return { manifest: undefined, progress, upToDate: false };
  const { assemble } = await import('./assemble.ts');
  const manifest = await assemble([folder], out, signal);
  await rm(folder, { recursive: true, force: true });
  return { manifest, progress, upToDate: false };
}

/** Puts together what `--shard 0/n` … `--shard n-1/n` made: the folders given to them, in any order. */
export async function mergePairs(
  folders: readonly string[],
  out: string,
  { force = false, signal }: { force?: boolean; signal?: AbortSignal } = {},
): Promise<Manifest> {
  if (force) await removeBuild(out);
  else await refuseForeign(out, (await findManifest(out)) !== undefined);
  const found: string[] = [];
  for (const folder of folders) {
    const names = await readdir(folder).catch(() => {
      throw new BgptError('io/not-found', `cannot read ${folder}`);
    });
    found.push(...names.filter((name) => SHARD_FOLDER.test(name)).map((name) => join(folder, name)));
  }
  const { assemble } = await import('./assemble.ts');
  return assemble(found.sort(), out, signal);
}

const SHARD_FOLDER = /^shard-\d+-of-\d+$/;

export function shardFolder({ index, count }: ShardOf): string {
  return `shard-${index}-of-${count}`;
}

async function identityOf(recipe: Recipe, settings: BuildSettings): Promise<BuildIdentity> {
  const { renderer: spec, ...options } = settings;
  const { openRenderer } = await import('./render/renderers.ts');
  const { name, version } = await openRenderer(spec);
  const renderer = {
    name,
    version,
    options: {
      chords: spec.chords,
      ...(spec.tempo ? { tempo: spec.tempo } : {}),
      ...(spec.repairStaccato && { repairStaccato: true }),
    },
  };
  const { cards, parameters } = recipe;
  // through JSON: what is compared with files must look like what is in files
  return JSON.parse(
    JSON.stringify({
      partVersion: PART_VERSION,
      recipe: recipe.name,
      cards,
      renderer,
      options: { ...options, parameters },
    }),
  );
}

/** Same recipe, options and renderer, and the same bytes in every source file. */
async function isResultOf(manifest: Manifest, identity: BuildIdentity, recipe: Recipe): Promise<boolean> {
  const { recipe: name, cards, renderer, options } = manifest;
  const { partVersion: _, ...theirs } = identity;
  if (JSON.stringify(sorted(theirs)) !== JSON.stringify(sorted({ recipe: name, cards, renderer, options })))
    return false;
  return sourcesUnchanged(recipe, manifest.sources);
}

const sorted = (value: object) => Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));

/** A folder with anything but the beginnings of a build in it is not ours to write to. */
async function refuseForeign(out: string, built: boolean): Promise<void> {
  const names = await readdir(out).catch(() => [] as string[]);
  if (
    built ||
    names.some((name) => !name.startsWith('.') && !SHARD_FOLDER.test(name) && !names.includes(WORK_FOLDER))
  )
    throw new BgptError(
      'usage/output-exists',
      built
        ? `${out} already holds pairs of other inputs or options`
        : `${out} is not empty, and what is in it is not a build`,
      { hint: 'Name another folder, or give --force to replace the pairs in it.', details: { out } },
    );
}

/** What a build wrote, and nothing else: the manifest first, so that no half folder looks whole. */
async function removeBuild(out: string): Promise<void> {
  const names = await readdir(out).catch(() => [] as string[]);
  await rm(join(out, MANIFEST_FILE), { force: true });
  for (const name of names)
    if (/^(train|valid)-\d{5}-of-\d{5}\.parquet$|^quarantine\.jsonl$/.test(name)) await rm(join(out, name));
  await rm(join(out, WORK_FOLDER), { recursive: true, force: true });
}

function progressOf({ counts, sources }: Manifest): BuildProgress {
  const bytes = sources.reduce((sum, source) => sum + source.bytes, 0);
  return { ...noProgress(), ...counts, bytes };
}
