import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeCheckpoint } from '../../src/store/checkpoint.ts';
import { run } from '../cli/run.ts';
import { BGPT, stirredWeights, tunes } from './pairs.ts';

let folder: string;
let checkpoint: string;
let pairs: string;
const TUNES = tunes(6);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bgpt-test-'));
  [checkpoint, pairs] = [join(folder, 'model'), join(folder, 'pairs')];
  await writeCheckpoint(checkpoint, { config: BGPT, weights: stirredWeights(BGPT) });
  await mkdir(pairs);
  for (const [i, { source, target }] of TUNES.entries()) {
    await writeFile(join(pairs, `tune-${i}.abc`), source);
    await writeFile(join(pairs, `tune-${i}.mid`), target);
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const bpb = (...flags: string[]) =>
  run('bpb', '--checkpoint', checkpoint, '--pairs', pairs, '--threads', '1', ...flags);
const BYTES = TUNES.reduce((sum, { target }) => sum + target.length, 0);

test('bpb and report: a folder of same-stem files, all of them, one JSON object, costs, a page that needs no network', async () => {
  const costs = join(checkpoint, 'costs.jsonl');
  const measured = await bpb('--json', '--save-costs', costs);
  expect(measured.status, measured.stderr).toBe(0);
  const result = JSON.parse(measured.stdout);
  expect(result).toMatchObject({ files: TUNES.length, targetBytes: BYTES, split: 'all', control: false });
  expect(result.bpb).toBeCloseTo(result.bits / BYTES, 12);
  expect(result.endBits).toBeGreaterThan(0);
  expect(result.argmaxShare).toBeGreaterThanOrEqual(0);
  expect(result.byField.pitch.symbols).toBeGreaterThan(0);
  expect(result.baselines.bitsPerByte.uniform).toBeGreaterThan(8);
  const lines = (await readFile(costs, 'utf8')).trim().split('\n');
  expect(lines.length).toBe(1 + TUNES.length);

  await writeFile(join(checkpoint, 'bpb.json'), measured.stdout);
  const shown = await run('report', checkpoint, '--json');
  expect(shown.status, shown.stderr).toBe(0);
  const page = await readFile(JSON.parse(shown.stdout).path, 'utf8');
  expect(page).toContain(result.bpb.toFixed(4));
  expect(page.match(/(?:src|href)\s*=|@import|url\(|https?:\/\/(?!www\.w3\.org)/g)).toBeNull();
});

test('bpb: a table for people, with the control named', async () => {
  const { status, stdout } = await bpb('--control', '--no-baselines');
  expect(status).toBe(0);
  expect(stdout).toMatch(/another tune.s source/);
  expect(stdout).toMatch(/bits per byte +\d+\.\d{4}/);
  expect(stdout).toMatch(/track length/);
});

test.each([
  ['a checkpoint that is not there', ['--checkpoint', 'no-such-folder'], 'io/not-found'],
  ['pairs that are not there', ['--pairs', 'no-such-folder'], 'io/not-found'],
  ['not a single pair', ['--ids', '^no such tune$'], 'measure/no-pairs'],
])('bpb: %s is a coded error', async (_name, flags, code) => {
  const { status, stdout } = await bpb('--json', ...flags);
  expect([status, JSON.parse(stdout).error.code]).toEqual([1, code]);
});
