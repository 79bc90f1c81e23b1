/**
 * Writes groups to one Parquet file, a row group at a time, so that memory does not grow with the file. The same
 * rows give the same bytes: row groups are cut by count and size alone, and the compressor is the writer's own.
 */
import type { CompressionCodec } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { openWhole } from '../store/write-whole.ts';
import type { GroupRow } from './group-row.ts';
import { COLUMNS, SHARD_FORMAT_VERSION, SHARD_SCHEMA, VERSION_KEY } from './shard-schema.ts';

export interface ShardWriter {
  add(row: GroupRow): Promise<void>;
  finish(): Promise<{ rows: number; bytes: number; sha256: string }>;
  abort(): Promise<void>;
}

/** Rows and bytes at which a row group is closed: what a reader must hold at once. */
const GROUP_ROWS = 1024;
const GROUP_BYTES = 8 * 2 ** 20;

export async function openShard(path: string, codec: CompressionCodec = 'SNAPPY'): Promise<ShardWriter> {
  const file = await openWhole(path);
  const memory = new ByteWriter(2 ** 16);
  const drain = async () => {
    const chunk = memory.getBytes();
    await file.write(chunk);
    memory.index = 0;
  };
  const parquet = new ParquetWriter({
    writer: memory,
    schema: SHARD_SCHEMA,
    codec,
    statistics: false,
    createdBy: 'bgpt-music',
    kvMetadata: [{ key: VERSION_KEY, value: String(SHARD_FORMAT_VERSION) }],
  });
  let group: GroupRow[] = [];
  let groupBytes = 0;
  let rows = 0;

  const closeGroup = async () => {
    if (group.length === 0) return;
    const columnData = COLUMNS.map((name) => ({
      name,
      data: group.map((row) => (name === 'about' ? JSON.stringify(row.about) : row[name])),
      // labels and groups repeat, files and what is said of them do not: no dictionary is tried on those
      ...(name === 'files' || name === 'about' ? { encoding: 'PLAIN' as const } : {}),
    }));
    await parquet.write({ columnData, rowGroupSize: group.length });
    rows += group.length;
    group = [];
    groupBytes = 0;
    await drain();
  };

  return {
    async add(row) {
      group.push(row);
      for (const { bytes } of row.files) groupBytes += bytes.length;
      if (group.length >= GROUP_ROWS || groupBytes >= GROUP_BYTES) await closeGroup();
    },
    async finish() {
      await closeGroup();
      await parquet.finish();
      await drain();
      return { rows, ...(await file.commit()) };
    },
    abort: () => file.abort(),
  };
}
