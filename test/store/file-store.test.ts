/** Hazards of every store: a commit that breaks off, a file read past its end, an append to what is not there. */
import { describe, expect, test } from 'vitest';
import { type FileStore, readText } from '../../src/store/file-store.ts';
import { folderStore } from '../../src/store/folder-store.ts';
import { memoryStore } from '../../src/store/memory-store.ts';
import { loadCheckpoint, loadOptimizer, saveCheckpoint } from '../../src/store/stored-checkpoint.ts';
import { temporary } from '../corpus/helpers.ts';
import { filled, SMALLEST } from './checkpoint-writer.ts';

const folder = temporary();
const kinds: [name: string, make: (name: string) => FileStore][] = [
  ['a folder', (name) => folderStore(`${folder}/${name}`)],
  ['memory', () => memoryStore()],
];

describe.each(kinds)('%s', (_, make) => {
  test('files are there after a commit, each told what those before it became', async () => {
    const store = make('commit');
    expect(await store.open('a')).toBeUndefined();
    async function* pieces() {
      yield 'one ';
      yield new TextEncoder().encode('two');
    }
    await store.commit([
      ['a', pieces],
      ['b', (written) => JSON.stringify(written)],
    ]);
    expect(await readText(store, 'a')).toBe('one two');
    // printf 'one two' | sha256sum
    const sha256 = '8ab63e29a4ba14e4e1688f9c15e5af90895421358c945b0431f85d66977bd3d2';
    expect(JSON.parse((await readText(store, 'b'))!)).toEqual({ a: { bytes: 7, sha256 } });
    const file = (await store.open('a'))!;
    expect([file.size, await file.sha256(), new TextDecoder().decode(await file.read(4, 7))]).toEqual([
      7,
      sha256,
      'two',
    ]);
    await expect(file.read(4, 8)).rejects.toMatchObject({ code: 'checkpoint/corrupt' });
    await file.close();
    await store.commit([['a', () => 'new']], ['b']);
    expect([await readText(store, 'a'), await readText(store, 'b')]).toEqual(['new', undefined]);
  });

  test('a commit whose second file breaks off changes nothing', async () => {
    const store = make('broken');
    await store.commit([['a', () => 'old']]);
    const broken = store.commit(
      [
        ['a', () => 'new'],
        [
          'b',
          () => {
            throw new Error('gone');
          },
        ],
      ],
      ['a'],
    );
    await expect(broken).rejects.toThrow('gone');
    expect([await readText(store, 'a'), await readText(store, 'b')]).toEqual(['old', undefined]);
  });

  test('an append begins a file and goes on with it', async () => {
    const store = make('append');
    await store.append('log', 'one\n');
    await store.append('log', 'two\n');
    expect(await readText(store, 'log')).toBe('one\ntwo\n');
  });

  test('a checkpoint comes back', async () => {
    const store = make('checkpoint');
    const optimizer = filled(3);
    await saveCheckpoint(store, { config: SMALLEST, weights: filled(2), optimizer, trainer: { step: 5 } });
    expect(await loadCheckpoint(store)).toEqual({
      config: SMALLEST,
      directions: [{ from: 'abc', to: 'mid' }],
      weights: filled(2),
      trainer: { step: 5 },
    });
    expect(await loadOptimizer(store)).toEqual(optimizer);
  });
});
