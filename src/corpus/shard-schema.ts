/** The Parquet columns of a shard: one place for the names that other tools see. */
import type { SchemaElement } from 'hyparquet';

/** Raised when a reader of the old number could misread the new files. */
export const SHARD_FORMAT_VERSION = 2;
/** Key-value metadata of every shard file. */
export const VERSION_KEY = 'bgpt-music.pair-shard';

const REQUIRED = { repetition_type: 'REQUIRED' } as const;
const TEXT = { ...REQUIRED, type: 'BYTE_ARRAY', converted_type: 'UTF8' } as const;
const BYTES = { ...REQUIRED, type: 'BYTE_ARRAY' } as const;

/** `files` is a list of `{format, bytes}` (Parquet's logical types, "Lists"). */
export const SHARD_SCHEMA: SchemaElement[] = [
  { name: 'root', num_children: 5 },
  { name: 'id', ...TEXT },
  { name: 'group', ...TEXT },
  { name: 'files', ...REQUIRED, converted_type: 'LIST', logical_type: { type: 'LIST' }, num_children: 1 },
  { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
  { name: 'element', ...REQUIRED, num_children: 2 },
  { name: 'format', ...TEXT },
  { name: 'bytes', ...BYTES },
  { name: 'label', ...TEXT },
  /** JSON: origin, title, key, meter, transpose, and warnings where there are any. */
  { name: 'about', ...TEXT },
];

/** Column names in file order. */
export const COLUMNS = ['id', 'group', 'files', 'label', 'about'] as const;
