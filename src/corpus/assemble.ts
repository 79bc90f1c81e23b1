/**
 * The short half of a build, and the whole of a merge: the parts of all machines, in the order of their blocks, become the
 * final shard files, quarantine.jsonl and, last, the manifest. It depends on nothing but the parts.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BgptError } from '../errors.ts';
import { removePartials, writeWhole } from '../store/write-whole.ts';
import type { BuildSettings } from './build-options.ts';
import type { Rejection } from './entry.ts';
import { addSizes, SPLITS, type Split } from './group-row.ts';
import {
  MANIFEST_FILE,
  MANIFEST_FORMAT,
  MANIFEST_VERSION,
  type Manifest,
  QUARANTINE_FILE,
  writeManifest,
} from './manifest.ts';
import { readShard } from './shard-reader.ts';
import { openShard, type ShardWriter } from './shard-writer.ts';
import { openSeen } from './stages/seen.ts';
import { splitOf } from './stages/split.ts';
import { type PartRecord, partFile, readPart, readShardRecord, type ShardRecord } from './work-folder.ts';

export async function assemble(
  folders: readonly string[],
  out: string,
  signal?: AbortSignal,
): Promise<Manifest> {
  const records = await Promise.all(folders.map(readShardRecord));
  const first = checkTogether(folders, records);
  const folderOf = (block: number) =>
    folders[records.findIndex(({ shard }) => block % shard.count === shard.index)]!;
  const parts = async function* () {
    for (let block = 0; block < first.blocks; block++) {
      signal?.throwIfAborted();
      const record = await readPart(folderOf(block), block);
      if (!record) throw new BgptError('pairs/incomplete', `block ${block} is missing in ${folderOf(block)}`);
      yield record;
    }
  };
  const settings = first.identity.options as unknown as BuildSettings;

  await rm(join(out, MANIFEST_FILE), { force: true });
  await removePartials(out);
  const counts: Manifest['counts'] = { tunes: 0, duplicates: 0, pairs: 0, quarantined: 0, byCode: {} };
  const damaged: Rejection[] = [];
  const total = { train: 0, valid: 0 };
  for await (const part of parts()) {
    counts.tunes += part.tunes;
    counts.duplicates += part.duplicates;
    damaged.push(...part.damaged);
    for (const split of SPLITS) total[split] += part.rows[split];
    for (const { code } of part.rejections) counts.byCode[code] = (counts.byCode[code] ?? 0) + 1;
  }
  counts.pairs = total.train + total.valid;
  counts.quarantined = Object.values(counts.byCode).reduce((sum, n) => sum + n, 0);
  counts.byCode = Object.fromEntries(Object.entries(counts.byCode).sort(([a], [b]) => (a < b ? -1 : 1)));

  const quarantine = await writeQuarantine(out, parts());
  const { files, splits } = await writeShards(out, parts(), folderOf, total, settings);
  const { recipe, cards, renderer, options } = first.identity;
  const manifest: Manifest = {
    format: MANIFEST_FORMAT,
    formatVersion: MANIFEST_VERSION,
    recipe,
    cards,
    renderer,
    options,
    sources: first.sources,
    counts,
    splits,
    files,
    quarantine: { file: QUARANTINE_FILE, rows: counts.quarantined, ...quarantine },
    damaged,
  };
  await writeManifest(out, manifest);
  return manifest;
}

/** All machines of one build, each once; their common facts. */
function checkTogether(folders: readonly string[], records: readonly ShardRecord[]): ShardRecord {
  const [first] = records;
  if (!first) throw new BgptError('pairs/incomplete', 'there is nothing to merge');
  for (const [i, { identity, blocks, sources, shard }] of records.entries()) {
    const theirs = JSON.stringify([identity, blocks, sources, shard.count]);
    if (theirs !== JSON.stringify([first.identity, first.blocks, first.sources, first.shard.count]))
      throw new BgptError(
        'pairs/mismatch',
        `${folders[i]} and ${folders[0]} are not parts of the same build`,
        {
          hint: 'Every machine must get the same files, options and versions, and its own --shard i/n.',
        },
      );
  }
  const { count } = first.shard;
  const there = new Set(records.map(({ shard }) => shard.index));
  const missing = Array.from({ length: count }, (_, i) => i).filter((i) => !there.has(i));
  if (missing.length > 0 || records.length !== count)
    throw new BgptError(
      'pairs/incomplete',
      missing.length > 0
        ? `missing: --shard ${missing.map((i) => `${i}/${count}`).join(', ')}`
        : 'a shard is there twice',
    );
  return first;
}

async function writeQuarantine(out: string, parts: AsyncIterable<PartRecord>) {
  async function* lines() {
    for await (const { rejections } of parts)
      if (rejections.length > 0) yield rejections.map((row) => `${JSON.stringify(row)}\n`).join('');
  }
  return writeWhole(join(out, QUARANTINE_FILE), lines());
}

/** Rows go to the shard files of their split, `rowsPerFile` to each; how many files there are is known beforehand. */
async function writeShards(
  out: string,
  parts: AsyncIterable<PartRecord>,
  folderOf: (block: number) => string,
  total: Record<Split, number>,
  { rowsPerFile, validShare, splitSeed }: BuildSettings,
) {
  const files: Manifest['files'] = [];
  const newSplit = (split: Split) => ({
    split,
    names: shardNames(split, Math.ceil(total[split] / rowsPerFile)),
    writer: undefined as ShardWriter | undefined,
    inFile: 0,
    groups: openSeen(),
    sums: { pairs: 0, sourceBytes: 0, targetBytes: 0 },
  });
  const open = { train: newSplit('train'), valid: newSplit('valid') };
  const close = async (state: (typeof open)[Split]) => {
    if (!state.writer) return;
    files.push({ file: state.names.shift()!, split: state.split, ...(await state.writer.finish()) });
    state.writer = undefined;
    state.inFile = 0;
  };
  try {
    for await (const { block } of parts) {
      for await (const row of readShard(partFile(folderOf(block), block))) {
        const state = open[splitOf(row.group, { validShare, seed: splitSeed })];
        state.writer ??= await openShard(join(out, state.names[0]!));
        await state.writer.add(row);
        state.groups.add(row.group);
        state.sums.pairs++;
        addSizes(state.sums, row);
        if (++state.inFile === rowsPerFile) await close(state);
      }
    }
    for (const split of SPLITS) await close(open[split]);
  } finally {
    for (const split of SPLITS) await open[split].writer?.abort();
  }
  const sum = ({ sums, groups }: (typeof open)[Split]) => ({ ...sums, groups: groups.size });
  files.sort((a, b) => (a.file < b.file ? -1 : 1));
  return { files, splits: { train: sum(open.train), valid: sum(open.valid) } };
}

function shardNames(split: Split, count: number): string[] {
  const five = (n: number) => String(n).padStart(5, '0');
  return Array.from({ length: count }, (_, i) => `${split}-${five(i)}-of-${five(count)}.parquet`);
}
