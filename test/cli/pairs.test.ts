/** The contract that other programs rely on: one JSON object, exit statuses, nothing of people's words on stdout. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { temporary, tune, tunes } from '../corpus/helpers.ts';
import { run } from './run.ts';

// each run is a process: on a busy machine a test of several takes its time
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const folder = temporary();
const out = join(folder, 'pairs');
const good = join(folder, 'good.jsonl');
writeFileSync(
  good,
  tunes(60)
    .map((record) => JSON.stringify(record))
    .join('\n'),
);

let built: Awaited<ReturnType<typeof run>>;
beforeAll(async () => {
  built = await run('pairs', 'build', good, '--out', out, '--valid', '0.3', '--workers', '1', '--json');
});

test('pairs build --json ends with one object of documented figures', () => {
  expect(built.status).toBe(0);
  const result = JSON.parse(built.stdout);
  expect(result).toMatchObject({
    tunes: 60,
    quarantined: expect.any(Number),
    byCode: expect.any(Object),
    upToDate: false,
  });
  expect(result.pairs).toBeGreaterThan(40);
  expect(result.sourceBytes).toBeGreaterThan(result.pairs * 50);
  expect(result.targetBytes).toBeGreaterThan(result.pairs * 100);
  expect(result.seconds).toBeGreaterThan(0);
  const manifest = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8'));
  expect(manifest.counts).toMatchObject({ tunes: 60, pairs: result.pairs });
  expect(manifest).toMatchObject({
    format: 'bgpt-music/pairs',
    formatVersion: 1,
    renderer: { name: 'abcjs' },
  });
});

test('for people: figures on stdout, and the same command again does nothing', async () => {
  const { status, stdout } = await run(
    'pairs',
    'build',
    good,
    '--out',
    out,
    '--valid',
    '0.3',
    '--workers',
    '1',
  );
  expect(status).toBe(0);
  expect(stdout).toContain('up to date');
  expect(stdout).toMatch(/\d+ pairs: [\d.]+ MB of ABC/);
});

describe('what is asked of a folder of pairs', () => {
  test('inspect shows every byte of a pair', async () => {
    const { stdout, status } = await run('pairs', 'inspect', out, '--row', '2', '--json');
    expect(status).toBe(0);
    const { patches, sourceBytes, targetBytes } = JSON.parse(stdout);
    const hex = (part: string) =>
      patches
        .filter((patch: { part: string }) => patch.part === part)
        .map((patch: { hex: string }) => patch.hex)
        .join(' ');
    expect(hex('source').split(' ')).toHaveLength(sourceBytes);
    expect(hex('target').split(' ')).toHaveLength(targetBytes);
    expect(hex('target')).toMatch(/^4d 54 68 64/);
    expect((await run('pairs', 'inspect', out, '--row', '9999')).status).toBe(2);
  });

  test('stats give distributions and baselines', async () => {
    const { stdout, status } = await run('pairs', 'stats', out, '--json');
    expect(status).toBe(0);
    const { splits, measured, baselines } = JSON.parse(stdout);
    expect(splits.train.pairs + splits.valid.pairs).toBe(JSON.parse(built.stdout).pairs);
    expect(splits.train.targetBytes.p50).toBeGreaterThan(100);
    expect(measured).toBe('valid');
    expect(baselines.bitsPerByte.uniform).toBeCloseTo(
      Math.log2(257) * (1 + baselines.files / baselines.targetBytes),
      6,
    );
    expect(baselines.bitsPerByte['order-3']).toBeLessThan(baselines.bitsPerByte['order-0']);
  });

  test('export writes files that read back as the same pairs', async () => {
    const files = join(folder, 'files');
    expect((await run('pairs', 'export', out, '--out', files)).status).toBe(0);
    const again = JSON.parse((await run('pairs', 'stats', files, '--no-baselines', '--json')).stdout);
    const before = JSON.parse((await run('pairs', 'stats', out, '--no-baselines', '--json')).stdout);
    expect(again.splits.train.targetBytes).toEqual(before.splits.train.targetBytes);
    expect(again.splits.valid.sourceBytes).toEqual(before.splits.valid.sourceBytes);
    expect((await run('pairs', 'export', out, '--out', files)).status).toBe(2);
  });
});

test('machines and a merge, by the command line', async () => {
  const parts = join(folder, 'parts');
  for (const i of [0, 1]) {
    const { status, stdout } = await run(
      'pairs',
      'build',
      good,
      '--out',
      parts,
      '--valid',
      '0.3',
      '--shard',
      `${i}/2`,
      '--json',
    );
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ shard: { index: i, count: 2 } });
  }
  const merged = join(folder, 'merged');
  expect((await run('pairs', 'merge', parts, '--out', merged)).status).toBe(0);
  expect(readFileSync(join(merged, 'manifest.json'))).toEqual(readFileSync(join(out, 'manifest.json')));
});

describe('exit statuses', () => {
  test.each([
    ['no --out', ['pairs', 'build', good], 2],
    ['an unknown flag', ['pairs', 'build', good, '--out', 'x', '--colour'], 2],
    ['a range that is none', ['pairs', 'build', good, '--out', 'x', '--transpose', 'up'], 2],
    ['a shard that is none', ['pairs', 'build', good, '--out', 'x', '--shard', '2/2'], 2],
    ['a file that is not there', ['pairs', 'build', join(folder, 'none.jsonl'), '--out', 'x'], 1],
    [
      'a recipe that is none',
      ['pairs', 'build', import.meta.filename.replace('pairs.test', 'run'), '--out', 'x'],
      1,
    ],
    ['a folder without pairs', ['pairs', 'stats', join(folder, 'nothing')], 1],
  ])('%s', async (_, args, status) => {
    const result = await run(...args);
    expect(result.status, result.stderr).toBe(status);
    expect(result.stderr).toMatch(/error/);
    expect(existsSync('x')).toBe(false);
  });

  test('a damaged input: its good tunes are pairs, the status says that something is wrong', async () => {
    const cut = join(folder, 'cut.jsonl.gz');
    const zipped = gzipSync(readFileSync(good));
    writeFileSync(cut, zipped.subarray(0, zipped.length - 20));
    const damaged = join(folder, 'damaged');
    const { status, stdout, stderr } = await run('pairs', 'build', cut, '--out', damaged, '--json');
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ damaged: [{ code: 'source/truncated-gzip', origin: cut }] });
    expect(JSON.parse(stdout).pairs).toBeGreaterThan(30);
    expect(stderr).toContain('error source/damaged');
    expect(existsSync(join(damaged, 'manifest.json'))).toBe(true);
    // and by two machines, when their work is put together
    const parts = join(folder, 'damaged-parts');
    for (const share of ['0/2', '1/2']) await run('pairs', 'build', cut, '--out', parts, '--shard', share);
    const merge = await run('pairs', 'merge', parts, '--out', join(folder, 'damaged-merged'), '--json');
    expect(merge.status).toBe(1);
    expect(JSON.parse(merge.stdout)).toMatchObject({ damaged: [{ code: 'source/truncated-gzip' }] });
    expect(merge.stderr).toContain('error source/damaged');
  });

  test('inputs without a single pair', async () => {
    const silent = join(folder, 'silent.abc');
    writeFileSync(silent, tune('silent', 'z8|'));
    const { status, stdout, stderr } = await run(
      'pairs',
      'build',
      silent,
      '--out',
      join(folder, 'none'),
      '--json',
    );
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ tunes: 1, pairs: 0, byCode: { 'midi/no-notes': 1 } });
    expect(stderr).toContain('corpus/no-pairs');
  });

  test('inputs that hold nothing: no quarantine is named that is empty', async () => {
    const nothing = join(folder, 'nothing.tar');
    writeFileSync(nothing, new Uint8Array(1024));
    const { status, stderr } = await run('pairs', 'build', nothing, '--out', join(folder, 'nothing'));
    expect(status).toBe(1);
    expect(stderr).toContain('no tune was found in them (1 read');
    expect(stderr).not.toContain('quarantine says why');
  });

  test('a shard that was changed after the manifest is refused', async () => {
    const copy = join(folder, 'changed');
    expect((await run('pairs', 'build', good, '--out', copy)).status).toBe(0);
    const shard = join(copy, 'train-00000-of-00001.parquet');
    const bytes = readFileSync(shard);
    bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(shard, bytes);
    const { status, stdout } = await run('pairs', 'stats', copy, '--json');
    expect(status).toBe(1);
    expect(JSON.parse(stdout).error.code).toBe('shard/corrupt');
  });
});

test('the demo ends well and says so', async () => {
  const { status, stdout } = await run('demo', '--json');
  expect(status).toBe(0);
  const { tunes: read, pairs, quarantined, valid } = JSON.parse(stdout);
  expect(read).toBeGreaterThan(30);
  expect([pairs, quarantined, valid]).toEqual([read, 0, read]);
});
