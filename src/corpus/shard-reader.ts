/** Reads the groups of one shard, a row group at a time. What cannot be read, or is of another format, is a coded error. */
import { type FileHandle, open } from 'node:fs/promises';
import { type AsyncBuffer, type FileMetaData, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { z } from '#zod';
import { BgptError, messageOf } from '../errors.ts';
import { isFormatName } from '../formats/registry.ts';
import type { GroupRow } from './group-row.ts';
import { SHARD_FORMAT_VERSION, VERSION_KEY } from './shard-schema.ts';

/** The rows of a shard, from its first row group to its last. */
export async function* readShard(path: string): AsyncGenerator<GroupRow> {
  const shard = await openShardReader(path);
  try {
    for (const group of shard.groups.keys()) yield* await shard.read(group);
  } finally {
    await shard.close();
  }
}

export interface ShardReader {
  /** Rows in each row group. */
  readonly groups: readonly number[];
  /** The rows of one row group, in their order. */
  read(group: number): Promise<GroupRow[]>;
  close(): Promise<void>;
}

/** @throws BgptError io/not-found, shard/corrupt, shard/format-version */
export async function openShardReader(path: string): Promise<ShardReader> {
  const handle = await open(path, 'r').catch((thrown) => {
    throw new BgptError('io/not-found', `cannot open ${path}: ${messageOf(thrown)}`, { details: { path } });
  });
  try {
    const file = await asyncBuffer(handle);
    const metadata = await orCorrupt(path, () => parquetMetadataAsync(file));
    checkVersion(path, metadata);
    const groups = metadata.row_groups.map(({ num_rows }) => Number(num_rows));
    return {
      groups,
      async read(group) {
        const rowStart = groups.slice(0, group).reduce((sum, rows) => sum + rows, 0);
        const rowEnd = rowStart + groups[group]!;
        // utf8: false keeps the byte columns as bytes; columns marked UTF8 still become strings
        const records = await orCorrupt(path, () =>
          parquetReadObjects({ file, metadata, rowStart, rowEnd, utf8: false }),
        );
        return orCorrupt(path, async () => records.map((record) => toRow(path, record)));
      },
      close: () => handle.close(),
    };
  } catch (thrown) {
    await handle.close();
    throw thrown;
  }
}

function checkVersion(path: string, metadata: FileMetaData): void {
  const version = metadata.key_value_metadata?.find(({ key }) => key === VERSION_KEY)?.value;
  if (version === String(SHARD_FORMAT_VERSION)) return;
  const found =
    version === undefined ? 'no pair shard (a Parquet file of something else)' : `version ${version}`;
  throw new BgptError(
    'shard/format-version',
    `${path} is ${found}; this program reads version ${SHARD_FORMAT_VERSION}`,
    {
      details: { path, found: version ?? null, expected: SHARD_FORMAT_VERSION },
    },
  );
}

const rowSchema = z.object({
  id: z.string(),
  group: z.string(),
  files: z.array(z.object({ format: z.string(), bytes: z.instanceof(Uint8Array) })).min(1),
  label: z.string(),
  about: z.string(),
});
const aboutSchema = z.looseObject({
  origin: z.string(),
  title: z.string(),
  key: z.string(),
  meter: z.string(),
  transpose: z.number(),
  warnings: z.array(z.string()).optional(),
});

function toRow(path: string, record: Record<string, unknown>): GroupRow {
  const row = rowSchema.safeParse(record);
  if (!row.success) throw corrupt(path, z.prettifyError(row.error));
  const about = aboutSchema.safeParse(JSON.parse(row.data.about));
  if (!about.success) throw corrupt(path, `column about: ${z.prettifyError(about.error)}`);
  for (const { format } of row.data.files)
    if (!isFormatName(format)) throw corrupt(path, `${JSON.stringify(format)} is no name of a format`);
  return { ...row.data, about: about.data };
}

function corrupt(path: string, why: string, cause?: unknown): BgptError {
  return new BgptError('shard/corrupt', `${path} cannot be read: ${why}`, {
    hint: 'Copy it again, or delete the folder and build the pairs anew.',
    details: { path },
    cause,
  });
}

async function orCorrupt<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof BgptError) throw thrown;
    throw corrupt(path, messageOf(thrown), thrown);
  }
}

async function asyncBuffer(handle: FileHandle): Promise<AsyncBuffer> {
  const { size: byteLength } = await handle.stat();
  return {
    byteLength,
    async slice(start, end = byteLength) {
      const bytes = new Uint8Array(end - start);
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, start);
      if (bytesRead < bytes.length) throw new Error(`the file ends at byte ${start + bytesRead}`);
      return bytes.buffer;
    },
  };
}
