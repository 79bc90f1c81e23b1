/** Hazard: the disk fills up at any moment of a build. No half file, a coded error, and after making room the same shards. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test, vi } from 'vitest';
import { buildPairs } from '../../src/corpus/build.ts';
import { contents, temporary, tunes } from './helpers.ts';

const disk = vi.hoisted(() => ({ room: Number.POSITIVE_INFINITY, written: 0 }));
vi.mock('node:fs/promises', async (original) => {
  const fs = await original<typeof import('node:fs/promises')>();
  return {
    ...fs,
    open: async (...args: Parameters<typeof fs.open>) => {
      const handle = await fs.open(...args);
      const write = handle.write.bind(handle);
      // biome-ignore lint/suspicious/noExplicitAny: one of write's overloads
      handle.write = (async (data: Uint8Array, ...rest: any[]) => {
        disk.written += data.length;
        if (disk.written > disk.room)
          throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
        return write(data, ...rest);
        // biome-ignore lint/suspicious/noExplicitAny: as above
      }) as any;
      return handle;
    },
  };
});

const folder = temporary();
const drawn = tunes(60);
const recipe = {
  name: 'disk',
  cards: [],
  async *tunes() {
    for (const { id, abc } of drawn) yield { kind: 'tune' as const, id, origin: id, abc };
  },
};
const build = (out: string) =>
  buildPairs({ recipe, out, workers: 1, settings: { blockTunes: 16, rowsPerFile: 25, validShare: 0.2 } });
const reference = join(folder, 'reference');
let size = 0;

beforeAll(async () => {
  await build(reference);
  size = disk.written;
});

test.each([0, 0.1, 0.5, 0.75, 0.98])('full after %f of what a build writes', async (share) => {
  const out = join(folder, `full-${share}`);
  Object.assign(disk, { room: share * size, written: 0 });
  await expect(build(out)).rejects.toMatchObject({ code: 'io/disk-full', exitCode: 1 });
  Object.assign(disk, { room: Number.POSITIVE_INFINITY });
  expect(existsSync(join(out, 'manifest.json'))).toBe(false);
  const partial = existsSync(out)
    ? readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.partial'))
    : [];
  expect(partial).toEqual([]);
  await build(out);
  expect(contents(out)).toEqual(contents(reference));
});
