/** Whoever reads the output may leave: no stack trace, no word, and files that are whole. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { start } from './run.ts';

const CHORD = resolve(import.meta.dirname, '../files/midi/chord.mid');
const folder = mkdtempSync(join(tmpdir(), 'bgpt-music-pipe-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The reader has left before the first byte: the pipe is closed while the program still starts. */
function unread(...args: string[]) {
  const { child, done } = start(...args);
  child.stdout!.destroy();
  return done;
}

test.each([
  ['a line for each of many files', ['validate', ...new Array<string>(20).fill(CHORD)], 130],
  ['one JSON object', ['validate', CHORD, '--json'], 0],
  ['the help of the parser', ['--help'], 0],
])('%s', async (_what, args, status) => {
  expect(await unread(...args)).toMatchObject({ stderr: '', status });
});

test('work whose result nobody reads is done all the same', async () => {
  const out = join(folder, 'pairs');
  const tunes = resolve(import.meta.dirname, '../files/abc/crlf.abc');
  const { status, stderr } = await unread(
    'pairs',
    'build',
    tunes,
    '--out',
    out,
    '--valid',
    '0',
    '--workers',
    '1',
  );
  expect(status).toBe(0);
  // a busy machine has time for lines of progress
  expect(stderr).not.toMatch(/error|EPIPE/i);
  expect(existsSync(join(out, 'manifest.json'))).toBe(true);
});
