/** Hazards: kill -9 at the worst moments and at any, Ctrl-C. The same command again must end in the bytes of an undisturbed run. */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, test, vi } from 'vitest';
import { contents, temporary } from '../corpus/helpers.ts';
import { run, start, startSignalled, until } from './run.ts';

// each run is a process: on a busy machine a test of several takes its time
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const recipe = join(import.meta.dirname, 'files/small-blocks.ts');
const folder = temporary();
const build = (out: string, delay: string) => [
  'pairs',
  'build',
  recipe,
  delay,
  '--out',
  out,
  '--workers',
  '2',
];

const reference = join(folder, 'undisturbed');
beforeAll(async () => {
  expect((await run(...build(reference, '0'))).status).toBe(0);
});

test('killed before the first part, between parts and while the shards are written: the same shards in the end', async () => {
  const out = join(folder, 'killed');
  const moments = ['.work/build.json', '.work/part-000002.json', 'quarantine.jsonl'];
  for (const moment of moments) {
    const { signal } = await startSignalled('SIGKILL', moment, ...build(out, '0')).done;
    expect(signal, moment).toBe('SIGKILL');
    expect(existsSync(join(out, moment)), moment).toBe(true);
    expect(existsSync(join(out, 'manifest.json')), `killed at ${moment}`).toBe(false);
  }
  expect((await run(...build(out, '0'))).status).toBe(0);
  expect(contents(out)).toEqual(contents(reference));
});

test('killed again and again at moments that nobody chose: never half a result, and the same shards in the end', async () => {
  const out = join(folder, 'killed-at-random');
  const delays: number[] = [];
  for (let kill = 0; kill < 6; kill++) {
    const running = start(...build(out, '40'));
    await until(join(out, '.work/build.json'), running);
    // half of them early in what is left to do, where more happens
    delays.push(Math.round(1200 * Math.random() ** 2));
    await sleep(delays.at(-1));
    running.child.kill('SIGKILL');
    const { status, signal, stderr } = await running.done;
    const moments = `after ${delays.join(', ')} ms: ${stderr}`;
    expect(status ?? signal, moments).toBeOneOf([0, 'SIGKILL']);
    if (!existsSync(join(out, 'manifest.json'))) continue;
    // the manifest comes last of the files that stay; the work folder may outlive it
    rmSync(join(out, '.work'), { recursive: true, force: true });
    expect(contents(out), moments).toEqual(contents(reference));
    rmSync(out, { recursive: true });
  }
  expect((await run(...build(out, '0'))).status, `after ${delays.join(', ')} ms`).toBe(0);
  expect(contents(out), `after ${delays.join(', ')} ms`).toEqual(contents(reference));
});

test('Ctrl-C: status 130, what to do is said, no shard is there, and the same command goes on', async () => {
  const out = join(folder, 'interrupted');
  const stopped = startSignalled('SIGINT', 'part-000000.json', ...build(out, '300'), '--json');
  const { status, stdout, stderr } = await stopped.done;
  expect(status).toBe(130);
  expect(JSON.parse(stdout).error).toMatchObject({
    code: 'interrupted',
    hint: expect.stringContaining('same command'),
  });
  expect(stderr).toContain('error interrupted');
  expect(readdirSync(out)).toEqual(['.work']);
  expect(readdirSync(join(out, '.work')).filter((name) => name.endsWith('.partial'))).toEqual([]);
  const again = await run(...build(out, '0'), '--json');
  expect(again.status).toBe(0);
  expect(JSON.parse(again.stdout)).toMatchObject({ tunes: 121 });
});
