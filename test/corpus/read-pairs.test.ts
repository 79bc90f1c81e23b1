/** Hazards: a shard swapped behind the manifest's back, folders that only look like pairs, forbidden corpora. */
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { PairBytes } from '../../src/bytes/sequence.ts';
import type { PairBlocks } from '../../src/bytes/stored-pairs.ts';
import { buildPairs } from '../../src/corpus/build.ts';
import { OWN_FILES_CARD } from '../../src/corpus/card.ts';
import { exportPairs } from '../../src/corpus/export-pairs.ts';
import { findManifest, readManifest } from '../../src/corpus/manifest.ts';
import { assertMayTrain } from '../../src/corpus/may-train.ts';
import { openPairBlocks } from '../../src/corpus/pair-blocks.ts';
import { readPairs } from '../../src/corpus/read-pairs.ts';
import { filesRecipe } from '../../src/corpus/recipe.ts';
import { spoolPairs } from '../../src/corpus/spool-pairs.ts';
import { all, temporary, tune, tunes } from './helpers.ts';

const folder = temporary();
const built = join(folder, 'built');
beforeAll(async () => {
  const file = join(folder, 'tunes.jsonl');
  writeFileSync(
    file,
    tunes(30)
      .map((record) => JSON.stringify(record))
      .join('\n'),
  );
  await buildPairs({
    recipe: filesRecipe([file]),
    out: built,
    workers: 1,
    settings: { validShare: 0.3, rowsPerFile: 8 },
  });
});

/** A copy to be damaged. */
function copy(name: string): string {
  cpSync(built, join(folder, name), { recursive: true });
  return join(folder, name);
}

describe('shards', () => {
  test('rows come in the order of the files, split by split', async () => {
    const manifest = await readManifest(built);
    const train = await all(readPairs(built, 'train'));
    const valid = await all(readPairs(built, 'valid'));
    expect([train.length, valid.length]).toEqual([manifest.splits.train.pairs, manifest.splits.valid.pairs]);
    expect(manifest.files.length).toBeGreaterThan(2);
    expect(new Set([...train, ...valid].map(({ id }) => id)).size).toBe(train.length + valid.length);
    // numbered as they were drawn: the order of the source
    const numbers = train.map(({ id }) => Number(id.split('-').at(-1)));
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
  });

  test('a shard that is not the one of the manifest is refused before its first row', async () => {
    const swapped = copy('swapped');
    const [one, two] = (await readManifest(swapped)).files.filter(({ split }) => split === 'train');
    renameSync(join(swapped, one!.file), join(swapped, 'x'));
    cpSync(join(swapped, two!.file), join(swapped, one!.file));
    await expect(all(readPairs(swapped, 'train'))).rejects.toMatchObject({ code: 'shard/corrupt' });
    // without the check the rows are read as they are
    expect(await all(readPairs(swapped, 'train', { verify: false }))).toHaveLength(
      (await all(readPairs(built, 'train'))).length - one!.rows + two!.rows,
    );
    rmSync(join(swapped, one!.file));
    await expect(all(readPairs(swapped, 'train'))).rejects.toMatchObject({ code: 'io/not-found' });
  });
});

describe('manifests', () => {
  test.each([
    ['no JSON', () => '{', 'shard/corrupt'],
    [
      'another version',
      (text: string) => text.replace('"formatVersion": 1', '"formatVersion": 2'),
      'shard/format-version',
    ],
    ['something else', () => '{"name":"my-package"}', 'shard/format-version'],
    [
      'a count that is none',
      (text: string) => text.replace(/"tunes": \d+/, '"tunes": "many"'),
      'shard/corrupt',
    ],
  ])('with %s are a coded error', async (name, change, code) => {
    const changed = copy(`manifest-${name}`);
    const path = join(changed, 'manifest.json');
    writeFileSync(path, change(readFileSync(path, 'utf8')));
    await expect(readManifest(changed)).rejects.toMatchObject({ code });
    await expect(all(readPairs(changed, 'train'))).rejects.toMatchObject({ code });
  });

  test('that are not there: a folder of files, or nothing', async () => {
    expect(await findManifest(folder)).toBeUndefined();
    await expect(readManifest(folder)).rejects.toMatchObject({ code: 'io/not-found' });
    await expect(all(readPairs(join(folder, 'none'), 'train'))).rejects.toMatchObject({
      code: 'io/not-found',
    });
    mkdirSync(join(folder, 'empty'));
    await expect(all(readPairs(join(folder, 'empty'), 'train'))).rejects.toMatchObject({
      code: 'corpus/no-source',
    });
  });
});

describe('plain folders', () => {
  test('what was exported reads back byte for byte, in both splits and in order', async () => {
    const files = join(folder, 'files');
    await exportPairs(built, files);
    for (const split of ['train', 'valid'] as const) {
      const bytes = (rows: { source: Uint8Array; target: Uint8Array }[]) =>
        rows.map(({ source, target }) => [
          Buffer.from(source).toString(),
          Buffer.from(target).toString('hex'),
        ]);
      expect(bytes(await all(readPairs(files, split)))).toEqual(bytes(await all(readPairs(built, split))));
    }
  });

  test('hazard: a folder of the user’s beside the output, of the name that a temporary one might have, stays', async () => {
    const files = join(folder, 'beside');
    mkdirSync(`${files}.partial`);
    writeFileSync(join(`${files}.partial`, 'mine'), 'not ours');
    const before = readdirSync(folder);
    await exportPairs(built, files);
    expect(readdirSync(`${files}.partial`)).toEqual(['mine']);
    expect(readdirSync(folder).sort()).toEqual([...before, 'beside'].sort());
    const stopped = AbortSignal.abort();
    await expect(exportPairs(built, join(folder, 'never'), stopped)).rejects.toThrow();
    expect(readdirSync(folder).sort()).toEqual([...before, 'beside'].sort());
  });

  test('a folder without train and valid is split by its groups; tunes without MIDI are no pairs', async () => {
    const flat = join(folder, 'flat');
    mkdirSync(flat);
    for (let i = 0; i < 60; i++) {
      writeFileSync(join(flat, `${i}.abc`), tune(`Tune ${i}`, `CDEF|${'G'.repeat(i + 1)}|`));
      writeFileSync(join(flat, `${i}.mid`), Uint8Array.of(i));
    }
    writeFileSync(join(flat, 'alone.abc'), tune('alone', 'B8|'));
    const [train, valid] = await Promise.all([all(readPairs(flat, 'train')), all(readPairs(flat, 'valid'))]);
    expect(train.length + valid.length).toBe(60);
    expect(train[0]).toMatchObject({
      sourceFormat: 'abc',
      targetFormat: 'mid',
      key: 'C',
      meter: '4/4',
      transpose: 0,
    });
  });
});

describe('blocks', () => {
  const bytes = (rows: readonly PairBytes[]) =>
    rows.map((row) => [
      row.sourceFormat,
      row.targetFormat,
      ...[row.source, row.target].map((file) => Buffer.from(file).toString('hex')),
    ]);
  const inOrder = async (blocks: PairBlocks) => {
    const rows: PairBytes[] = [];
    // from the last to the first: a block is read alone, whatever was read before
    for (const block of [...blocks.counts.keys()].reverse())
      rows.unshift(...(await blocks.read(block)).filter((row) => row !== undefined));
    return rows;
  };

  test('of shards hold what the stream holds, and a swapped shard is refused', async () => {
    for (const split of ['train', 'valid'] as const) {
      const blocks = await openPairBlocks(built, split);
      expect(bytes(await inOrder(blocks))).toEqual(bytes(await all(readPairs(built, split))));
      await blocks.close();
    }
    const damaged = copy('damaged-blocks');
    const { file } = (await readManifest(damaged)).files.find(({ split }) => split === 'train')!;
    writeFileSync(join(damaged, file), 'PAR1');
    await expect(openPairBlocks(damaged, 'train')).rejects.toMatchObject({ code: 'shard/corrupt' });
  });

  test('of a plain folder hold what the stream holds', async () => {
    const files = join(folder, 'files-for-blocks');
    await exportPairs(built, files);
    const blocks = await openPairBlocks(files, 'train');
    expect(bytes(await inOrder(blocks))).toEqual(bytes(await all(readPairs(files, 'train'))));
    await blocks.close();
    await expect(openPairBlocks(join(folder, 'none'), 'train')).rejects.toMatchObject({
      code: 'io/not-found',
    });
  });

  test('hazard: a spool of many pairs holds none of them, and cuts blocks by count and by bytes', async () => {
    async function* many(): AsyncGenerator<PairBytes> {
      for (let i = 0; i < 2500; i++)
        yield {
          sourceFormat: i % 2 ? 'abc' : '',
          targetFormat: 'mid',
          source: new Uint8Array(i % 2 ? 3 : 0).fill(i & 255),
          target: i === 2100 ? new Uint8Array(9 * 2 ** 20) : Uint8Array.of(i & 255, i >> 8),
        };
    }
    const blocks = await spoolPairs(many());
    expect(blocks.counts).toEqual([1024, 1024, 53, 399]);
    expect(bytes(await inOrder(blocks))).toEqual(bytes(await all(many())));
    // a block is made anew each time: nothing is kept of it
    expect((await blocks.read(0))[0]).not.toBe((await blocks.read(0))[0]);
    await blocks.close();
  });
});

test('a forbidden corpus is refused unless permission is claimed; an allowed one passes', () => {
  const forbidden = {
    ...OWN_FILES_CARD,
    name: 'x',
    title: 'X',
    mayTrain: false,
    why: 'its licence says so.',
  };
  expect(() => assertMayTrain({ cards: [OWN_FILES_CARD, forbidden] })).toThrow(
    expect.objectContaining({
      code: 'corpus/may-not-train',
      message: expect.stringContaining('its licence says so'),
    }),
  );
  expect(() => assertMayTrain({ cards: [forbidden] }, { iHoldPermission: true })).not.toThrow();
  expect(() => assertMayTrain({ cards: [OWN_FILES_CARD] })).not.toThrow();
});
