/** Hazards of `convert`: a damaged checkpoint, a full disk, a name that climbs. Each ends coded, and nothing half-written stays. */
import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { tunesToConvert } from '../../src/cli/tunes-to-convert.ts';
import { writeCheckpoint } from '../../src/store/checkpoint.ts';
import { lazily } from '../../src/store/safetensors.ts';
import { writeSafetensors } from '../../src/store/safetensors-file.ts';
import { loudWeights, NANO } from '../convert/nano.ts';
import { run } from './run.ts';

const TUNE = 'X:1\nT:One\nM:4/4\nL:1/8\nK:G\nGABc d2e2|d4 B4|\n';
const config = NANO['bgpt-2'];
const weights = loudWeights(config, 5);
let folder: string;
let checkpoint: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bgpt-refused-'));
  checkpoint = join(folder, 'model');
  await writeCheckpoint(checkpoint, { config, weights });
  writeFileSync(join(folder, 'tune.abc'), TUNE);
  writeFileSync(join(folder, 'book.abc'), [1, 2].map((x) => TUNE.replace('X:1', `X:${x}`)).join('\n'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A model file that config.json does not vouch for, as one that people put there themselves. */
function unlisted(dir: string): string {
  const path = join(dir, 'config.json');
  const { files, ...manifest } = JSON.parse(readFileSync(path, 'utf8'));
  expect(files).toBeDefined();
  writeFileSync(path, JSON.stringify(manifest));
  return join(dir, 'model.safetensors');
}

const DAMAGES: [string, string, (dir: string) => unknown][] = [
  ['cut off', 'checkpoint/corrupt', (dir) => truncateSync(join(dir, 'model.safetensors'), 5000)],
  ['cut off and unlisted', 'checkpoint/corrupt', (dir) => truncateSync(unlisted(dir), 5000)],
  [
    'without a tensor',
    'checkpoint/missing-tensor',
    (dir) => writeSafetensors(unlisted(dir), lazily(weights).slice(1)),
  ],
  [
    'with a NaN',
    'checkpoint/not-finite',
    (dir) => {
      const path = unlisted(dir);
      const bytes = readFileSync(path);
      bytes.writeFloatLE(Number.NaN, bytes.length - 4);
      writeFileSync(path, bytes);
    },
  ],
];

test.each(DAMAGES)('a checkpoint %s: %s, and no output', async (name, code, damage) => {
  const dir = join(folder, name.replaceAll(' ', '-'));
  await cp(checkpoint, dir, { recursive: true });
  await damage(dir);
  const out = join(folder, `out-${name}`);
  const made = await run('convert', join(folder, 'tune.abc'), '--checkpoint', dir, '--out', out, '--json');
  expect([made.status, JSON.parse(made.stdout).error.code], made.stderr).toEqual([1, code]);
  expect(existsSync(out)).toBe(false);
});

test('a disk that fills up at the second tune: the first is whole, of the second nothing is left', async () => {
  const out = join(folder, 'full');
  const args = ['convert', join(folder, 'book.abc'), '--checkpoint', checkpoint, '--json'];
  const whole = await run(...args, '--out', join(folder, 'roomy'));
  const sizes = JSON.parse(whole.stdout).files.map((row: { out: string }) => readFileSync(row.out).length);
  expect(sizes[1]).toBeGreaterThan(100);
  // room for all that the first tune takes, its verdict too, whose seconds may have some more digits; not for the second
  const first = readdirSync(join(folder, 'roomy')).filter((file) => file.startsWith('book-1.'));
  const taken = first.reduce((sum, file) => sum + readFileSync(join(folder, 'roomy', file)).length, 0);
  vi.stubEnv('BGPT_TEST_ROOM', String(taken + 50));
  const preload = pathToFileURL(join(import.meta.dirname, 'files/full-disk.ts')).href;
  vi.stubEnv('NODE_OPTIONS', `--import tsx --import ${preload}`);
  const made = await run(...args, '--out', out).finally(() => vi.unstubAllEnvs());
  expect([made.status, JSON.parse(made.stdout).error.code], made.stderr).toEqual([1, 'io/disk-full']);
  expect(readdirSync(out).sort()).toEqual(first.sort());
});

test('X: of a book that climbs: a plain name in the folder, nothing outside of it', async () => {
  const book = join(folder, 'climbing.abc');
  writeFileSync(book, `${TUNE}\n${TUNE.replace('X:1', 'X:/../../climbed')}`);
  const out = join(folder, 'below/out');
  const made = await run('convert', book, '--checkpoint', checkpoint, '--out', out, '--json');
  const { files } = JSON.parse(made.stdout);
  expect(
    files.map((row: { out: string }) => dirname(row.out)),
    made.stderr,
  ).toEqual([out, out]);
  expect(files[1].out).toContain('climbing-_.._.._climbed.mid');
  expect(readdirSync(folder).filter((name) => name.includes('climbed'))).toEqual([]);
});

const record = (id: string, title: string) => JSON.stringify({ id, abc: TUNE.replace('One', title) });
const TWO = `${record('a', 'One')}\n${record('b/2', 'Two')}\n`;

test.each<[string, string | Uint8Array, unknown[]]>([
  ['a book, gzipped', gzipSync(`${TUNE}\n${TUNE}`), [undefined, undefined]],
  ['a dump that is cut', gzipSync(TWO).subarray(0, -20), [undefined, 'source/truncated-gzip']],
  [
    'a dump with words behind it',
    Buffer.concat([gzipSync(TWO), Buffer.from('words')]),
    [undefined, undefined, 'source/bad-gzip'],
  ],
  ['a dump with a bad line', `${TWO}{"abc":\n`, [undefined, undefined, 'source/bad-json']],
  ['two tunes without X:', `${TUNE}\n${TUNE}`.replaceAll('X:1\n', ''), [undefined, undefined]],
  ['notes behind a blank line', `${TUNE}\nGABc|\n`, [undefined, 'source/outside-tunes']],
])('%s: a row for whatever it holds', async (name, content, expected) => {
  const input = join(folder, `${name}${/book|two|notes/.test(name) ? '.abc' : '.jsonl'}.gz`);
  writeFileSync(input, content);
  const tunes = await tunesToConvert([input]);
  expect(tunes.map(({ refused }) => refused?.code)).toEqual(expected);
});
