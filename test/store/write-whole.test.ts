/** Hazards: a full disk, a crash half-way, a file that was whole before. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { openWhole, removePartials, writeWhole } from '../../src/store/write-whole.ts';
import { temporary } from '../corpus/helpers.ts';

/** Writes fail with this code once so many bytes have been written. */
const disk = vi.hoisted(() => ({ code: '', room: Number.POSITIVE_INFINITY }));
vi.mock('node:fs/promises', async (original) => {
  const fs = await original<typeof import('node:fs/promises')>();
  return {
    ...fs,
    open: async (...args: Parameters<typeof fs.open>) => {
      const handle = await fs.open(...args);
      const write = handle.write.bind(handle);
      // biome-ignore lint/suspicious/noExplicitAny: one of write's overloads
      handle.write = (async (data: Uint8Array, ...rest: any[]) => {
        disk.room -= data.length;
        if (disk.room < 0) throw Object.assign(new Error(disk.code), { code: disk.code });
        return write(data, ...rest);
        // biome-ignore lint/suspicious/noExplicitAny: as above
      }) as any;
      return handle;
    },
  };
});

test('a file is there after commit and not before', async () => {
  const folder = temporary();
  const file = await openWhole(join(folder, 'deep/x.txt'));
  await file.write('one ');
  await file.write(new TextEncoder().encode('two'));
  expect(readdirSync(join(folder, 'deep'))).not.toContain('x.txt');
  const { bytes, sha256 } = await file.commit();
  expect(readFileSync(join(folder, 'deep/x.txt'), 'utf8')).toBe('one two');
  expect(bytes).toBe(7);
  // printf 'one two' | sha256sum
  expect(sha256).toBe('8ab63e29a4ba14e4e1688f9c15e5af90895421358c945b0431f85d66977bd3d2');
  expect(readdirSync(join(folder, 'deep'))).toEqual(['x.txt']);
});

test.each([
  ['ENOSPC', 'io/disk-full'],
  ['EDQUOT', 'io/disk-full'],
  ['EIO', 'io/write-failed'],
])('a write that ends in %s is %s; the old file stays and no half one is left', async (code, expected) => {
  const folder = temporary();
  const path = join(folder, 'x.txt');
  writeFileSync(path, 'old');
  Object.assign(disk, { code, room: 10 });
  async function* pieces() {
    for (let i = 0; i < 5; i++) yield 'seven!!';
  }
  await expect(writeWhole(path, pieces())).rejects.toMatchObject({ code: expected });
  disk.room = Number.POSITIVE_INFINITY;
  expect(readFileSync(path, 'utf8')).toBe('old');
  expect(readdirSync(folder)).toEqual(['x.txt']);
});

test('a source that throws half-way leaves nothing', async () => {
  const folder = temporary();
  async function* pieces() {
    yield 'some';
    throw new Error('the source broke');
  }
  await expect(writeWhole(join(folder, 'x'), pieces())).rejects.toThrow('the source broke');
  expect(readdirSync(folder)).toEqual([]);
});

test('what a killed run left unfinished can be swept away, and nothing else', async () => {
  const folder = temporary();
  await openWhole(join(folder, 'half'));
  writeFileSync(join(folder, 'mine.partial'), 'not ours');
  writeFileSync(join(folder, '.hidden'), 'not ours');
  writeFileSync(join(folder, '.mine.partial'), 'not ours: no process wrote it');
  expect(readdirSync(folder)).toHaveLength(4);
  await removePartials(folder);
  expect(readdirSync(folder).sort()).toEqual(['.hidden', '.mine.partial', 'mine.partial']);
});

test('a folder that cannot be made is a coded error', async () => {
  const folder = temporary();
  writeFileSync(join(folder, 'file'), '');
  await expect(writeWhole(join(folder, 'file/x'), 'y')).rejects.toMatchObject({ code: 'io/write-failed' });
});
