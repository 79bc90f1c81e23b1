/** A run that is gone on with: by its own length or a new one of any kind, and told where its data is another. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { run } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'bgpt-resume-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const out = join(folder, 'run');
const train = (...args: string[]) =>
  run('train', '--out', out, '--preset', 'nano', '--valid-pairs', '0', '--threads', '1', '--json', ...args);
const short = ['--synthetic', 'short'];

test('a new length takes the place of the old one, and other data is named', async () => {
  const first = await train(...short, '--steps', '2', '--batch-patches', '128', '--batches-per-step', '1');
  expect(first.status, first.stderr).toBe(0);
  expect(JSON.parse(first.stdout)).toMatchObject({ steps: 2, stopped: 'done' });

  const done = await train(...short, '--resume');
  const { steps, seconds } = JSON.parse(done.stdout);
  expect(steps).toBe(2);
  expect(done.stderr).not.toContain('not the data');

  // By the clock now: the two steps of before say nothing any more
  const longer = await train(
    ...short,
    '--remix-share',
    '0.5',
    '--resume',
    '--minutes',
    `${seconds / 60 + 0.05}`,
  );
  expect(longer.status, longer.stderr).toBe(0);
  expect(JSON.parse(longer.stdout).steps).toBeGreaterThan(2);
  expect(longer.stderr).toMatch(/not the data that the run had: .*remixes.* instead of /);
});
