/** The commands of CPU states on small folders: what they write is what the machine and the published layout say. */
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { temporary } from '../corpus/helpers.ts';
import { run } from './run.ts';

// each run is a process: on a busy machine a test of several takes its time
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const folder = temporary();
const made = join(folder, 'made');
const cpu = (...args: string[]) => run('cpu', ...args, '--json');
/** The first published program, which has 73 instructions. */
const FIRST = 'df6323f5f2cb0f7230b92220eef1d2e0';

beforeAll(async () => {
  const { status, stdout } = await cpu('make', '--kind', 'train', '--count', '3', '--out', made);
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ programs: 3, names: 3, states: 73 + 141 + 124 });
});

test('make writes a program and its states under the published name', () => {
  expect(readdirSync(made)).toHaveLength(6);
  expect(readFileSync(join(made, `${FIRST}.cpu`))).toHaveLength(1040);
  expect(readFileSync(join(made, `${FIRST}.states`))).toHaveLength(73 * 16);
});

test('make does not mix with what is there, and takes a profile', async () => {
  const again = await cpu('make', '--kind', 'short', '--count', '1', '--out', made);
  expect(again.status).toBe(2);
  expect(JSON.parse(again.stdout).error.code).toBe('usage/output-exists');
  const unknown = await cpu('make', '--kind', 'long', '--out', join(folder, 'long'));
  expect(unknown.status).toBe(2);
  expect(JSON.parse(unknown.stdout).error.code).toBe('usage/invalid-option');
  const short = join(folder, 'short');
  expect(await cpu('make', '--kind', 'short', '--seed', '4', '--count', '2', '--out', short)).toMatchObject({
    status: 0,
  });
  expect(readdirSync(short).sort()).toEqual(
    ['000000', '000001'].flatMap((n) => [`4-${n}.cpu`, `4-${n}.states`]),
  );
});

test('pack and unpack: the published bytes, and back', async () => {
  const [packed, unpacked] = [join(folder, 'packed'), join(folder, 'unpacked')];
  expect(await cpu('pack', made, '--out', packed)).toMatchObject({ status: 0 });
  const file = readFileSync(join(packed, `${FIRST}.bin`));
  expect(createHash('sha256').update(file).digest('hex')).toBe(
    'c57ef63001a94af0b1d7f463d0255131c3ba1b2496c7fee8dc093aee50e87452',
  );
  expect(await cpu('unpack', packed, '--out', unpacked)).toMatchObject({ status: 0 });
  for (const name of readdirSync(made))
    expect(readFileSync(join(unpacked, name)), name).toEqual(readFileSync(join(made, name)));
  const bin = join(folder, 'bin');
  await cpu('make', '--kind', 'train', '--count', '1', '--layout', 'bin', '--out', bin);
  expect(readFileSync(join(bin, `${FIRST}.bin`))).toEqual(file);
});

describe('measure', () => {
  test('the machine beside itself is right, and the trivial states are not', async () => {
    const { status, stdout } = await cpu('measure', made);
    expect(status).toBe(0);
    const figures = JSON.parse(stdout);
    expect(figures).toMatchObject({
      files: 3,
      exact: 3,
      bytes: { count: 16 * 338, wrong: 0 },
      states: { count: 338, wrong: 0 },
      instructions: { count: 335, wrong: 0 },
    });
    const { givenTrueStates, freeRunning } = figures.baselines;
    expect(givenTrueStates.bytes.wrong).toBeGreaterThan(0);
    expect(freeRunning.bytes.wrong).toBeGreaterThan(givenTrueStates.bytes.wrong);
  });

  test('states from another folder; what is not there is wrong and said so', async () => {
    const written = join(folder, 'written');
    mkdirSync(written);
    const states = readFileSync(join(made, `${FIRST}.states`));
    states[72 * 16 + 1]! ^= 1;
    writeFileSync(join(written, `${FIRST}.states`), states);
    const { status, stdout } = await cpu('measure', made, '--states', written);
    expect(status).toBe(1);
    const figures = JSON.parse(stdout);
    expect(figures.missing).toHaveLength(2);
    expect(figures).toMatchObject({ files: 3, exact: 0, bytes: { wrong: 1 + 16 * (141 + 124) } });
  });

  test('what convert called invalid is measured as it is', async () => {
    const [programs, written] = [join(folder, 'programs'), join(folder, 'converted')];
    for (const path of [programs, written]) mkdirSync(path);
    copyFileSync(join(made, `${FIRST}.cpu`), join(programs, `${FIRST}.cpu`));
    const cut = readFileSync(join(made, `${FIRST}.states`)).subarray(0, 72 * 16);
    writeFileSync(join(written, `${FIRST}.states.invalid`), cut);
    const { status, stdout } = await cpu('measure', programs, '--states', written);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ exact: 0, states: { count: 73, wrong: 1 }, missing: [] });
  });

  test('bad programs have codes and the others are measured', async () => {
    const bad = join(folder, 'bad');
    mkdirSync(bad);
    for (const end of ['cpu', 'states'])
      copyFileSync(join(made, `${FIRST}.${end}`), join(bad, `good.${end}`));
    const program = readFileSync(join(made, `${FIRST}.cpu`));
    program[16] = 21;
    writeFileSync(join(bad, 'opcode.cpu'), program);
    writeFileSync(join(bad, 'empty.cpu'), '');
    writeFileSync(join(bad, 'one.cpu'), 'x');
    writeFileSync(join(bad, 'endless.cpu'), new Uint8Array(1040).fill(8, 16));
    const { status, stdout } = await cpu('measure', bad);
    expect(status).toBe(1);
    const { refused, files, exact } = JSON.parse(stdout);
    expect({ files, exact }).toEqual({ files: 1, exact: 1 });
    expect(Object.fromEntries(refused.map((r: { name: string; code: string }) => [r.name, r.code]))).toEqual({
      empty: 'cpu/memory-size',
      endless: 'cpu/no-halt',
      one: 'cpu/memory-size',
      opcode: 'cpu/opcode',
    });
  });

  test('a folder without programs, and none', async () => {
    const nothing = join(folder, 'nothing');
    mkdirSync(nothing);
    for (const path of [nothing, join(folder, 'nowhere')]) {
      const { status, stdout } = await cpu('measure', path);
      expect(status).toBe(1);
      expect(JSON.parse(stdout).error.code).toBe('io/not-found');
    }
    rmSync(nothing, { recursive: true });
  });
});

test('unpack refuses what is no published file and takes the rest', async () => {
  const mixed = join(folder, 'mixed');
  mkdirSync(mixed);
  writeFileSync(join(mixed, 'short.bin'), new Uint8Array(1000));
  writeFileSync(join(mixed, 'whole.bin'), new Uint8Array(1056));
  const { status, stdout } = await cpu('unpack', mixed, '--out', join(folder, 'out'));
  expect(status).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ files: 1, refused: [{ name: 'short', code: 'cpu/file-size' }] });
});
