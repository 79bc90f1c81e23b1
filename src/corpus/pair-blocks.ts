/**
 * The pairs of a split as blocks that can be read in any order, so that a trainer holds some of them and never all: row groups
 * of shards where they lie, files of a plain folder by way of a spool.
 */
import { join } from 'node:path';
import type { PairBytes } from '../bytes/sequence.ts';
import type { PairBlocks } from '../bytes/stored-pairs.ts';
import type { Direction } from '../formats/direction.ts';
import type { GroupRow, Split } from './group-row.ts';
import { findManifest } from './manifest.ts';
import { inDirections, type PairRow } from './pair-row.ts';
import { checkShard, READ_PAIRS_DEFAULTS, readGroups } from './read-pairs.ts';
import { spoolPairs } from './spool-pairs.ts';

/** Blocks of pairs that lie in files; `close` lets go of them. */
export interface OpenPairBlocks extends PairBlocks {
  close(): Promise<void>;
}

export interface PairBlocksOptions {
  /** Compare every shard's sha256 with the manifest's first. */
  verify?: boolean;
  /** Each group is read in every one of these; without them in its usual one (`inDirection`). */
  directions?: readonly Direction[] | undefined;
}

/**
 * Opens a split; with `verify`, each of its shards is compared with the manifest first, as `readPairs` does.
 * @throws BgptError io/not-found, shard/corrupt, shard/format-version
 */
export async function openPairBlocks(
  folder: string,
  split: Split,
  options: PairBlocksOptions = {},
): Promise<OpenPairBlocks> {
  const { verify } = { ...READ_PAIRS_DEFAULTS, ...options };
  const manifest = await findManifest(folder);
  const { directions } = options;
  if (!manifest) return spoolPairs(inAll(readGroups(folder, split), directions));
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
      counts.push(rows * (directions?.length ?? 1));
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
        return (await shard.read(group)).flatMap((row) => inDirections(row, directions)).map(bytesOf);
      } finally {
        await shard.close();
      }
    },
    close: async () => undefined,
  };
}

/** Only what is trained on, so that titles and origins are not held. */
function bytesOf(pair: PairRow | undefined): PairBytes | undefined {
  if (!pair) return undefined;
  const { sourceFormat, targetFormat, source, target } = pair;
  return { sourceFormat, targetFormat, source, target };
}

async function* inAll(
  rows: AsyncIterable<GroupRow>,
  directions: readonly Direction[] | undefined,
): AsyncGenerator<PairBytes> {
  for await (const row of rows) for (const pair of inDirections(row, directions)) if (pair) yield pair;
}
