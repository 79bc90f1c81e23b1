/** Hazards: bytes changed on the way through Parquet, shards that other tools cannot read, damaged or foreign files. */

import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { parquetWriteFile } from 'hyparquet-writer';
import { expect, test } from 'vitest';
import type { GroupRow } from '../../src/corpus/group-row.ts';
import { readShard } from '../../src/corpus/shard-reader.ts';
import { VERSION_KEY } from '../../src/corpus/shard-schema.ts';
import { openShard } from '../../src/corpus/shard-writer.ts';
import { all, groupRow, temporary } from './helpers.ts';

async function write(path: string, rows: readonly GroupRow[], codec?: 'UNCOMPRESSED') {
  const shard = await openShard(path, codec);
  for (const row of rows) await shard.add(row);
  return shard.finish();
}

const plain = (row: GroupRow) => ({
  ...row,
  files: row.files.map(({ format, bytes }) => ({ format, bytes: [...bytes] })),
});

const text = fc.string({ unit: 'grapheme' });
const bytes = fc.uint8Array({ maxLength: 300 });
const file = fc.record({ format: fc.constantFrom('abc', 'mid', 'pgm', 'x1'), bytes });
const row: fc.Arbitrary<GroupRow> = fc.record({
  id: text,
  group: text,
  files: fc.array(file, { minLength: 1, maxLength: 4 }),
  label: text,
  about: fc.record({
    origin: text,
    title: text,
    key: text,
    meter: text,
    transpose: fc.integer({ min: -12, max: 12 }),
  }),
});

test('any rows come back as they were, compressed or not', async () => {
  const path = join(temporary(), 'x.parquet');
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { maxLength: 20 }),
      fc.constantFrom(undefined, 'UNCOMPRESSED' as const),
      async (rows, codec) => {
        const { rows: written } = await write(path, rows, codec);
        expect(written).toBe(rows.length);
        expect((await all(readShard(path))).map(plain)).toEqual(rows.map(plain));
      },
    ),
    { numRuns: 40 },
  );
});

test('row groups are cut where readers can hold them; order stays; the same rows give the same bytes', async () => {
  const folder = temporary();
  const rows = Array.from({ length: 2500 }, (_, i) =>
    groupRow({ id: `r${i}`, files: [{ format: 'mid', bytes: new Uint8Array(9).fill(i) }] }),
  );
  const one = await write(join(folder, 'a'), rows);
  const two = await write(join(folder, 'b'), rows);
  expect(one).toEqual(two);
  const back = await all(readShard(join(folder, 'a')));
  expect(back.map((r) => r.id)).toEqual(rows.map((r) => r.id));
  expect(readFileSync(join(folder, 'a'))).toHaveLength(one.bytes);
});

test('DuckDB, which shares no code with us, reads the same rows', async () => {
  const path = join(temporary(), 'x.parquet');
  const rows = Array.from({ length: 1500 }, (_, i) =>
    groupRow({
      id: `r${i}`,
      label: i % 3 === 0 ? '' : `Für ${i % 3}`,
      files: [
        { format: 'abc', bytes: Uint8Array.of(i & 255, 0) },
        { format: 'mid', bytes: Uint8Array.of(255, i & 255) },
      ].slice(i % 2),
      about: { origin: 'here:1', title: `Für Elise ${i}`, key: 'C', meter: '4/4', transpose: (i % 12) - 5 },
    }),
  );
  await write(path, rows);
  const duckdb = await (await DuckDBInstance.create()).connect();
  const reader = await duckdb.runAndReadAll(
    `SELECT id, "group", label, about, len(files) AS count, files[1].format AS first, hex(files[-1].bytes) AS last FROM '${path}'`,
  );
  const hex = (data: Uint8Array) => Buffer.from(data).toString('hex').toUpperCase();
  expect(reader.getRowObjects()).toEqual(
    rows.map(({ id, group, label, files, about }) => ({
      id,
      group,
      label,
      about: JSON.stringify(about),
      count: BigInt(files.length),
      first: files[0]!.format,
      last: hex(files.at(-1)!.bytes),
    })),
  );
});

test('every truncation and every kind of damage is shard/corrupt, never a crash or silence at the end', async () => {
  const path = join(temporary(), 'x.parquet');
  await write(path, [groupRow(), groupRow({ id: 'b' })]);
  const whole = readFileSync(path);
  for (let length = 0; length < whole.length; length += 7) {
    writeFileSync(path, whole.subarray(0, length));
    await expect(all(readShard(path)), `cut to ${length} bytes`).rejects.toMatchObject({
      code: 'shard/corrupt',
    });
  }
  writeFileSync(path, 'not Parquet at all, but long enough to be taken for it');
  await expect(all(readShard(path))).rejects.toMatchObject({ code: 'shard/corrupt' });
  truncateSync(path, 0);
  expect(statSync(path).size).toBe(0);
  await expect(all(readShard(path))).rejects.toMatchObject({ code: 'shard/corrupt' });
});

test('flipped bytes give rows or a coded error, never a foreign throw', async () => {
  const path = join(temporary(), 'x.parquet');
  await write(path, [groupRow(), groupRow({ id: 'b' })]);
  const whole = readFileSync(path);
  for (let at = 0; at < whole.length; at++) {
    const damaged = Buffer.from(whole);
    damaged[at]! ^= 0xff;
    writeFileSync(path, damaged);
    try {
      await all(readShard(path));
    } catch (thrown) {
      expect((thrown as { code: string }).code, `byte ${at}`).toMatch(/^shard\//);
    }
  }
});

test('a format that is no name, such as a way out of a folder, is damage', async () => {
  const path = join(temporary(), 'x.parquet');
  for (const format of ['../x', 'x/../../y', '', 'MID', 'ninechars']) {
    await write(path, [groupRow({ files: [{ format, bytes: Uint8Array.of(1) }] })]);
    await expect(all(readShard(path)), format).rejects.toMatchObject({ code: 'shard/corrupt' });
  }
});

test('Parquet of something else, and shards of another version, are told apart from damage', async () => {
  const folder = temporary();
  const foreign = join(folder, 'foreign.parquet');
  parquetWriteFile({ filename: foreign, columnData: [{ name: 'n', data: [1, 2] }] });
  await expect(all(readShard(foreign))).rejects.toMatchObject({ code: 'shard/format-version' });
  const later = join(folder, 'later.parquet');
  const columnData = [{ name: 'id', data: [''] }];
  parquetWriteFile({ filename: later, columnData, kvMetadata: [{ key: VERSION_KEY, value: '99' }] });
  await expect(all(readShard(later))).rejects.toMatchObject({
    code: 'shard/format-version',
    details: { found: '99', expected: 2 },
  });
  await expect(all(readShard(join(folder, 'none')))).rejects.toMatchObject({ code: 'io/not-found' });
});
