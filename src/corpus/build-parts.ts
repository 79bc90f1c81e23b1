/**
 * The long half of a build: every block of tunes rendered and written as a part. Stopped at any moment and started again, it
 * goes on behind the last whole part. Memory holds a few blocks, however long the input.
 */

import { type Block, blocksOf } from './blocks.ts';
import type { BuildSettings, ShardOf } from './build-options.ts';
import { type BuildProgress, noProgress } from './build-progress.ts';
import type { SourceWatcher } from './entry.ts';
import { addSizes } from './group-row.ts';
import type { Manifest } from './manifest.ts';
import type { Recipe } from './recipe.ts';
import { openRenderPool, type RenderPool } from './render/pool.ts';
import { openShard } from './shard-writer.ts';
import { splitOf } from './stages/split.ts';
import {
  type BuildIdentity,
  type PartRecord,
  partFile,
  readPart,
  writePart,
  writeShardRecord,
} from './work-folder.ts';

export interface PartsJob {
  folder: string;
  identity: BuildIdentity;
  recipe: Recipe;
  settings: BuildSettings;
  shard: ShardOf;
  workers: number;
  /** Parts of the same build may be in the folder. */
  resume: boolean;
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: BuildProgress) => void) | undefined;
}

/** Blocks that are being rendered at once: the next one waits ready, so that no worker does. */
const BLOCKS_AT_ONCE = 3;

export async function buildParts(job: PartsJob): Promise<BuildProgress> {
  const { folder, recipe, settings, shard, signal } = job;
  const progress = noProgress();
  const sources: Manifest['sources'] = [];
  const watcher: SourceWatcher = {
    onBytes: (count) => {
      progress.bytes += count;
    },
    onFile: (file) => void sources.push(file),
    ...(signal ? { signal } : {}),
  };
  let pool: RenderPool | undefined;
  const openPool = () => {
    const { transpose, context, patches, patchSize, timeLimit, renderer } = settings;
    pool ??= openRenderPool({
      workers: job.workers,
      timeLimit,
      renderer,
      rendering: { transpose, context, patches, patchSize },
    });
    return pool;
  };
  const done = (record: PartRecord, kept: boolean) => {
    progress.tunes += record.tunes;
    progress.pairs += record.rows.train + record.rows.valid;
    progress.quarantined += record.rejections.length;
    progress.duplicates += record.duplicates;
    progress.sourceBytes += record.sourceBytes;
    progress.targetBytes += record.targetBytes;
    for (const { code } of record.rejections) progress.byCode[code] = (progress.byCode[code] ?? 0) + 1;
    if (kept) progress.kept++;
    job.onProgress?.(progress);
  };
  const running = new Set<Promise<void>>();
  let failed: { thrown: unknown } | undefined;
  let blocks = 0;
  try {
    for await (const block of blocksOf(recipe.tunes(watcher), settings)) {
      signal?.throwIfAborted();
      if (failed) throw failed.thrown;
      blocks++;
      if (block.index % shard.count !== shard.index) continue;
      const kept = job.resume ? await readPart(folder, block.index) : undefined;
      if (kept?.digest === block.digest) {
        done(kept, true);
        continue;
      }
      const work = buildPart(folder, block, settings, openPool)
        .then((record) => done(record, false))
        .catch((thrown) => {
          failed ??= { thrown };
        })
        .finally(() => running.delete(work));
      running.add(work);
      while (running.size >= BLOCKS_AT_ONCE) await abortable(Promise.race(running), signal);
    }
    await abortable(Promise.all(running), signal);
    if (failed) throw failed.thrown;
  } finally {
    await pool?.close();
    await Promise.all(running);
  }
  await writeShardRecord(folder, { identity: job.identity, shard, blocks, sources });
  return progress;
}

async function buildPart(
  folder: string,
  block: Block,
  settings: BuildSettings,
  openPool: () => RenderPool,
): Promise<PartRecord> {
  const { index, items, digest, tunes, duplicates, damaged } = block;
  const rendered = items.length > 0 ? await openPool().render(items) : { rows: [], rejections: [] };
  const rows = { train: 0, valid: 0 };
  const sizes = { sourceBytes: 0, targetBytes: 0 };
  // parts are read once and thrown away: no time for compressing them
  const file = await openShard(partFile(folder, index), 'UNCOMPRESSED');
  try {
    for (const row of rendered.rows) {
      await file.add(row);
      addSizes(sizes, row);
      rows[splitOf(row.group, { validShare: settings.validShare, seed: settings.splitSeed })]++;
    }
    await file.finish();
  } catch (thrown) {
    await file.abort();
    throw thrown;
  }
  const rejections = [...block.rejections, ...rendered.rejections];
  const record = {
    block: index,
    digest,
    tunes,
    duplicates,
    rows,
    ...sizes,
    rejections,
    damaged,
  };
  await writePart(folder, record);
  return record;
}

/** Waits no longer than until Ctrl-C. */
async function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  signal.throwIfAborted();
  let stop: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop!);
  }
}
