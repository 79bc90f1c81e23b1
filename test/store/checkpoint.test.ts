import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { PRESETS } from '../../src/model/config.ts';
import { readCheckpoint, readOptimizer, writeCheckpoint } from '../../src/store/checkpoint.ts';
import { parseModelConfig } from '../../src/store/config-schema.ts';
import { lazily } from '../../src/store/safetensors.ts';
import { openSafetensors, writeSafetensors } from '../../src/store/safetensors-file.ts';
import { filled, SMALLEST, save } from './checkpoint-writer.ts';

const scratch = mkdtempSync(join(tmpdir(), 'bgpt-checkpoint-'));
afterAll(() => rmSync(scratch, { recursive: true }));
const dir = join(scratch, 'run');
beforeEach(() => rmSync(dir, { recursive: true, force: true }));
const NAME = 'patch_level_decoder.base.h.0.ln_1.weight';

/** The save that a folder holds; fails if its files are of different saves. */
async function saveIn(folder: string): Promise<number> {
  const { weights, trainer } = await readCheckpoint(folder);
  const optimizer = await readOptimizer(folder);
  const saves = new Set([(trainer as { step: number }).step, ...optimizer!.moment!.data]);
  for (const { data } of Object.values(weights)) for (const value of data) saves.add(value);
  expect([...saves]).toHaveLength(1);
  return [...saves][0]!;
}

describe('round trips', () => {
  test('weights, optimiser and trainer come back; metrics and strangers stay', async () => {
    await save(dir, 1);
    writeFileSync(join(dir, 'metrics.jsonl'), '{}\n');
    await save(dir, 2);
    expect(await saveIn(dir)).toBe(2);
    expect((await readCheckpoint(dir)).config).toEqual(SMALLEST);
    expect(readdirSync(dir).sort()).toEqual([
      'config.json',
      'metrics.jsonl',
      'model.safetensors',
      'optimizer.safetensors',
      'trainer.json',
    ]);
  });

  test("hazard: a user's own files beside a checkpoint that end in .next or .partial stay", async () => {
    await save(dir, 1);
    const own = ['notes.next', '.draft.partial', '.draft.7.partial'];
    for (const name of own) writeFileSync(join(dir, name), 'mine');
    const leftOver = [
      'model.safetensors.next',
      '.model.safetensors.next.7.partial',
      '.commit.json.7.partial',
    ];
    for (const name of leftOver) writeFileSync(join(dir, name), 'half');
    await save(dir, 2);
    expect(await saveIn(dir)).toBe(2);
    const there = readdirSync(dir);
    expect(there).toEqual(expect.arrayContaining(own));
    for (const name of leftOver) expect(there).not.toContain(name);
  });

  test('weights alone over a run leave no optimiser of other weights behind', async () => {
    await save(dir, 1);
    await writeCheckpoint(dir, { config: SMALLEST, weights: filled(2), card: '# A model\n' });
    expect(await readOptimizer(dir)).toBeUndefined();
    expect(await readCheckpoint(dir)).not.toHaveProperty('trainer');
    expect(readFileSync(join(dir, 'README.md'), 'utf8')).toBe('# A model\n');
  });

  test.each([
    ['float16', 2 ** -11],
    ['bfloat16', 2 ** -8],
  ] as const)('%s on disk is half the size and as near as its precision', async (weightDtype, precision) => {
    const weights = filled(Math.PI);
    await writeCheckpoint(dir, { config: SMALLEST, weights });
    const full = readFileSync(join(dir, 'model.safetensors')).length;
    await writeCheckpoint(dir, { config: SMALLEST, weights, weightDtype });
    expect(readFileSync(join(dir, 'model.safetensors')).length).toBeLessThan(full * 0.52);
    const value = (await readCheckpoint(dir)).weights[NAME]!.data[0]!;
    expect(Math.abs(value / Math.PI - 1)).toBeLessThanOrEqual(precision);
    expect(value).not.toBe(Math.fround(Math.PI));
  });

  test('every preset may be written down', () => {
    for (const presets of Object.values(PRESETS))
      for (const config of Object.values(presets))
        expect(parseModelConfig(JSON.parse(JSON.stringify(config)), 'x')).toEqual(config);
  });

  test('hazard: a bgpt-2 from before an option was known has it off', () => {
    const { previousBytes: _, byteFeatures: __, valueResiduals: ___, ...written } = PRESETS['bgpt-2'].nano;
    expect(parseModelConfig(written, 'x')).toEqual(PRESETS['bgpt-2'].nano);
  });
});

describe('what is wrong with a folder is named', () => {
  const model = () => join(dir, 'model.safetensors');
  const edit = (file: string, change: (value: Record<string, never>) => unknown) =>
    writeFileSync(join(dir, file), JSON.stringify(change(JSON.parse(readFileSync(join(dir, file), 'utf8')))));
  /** Other weights under a config that lists no hashes, as somebody else's tool may leave them. */
  const replaceModel = async (change: (tensors: Record<string, never>) => void) => {
    const tensors = filled(1) as Record<string, never>;
    change(tensors);
    await writeSafetensors(model(), lazily(tensors));
    edit('config.json', ({ files: _, ...rest }) => rest);
  };
  const tensor = (shape: number[], value = 1) => ({
    dtype: 'float32',
    shape,
    data: new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(value),
  });
  const cases: [what: string, harm: () => void | Promise<void>, code: string, says: string][] = [
    ['no folder', () => rmSync(dir, { recursive: true }), 'io/not-found', 'config.json'],
    ['no weights', () => rmSync(model()), 'io/not-found', 'model.safetensors'],
    [
      'config of another program',
      () => writeFileSync(join(dir, 'config.json'), '{"model_type":"gpt2"}'),
      'checkpoint/config',
      'config.json',
    ],
    [
      'config cut off',
      () => truncateSync(join(dir, 'config.json'), 20),
      'checkpoint/corrupt',
      'config.json is not JSON',
    ],
    [
      'format version 99',
      () => edit('config.json', (c) => ({ ...c, formatVersion: 99 })),
      'checkpoint/format-version',
      'format version 99',
    ],
    [
      'unknown architecture',
      () => edit('config.json', (c) => ({ ...c, model: { architecture: 'gpt' } })),
      'checkpoint/config',
      'architecture',
    ],
    [
      'width no multiple of 64',
      () => edit('config.json', (c) => ({ ...c, model: { ...SMALLEST, hidden: 65 } })),
      'checkpoint/config',
      'hidden',
    ],
    [
      'a billion layers',
      () => edit('config.json', (c) => ({ ...c, model: { ...SMALLEST, patchLayers: 1e9 } })),
      'checkpoint/config',
      'patchLayers',
    ],
    [
      'a field nobody knows',
      () => edit('config.json', (c) => ({ ...c, model: { ...SMALLEST, dropout: 0.1 } })),
      'checkpoint/config',
      'dropout',
    ],
    ['weights cut off', () => truncateSync(model(), 100_000), 'checkpoint/corrupt', 'truncated'],
    [
      'one bit of the weights',
      () => {
        const bytes = readFileSync(model());
        bytes[bytes.length - 5]! ^= 1;
        writeFileSync(model(), bytes);
      },
      'checkpoint/corrupt',
      'sha256',
    ],
    [
      'trainer of another save',
      () => writeFileSync(join(dir, 'trainer.json'), '{"formatVersion":1,"trainer":{"step":9}}'),
      'checkpoint/corrupt',
      'trainer.json',
    ],
    ['missing tensor', () => replaceModel((t) => delete t[NAME]), 'checkpoint/missing-tensor', NAME],
    [
      'tensor too many',
      () => replaceModel((t) => Object.assign(t, { extra: tensor([1]) })),
      'checkpoint/unexpected-tensor',
      'extra',
    ],
    [
      'wrong shape',
      () => replaceModel((t) => Object.assign(t, { [NAME]: tensor([2, 32]) })),
      'checkpoint/wrong-shape',
      NAME,
    ],
    [
      'whole numbers',
      () =>
        replaceModel((t) =>
          Object.assign(t, { [NAME]: { dtype: 'int32', shape: [64], data: new Int32Array(64) } }),
        ),
      'checkpoint/wrong-shape',
      NAME,
    ],
    [
      'NaN',
      () => replaceModel((t) => Object.assign(t, { [NAME]: tensor([64], Number.NaN) })),
      'checkpoint/not-finite',
      `${NAME} of`,
    ],
    [
      'infinity',
      () => replaceModel((t) => Object.assign(t, { [NAME]: tensor([64], Number.NEGATIVE_INFINITY) })),
      'checkpoint/not-finite',
      '-Infinity',
    ],
    [
      'a journal that leaves the folder',
      () => writeFileSync(join(dir, 'commit.json'), '{"formatVersion":1,"replace":[],"remove":["../x"]}'),
      'checkpoint/corrupt',
      'commit.json',
    ],
  ];
  test.each(cases)('%s', async (_, harm, code, says) => {
    await save(dir, 1);
    await harm();
    const thrown = await readCheckpoint(dir).then(
      () => undefined,
      (error) => error,
    );
    expect(thrown).toMatchObject({ code, message: expect.stringContaining(says) });
  });

  test('one bit of the optimiser', async () => {
    await save(dir, 1);
    const file = join(dir, 'optimizer.safetensors');
    const bytes = readFileSync(file);
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(file, bytes);
    await expect(readOptimizer(dir)).rejects.toMatchObject({ code: 'checkpoint/corrupt' });
  });
});

describe('a save that fails leaves the last one', () => {
  const cases: [what: string, weights: () => object, code: string][] = [
    [
      'NaN',
      () => ({
        ...filled(2),
        [NAME]: { dtype: 'float32', shape: [64], data: new Float32Array(64).fill(Number.NaN) },
      }),
      'checkpoint/not-finite',
    ],
    [
      'missing tensor',
      () => {
        const { [NAME]: _, ...rest } = filled(2);
        return rest;
      },
      'checkpoint/missing-tensor',
    ],
    ['too large for float16', () => filled(1e5), 'checkpoint/not-finite'],
    [
      'a source that breaks off',
      () =>
        lazily(filled(2)).map((t) =>
          t.name === NAME ? { ...t, read: () => Promise.reject(new Error('gone')) } : t,
        ),
      '',
    ],
  ];
  test.each(cases)('%s', async (_, weights, code) => {
    await save(dir, 1);
    const before = readdirSync(dir).sort();
    const thrown = await writeCheckpoint(dir, {
      config: SMALLEST,
      weights: weights() as never,
      weightDtype: 'float16',
    }).then(
      () => undefined,
      (error) => error,
    );
    expect(thrown).toBeInstanceOf(Error);
    if (code) expect(thrown).toMatchObject({ code });
    expect(await saveIn(dir)).toBe(1);
    expect(readdirSync(dir).sort()).toEqual(before);
  });
});

describe('killed at any moment, a folder holds one whole save', () => {
  const FILES = ['model.safetensors', 'optimizer.safetensors', 'trainer.json', 'config.json'];
  const journal = JSON.stringify({ formatVersion: 1, replace: FILES, remove: [] });

  test.each([0, 1, 2, 3, 4])('between two files before the decision (%i written)', async (written) => {
    await save(dir, 1);
    await save(join(scratch, 'other'), 2);
    for (const name of FILES.slice(0, written))
      cpSync(join(scratch, 'other', name), join(dir, `${name}.next`));
    expect(await saveIn(dir)).toBe(1);
    await save(dir, 3);
    expect(await saveIn(dir)).toBe(3);
    expect(readdirSync(dir).sort()).toEqual([...FILES].sort());
  });

  test.each([0, 1, 2, 3, 4])('between two renames after the decision (%i renamed)', async (renamed) => {
    await save(dir, 1);
    await save(join(scratch, 'other'), 2);
    for (const [i, name] of FILES.entries())
      cpSync(join(scratch, 'other', name), join(dir, i < renamed ? name : `${name}.next`));
    writeFileSync(join(dir, 'commit.json'), journal);
    expect(await saveIn(dir)).toBe(2);
    await save(dir, 3);
    expect(await saveIn(dir)).toBe(3);
    expect(existsSync(join(dir, 'commit.json'))).toBe(false);
  });

  test('kill -9, again and again', async () => {
    let last = 0;
    for (let round = 0; round < 3; round++) {
      const writer = spawn(
        process.execPath,
        ['--import', 'tsx', resolve(import.meta.dirname, 'checkpoint-writer.ts'), dir, String(last + 1)],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      );
      const ended = new Promise((done) => writer.on('exit', done));
      writer.stdout.once('data', () => setTimeout(() => writer.kill('SIGKILL'), 20 + 97 * round));
      for await (const chunk of writer.stdout) last = Number(String(chunk).trim().split('\n').at(-1));
      await ended;
      // What was reported is there, or the next one, which may have been decided before the kill
      expect([last, last + 1]).toContain(await saveIn(dir));
    }
  });
});

test('a reader meets a trainer that saves', async () => {
  await save(dir, 1);
  let saving = true;
  const writer = (async () => {
    for (let k = 2; k < 12; k++) await save(dir, k);
  })().finally(() => {
    saving = false;
  });
  const reader = async () => {
    while (saving) await readCheckpoint(dir);
  };
  await Promise.all([writer, reader(), reader(), reader()]).finally(() => writer);
  expect(await saveIn(dir)).toBe(11);
});

test('tensors lie in the order of the model, so that the same weights give the same bytes', async () => {
  const backwards = Object.fromEntries(Object.entries(filled(1)).reverse());
  await writeCheckpoint(dir, { config: SMALLEST, weights: backwards });
  const file = await openSafetensors(join(dir, 'model.safetensors'));
  expect([...file.entries.keys()]).toEqual(Object.keys(filled(1)));
  await file.close();
});
