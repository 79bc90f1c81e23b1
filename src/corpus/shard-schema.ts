/** The Parquet columns of a pair shard: one place for the names that other tools see. */
import type { SchemaElement } from 'hyparquet';
import type { PairRow } from './pair-row.ts';

/** Raised when a reader of the old number could misread the new files. */
export const SHARD_FORMAT_VERSION = 1;
/** Key-value metadata of every shard file. */
export const VERSION_KEY = 'bgpt-music.pair-shard';

type Kind = 'text' | 'bytes' | 'int';

/** Column name, field of PairRow, kind; in file order. */
export const COLUMNS: readonly (readonly [name: string, field: keyof PairRow, kind: Kind])[] = [
  ['id', 'id', 'text'],
  ['group', 'group', 'text'],
  ['source_format', 'sourceFormat', 'text'],
  ['target_format', 'targetFormat', 'text'],
  ['source', 'source', 'bytes'],
  ['target', 'target', 'bytes'],
  ['origin', 'origin', 'text'],
  ['title', 'title', 'text'],
  ['key', 'key', 'text'],
  ['meter', 'meter', 'text'],
  ['transpose', 'transpose', 'int'],
];

const TYPES: Record<Kind, Partial<SchemaElement>> = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  bytes: { type: 'BYTE_ARRAY' },
  int: { type: 'INT32' },
};

export const SHARD_SCHEMA: SchemaElement[] = [
  { name: 'root', num_children: COLUMNS.length },
  ...COLUMNS.map(([name, , kind]) => ({ name, repetition_type: 'REQUIRED' as const, ...TYPES[kind] })),
];
