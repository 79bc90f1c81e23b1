/** `format` as people run it: text on stdout and nothing else, what was left alone on stderr, files whole or refused. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from './run.ts';

const LOOSE = 'X:1\nM:4/4\nT:Loose\nL:1/4\nK:Gmaj\nG A B c | d4 |]\n';
const HOUSE = 'X:1\nT:Loose\nM:4/4\nL:1/8\nK:G\nG2A2 B2c2|d8|]\n';
const WORDS = 'X:2\nT:Song\nM:4/4\nL:1/4\nK:C\nC D E F |\nw: la la la la\n';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bgpt-format-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function file(name: string, text: string): Promise<string> {
  await writeFile(join(folder, name), text);
  return join(folder, name);
}

test('a tune: house style on stdout, and formatted again the same', async () => {
  const loose = await file('loose.abc', LOOSE);
  const once = await run('format', loose);
  expect(once).toMatchObject({ status: 0, stdout: HOUSE, stderr: '' });
  const again = await run('format', await file('house.abc', once.stdout));
  expect(again.stdout).toBe(HOUSE);
});

test('a tune with words stays byte for byte beside one that is formatted, and stderr says why', async () => {
  const book = await file('book.abc', `${HOUSE}\n${WORDS}`);
  const { status, stdout, stderr } = await run('format', book);
  expect(status).toBe(0);
  expect(stdout).toBe(`${HOUSE}\n${WORDS}`);
  expect(stderr).toContain('format/words');
  expect(stderr).toContain(`${book}:`);
});

test('--check writes nothing and exits by what it finds', async () => {
  const house = await file('checked.abc', HOUSE);
  expect(await run('format', '--check', house)).toMatchObject({ status: 0, stdout: '' });
  const loose = await file('unchecked.abc', HOUSE.replace('G2A2', 'G2 A2'));
  const { status, stdout, stderr } = await run('format', '--check', loose);
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toContain(`${loose}:1 Loose: not in house style`);
  expect(await readFile(loose, 'utf8')).toContain('G2 A2');
});

test('--out: a file that is there stays unless --force says otherwise', async () => {
  const loose = await file('in.abc', HOUSE.replace('G2A2', 'G2 A2'));
  const out = await file('there.abc', 'mine');
  const refused = await run('format', loose, '--out', out);
  expect(refused.status).toBe(2);
  expect(refused.stderr).toContain('usage/output-exists');
  expect(await readFile(out, 'utf8')).toBe('mine');
  expect((await run('format', loose, '--out', out, '--force')).status).toBe(0);
  expect(await readFile(out, 'utf8')).toBe(HOUSE);
});

test('several files to stdout would run together: refused', async () => {
  const [a, b] = [await file('a.abc', HOUSE), await file('b.abc', HOUSE)];
  const { status, stdout, stderr } = await run('format', a, b);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toContain('usage/invalid-option');
});

test('--json: one object with the notes that were verified and codes of what was left', async () => {
  const book = await file('json.abc', `${HOUSE}\n${WORDS}`);
  const { status, stdout } = await run('format', '--json', book);
  expect(status).toBe(0);
  const { files, ...totals } = JSON.parse(stdout);
  expect(totals).toEqual({ tunes: 2, formatted: 1, changed: 0, notes: 5, codes: { 'format/words': 1 } });
  expect(files[0].tunes.map(({ title, ok }: { title: string; ok: boolean }) => [title, ok])).toEqual([
    ['Loose', true],
    ['Song', false],
  ]);
});
