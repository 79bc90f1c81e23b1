import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { commitFiles, withCommitted } from '../../src/store/commit-files.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bgpt-commit-'));
});
afterEach(() => rm(folder, { recursive: true }));

const at = (name: string) => join(folder, name);
const journal = JSON.stringify({ formatVersion: 1, replace: ['a'], remove: [] });

/** A commit decided and not yet moved: `a.next` counts. */
async function decided(text: string): Promise<void> {
  await writeFile(at('a'), 'old');
  await writeFile(at('a.next'), text);
  await writeFile(at('commit.json'), journal);
}

/** The writer moves the decided file, is done, and begins the next one, which is not decided. */
async function goOn(undecided: string): Promise<void> {
  await rename(at('a.next'), at('a'));
  await rm(at('commit.json'));
  await writeFile(at('a.next'), undecided);
}

test.each([
  ['is read', (text: string) => text],
  [
    'does not fit the rest, and is refused',
    (text: string) => {
      if (text === 'undecided') throw new Error('its sha256 differs');
      return text;
    },
  ],
])(
  'a reader that is slow between the look and the use: an undecided file %s, and the decided one is taken',
  async (_what, check) => {
    await decided('new');
    let looks = 0;
    const read = await withCommitted(folder, 'a', async (path) => {
      if (looks++ === 0) await goOn('undecided');
      return check(await readFile(path, 'utf8'));
    });
    expect(read).toBe('new');
    expect(looks).toBe(2);
  },
);

test('what is opened and not taken is closed', async () => {
  await decided('new');
  const closed: string[] = [];
  let looks = 0;
  const file = await withCommitted(folder, 'a', async (path) => {
    if (looks++ === 0) await goOn('undecided');
    const text = await readFile(path, 'utf8');
    return { text, close: async () => void closed.push(text) };
  });
  expect(file?.text).toBe('new');
  expect(closed).toEqual(['undecided']);
});

test('a file that is decided and stays so is read where it is, at once', async () => {
  await decided('new');
  let looks = 0;
  const read = () =>
    withCommitted(folder, 'a', (path) => {
      looks++;
      return readFile(path, 'utf8');
    });
  expect(await read()).toBe('new');
  await commitFiles(folder, [
    ['b', async (path) => writeFile(path, 'b').then(() => ({ bytes: 1, sha256: '' }))],
  ]);
  expect(await read()).toBe('new');
  expect(looks).toBe(2);
});
