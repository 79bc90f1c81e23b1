import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from './run.ts';

const TUNE = 'X:1\nM:4/4\nL:1/4\nK:C\nC D E F | G4 |]\n';
const folder = async (files: Record<string, string>) => {
  const path = await mkdtemp(join(tmpdir(), 'compare-abc-'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(path, name), text);
  return path;
};

test('two folders: tunes by name, one that is missing counts 0', async () => {
  const a = await folder({ 'one.abc': TUNE, 'two.abc': TUNE });
  const b = await folder({ 'one.abc': TUNE.replace('K:C', 'K:Am') });
  const { status, stdout } = await run('compare-abc', '--json', a, b);
  expect(status).toBe(0);
  const { totals, tunes } = JSON.parse(stdout);
  expect(totals).toMatchObject({ tunes: 2, plays: 0.5, allNotes: 0.5, keySignature: 0.5, keyAndMode: 0 });
  expect(tunes).toHaveLength(2);
});

test('a reference that plays nothing is told of, and the command fails', async () => {
  const a = await folder({ 'one.abc': 'prose' });
  const { status, stdout } = await run('compare-abc', join(a, 'one.abc'), join(a, 'one.abc'));
  expect(status).toBe(1);
  expect(stdout).toContain('cannot be read or plays no notes');
});

test('a file beside a folder is refused', async () => {
  const a = await folder({ 'one.abc': TUNE });
  const { status, stderr } = await run('compare-abc', a, join(a, 'one.abc'));
  expect(status).toBe(2);
  expect(stderr).toContain('usage/invalid-option');
});

test('two files, for people: a line a measure in percent, and no line for a measure that does not apply', async () => {
  const a = await folder({ 'one.abc': TUNE, 'other.abc': TUNE.replace('G4', 'A4') });
  const { status, stdout } = await run('compare-abc', join(a, 'one.abc'), join(a, 'other.abc'));
  expect(status).toBe(0);
  expect(stdout).toMatch(/^notes, F1 +80\.0$/m);
  expect(stdout).toMatch(/^key and mode +100\.0$/m);
  expect(stdout).not.toContain('tuplets');
});
