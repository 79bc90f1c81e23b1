/** Runs by the command: gone on with, begun with another's weights, over a folder of pairs once. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

test('hazard: --init trains as the checkpoint is trained, not as --architecture says by default', async () => {
  const [first, second] = [join(folder, 'published'), join(folder, 'tuned')];
  const small = ['--valid-pairs', '0', '--threads', '1', '--batch-patches', '128', '--batches-per-step', '1'];
  const start = ['train', ...small, ...short, '--steps', '1', '--json'];
  const made = await run(...start, '--out', first, '--architecture', 'bgpt', '--preset', 'nano');
  expect(made.status, made.stderr).toBe(0);
  const tuned = await run(...start, '--out', second, '--init', first);
  expect(tuned.status, tuned.stderr).toBe(0);
  const { options } = JSON.parse(readFileSync(join(second, 'trainer.json'), 'utf8')).trainer;
  // AdamW at the rate of bgpt: Muon's steps are as long as the published weights are large
  expect(options).toMatchObject({ optimizer: { kind: 'adamw' }, rate: 6e-4 });
  const contradiction = await run(
    ...start,
    '--out',
    second,
    '--force',
    '--init',
    first,
    '--architecture',
    'bgpt-2',
  );
  expect(contradiction.status).toBe(2);
  expect(contradiction.stderr).toContain('--architecture');
});

test('hazard: an epoch of --pairs with pairs that no context holds ends, and is validated on what it says', async () => {
  const pairs = join(folder, 'files');
  for (const split of ['train', 'valid']) {
    mkdirSync(join(pairs, split), { recursive: true });
    for (let i = 0; i < 12; i++) {
      const body = 'CDEF GABc|'.repeat(split === 'train' && i % 3 === 0 ? 300 : 1);
      writeFileSync(join(pairs, split, `${i}.abc`), `X:1\nT:${split} ${i}\nM:4/4\nL:1/8\nK:C\n${body}\n`);
      writeFileSync(join(pairs, split, `${i}.mid`), new Uint8Array(100).fill(i));
    }
  }
  const done = await run(
    ...['train', '--out', join(folder, 'epoch'), '--pairs', pairs, '--epochs', '1', '--architecture', 'bgpt'],
    ...['--preset', 'nano', '--valid-pairs', '5', '--threads', '1', '--batch-patches', '128', '--json'],
  );
  expect(done.status, done.stderr).toBe(0);
  expect(JSON.parse(done.stdout)).toMatchObject({ pairs: 8, tooLong: 4, stopped: 'done' });
  expect(done.stderr).toMatch(/4 sequences are longer than the context of 64 patches/);
  const lines = readFileSync(join(folder, 'epoch', 'metrics.jsonl'), 'utf8')
    .trim()
    .split('\n');
  expect(JSON.parse(lines.at(-1)!)).toMatchObject({ done: 1, validFiles: 5 });
});

test('--direction turns stored, synthetic and remixed pairs round, the checkpoint says so, and a resume keeps it', async () => {
  const out = join(folder, 'turned');
  const start = ['train', '--out', out, ...short, '--pairs', join(folder, 'files'), '--remix-share', '0.2'];
  const size = ['--preset', 'nano', '--set', 'patchLength=512', '--batch-patches', '512', '--threads', '1'];
  const done = await run(...start, ...size, '--direction', 'mid>abc', '--steps', '1', '--json');
  expect(done.status, done.stderr).toBe(0);
  expect(done.stderr).toMatch(/as mid>abc; \d+ validation pairs/);
  expect(JSON.parse(readFileSync(join(out, 'config.json'), 'utf8')).directions).toEqual(['mid>abc']);
  const resumed = await run(...start, '--resume', '--steps', '1');
  expect(resumed.status, resumed.stderr).toBe(0);
  expect(resumed.stderr).not.toContain('not the data');
});

test('hazard: a resume of a folder of pairs and lone files goes on with both', async () => {
  const [mixed, out] = [join(folder, 'mixed'), join(folder, 'mixed-run')];
  for (const split of ['train', 'valid']) {
    mkdirSync(join(mixed, split), { recursive: true });
    for (let i = 0; i < 9; i++) {
      const name = join(mixed, split, String(i));
      if (i % 3 === 0) writeFileSync(`${name}.abc`, `X:1\nT:${split} ${i}\nM:4/4\nL:1/8\nK:C\nCDEF GABc|\n`);
      writeFileSync(`${name}.mid`, new Uint8Array(100).fill(i));
    }
  }
  const start = ['train', '--out', out, '--pairs', mixed, '--json'];
  const size = ['--architecture', 'bgpt', '--preset', 'nano', '--threads', '1', '--batch-patches', '128'];
  const first = await run(...start, ...size, '--epochs', '1');
  expect(first.status, first.stderr).toBe(0);
  expect(JSON.parse(first.stdout)).toMatchObject({ pairs: 9 });
  const resumed = await run(...start, '--resume', '--epochs', '2');
  expect(JSON.parse(resumed.stdout)).toMatchObject({ pairs: 18 });
  expect(resumed.stderr).toContain('9 validation pairs');
});
