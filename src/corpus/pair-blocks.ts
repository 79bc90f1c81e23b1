/**
 * The pairs of a split as blocks that can be read in any order, so that a trainer holds some of them and never all: row groups
 * of shards where they lie, files of a plain folder by way of a spool.
 */
import { join } from 'node:path';
import type { PairBytes } from '../bytes/sequence.ts';
import type { PairBlocks } from '../bytes/stored-pairs.ts';
import type { Split } from './group-row.ts';
import { findManifest } from './manifest.ts';
import { inDirection } from './pair-row.ts';
import { checkShard, READ_PAIRS_DEFAULTS, type ReadPairsOptions, readPairs } from './read-pairs.ts';
import { spoolPairs } from './spool-pairs.ts';

export interface OpenPairBlocks extends PairBlocks {
  close(): Promise<void>;
}

/**
 * Opens a split, its groups read in a direction. A group without the files of the direction is a pair that is undefined, where
 * shards are not read through to leave it out. With `verify`, each of its shards is compared with the manifest first, as `readPairs` does.
 * @throws BgptError io/not-found, shard/corrupt, shard/format-version; pairs/direction where a block is read
 */
export async function openPairBlocks(
  folder: string,
  split: Split,
  options: ReadPairsOptions = {},
): Promise<OpenPairBlocks> {
  const { verify, direction } = { ...READ_PAIRS_DEFAULTS, ...options };
  const manifest = await findManifest(folder);
  if (!manifest) return spoolPairs(readPairs(folder, split, options));
  const { openShardReader } = await import('./shard-reader.ts');
  const counts: number[] = [];
  const places: { path: string; group: number }[] = [];
  for (const file of manifest.files) {
    if (file.split !== split) continue;
    const path = join(folder, file.file);
    if (verify) await checkShard(path, file);
    const shard = await openShardReader(path);
    await shard.close();
    for (const [group, rows] of shard.groups.entries()) {
      counts.push(rows);
      places.push({ path, group });
    }
  }
  return {
    counts,
    async read(block) {
      const { path, group } = places[block]!;
      // opened for each block: some milliseconds, and no limit on the shards that a corpus may have
      const shard = await openShardReader(path);
      try {
        return (await shard.read(group)).map((row) => bytesOf(inDirection(row, direction)));
      } finally {
        await shard.close();
      }
    },
    close: async () => undefined,
  };
}

/** Only what is trained on, so that titles and origins are not held. */
function bytesOf(pair: PairBytes | undefined): PairBytes | undefined {
  if (!pair) return undefined;
  const { sourceFormat, targetFormat, source, target } = pair;
  return { sourceFormat, targetFormat, source, target };
}
