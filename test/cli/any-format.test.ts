/** Hazards: a command that knows ABC and MIDI only; a direction that is dropped between building, training and converting. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { temporary, tunes } from '../corpus/helpers.ts';
import { run as bgpt } from './run.ts';

const folder = temporary();
const at = (name: string) => join(folder, name);
const QUICK = [
  ...['--preset', 'nano', '--engine', 'onnx', '--threads', '1', '--valid-pairs', '8'],
  ...['--batch-patches', '128', '--batches-per-step', '1', '--warmup', '10'],
];

/** Dark pictures are called a, light ones b. */
function writePictures(into: string, from: number, to: number, labelled: boolean): void {
  mkdirSync(into, { recursive: true });
  for (let i = from; i < to; i++) {
    const light = i % 2 === 1;
    // few values, each often seen, so that a model of a minute need not guess what a number is near to
    const digit = (k: number) => (k < 3 ? (i >> (1 + 2 * k)) & 3 : (i + k) & 3);
    const pixels = Uint8Array.from({ length: 16 }, (_, k) => (light ? 200 : 20) + digit(k));
    writeFileSync(join(into, `x${i}.pgm`), Buffer.concat([Buffer.from('P5 4 4 255\n'), pixels]));
    if (labelled) writeFileSync(join(into, `x${i}.label`), light ? 'b' : 'a');
  }
}

async function json(...args: string[]) {
  const { stdout, stderr, status: code } = await bgpt(...args, '--json');
  expect(stderr + stdout, args.join(' ')).not.toMatch(/ at .*\.ts:\d+/);
  return { code, ...JSON.parse(stdout) };
}

describe('pictures and labels', () => {
  beforeAll(async () => {
    writePictures(at('pictures'), 0, 60, true);
    writePictures(at('unseen'), 100, 108, false);
    writePictures(at('right'), 100, 108, true);
    const built = await json(
      'pairs',
      'build',
      at('pictures'),
      '--formats',
      'pgm,label',
      '--out',
      at('pairs'),
      '--valid',
      '0.2',
    );
    expect(built).toMatchObject({ code: 0, tunes: 60, pairs: 60, quarantined: 0 });
  });

  test('a group of two formats is not read in a direction that nobody named', async () => {
    const { status: code, stderr } = await bgpt(
      'train',
      '--pairs',
      at('pairs'),
      '--out',
      at('none'),
      '--steps',
      '1',
      ...QUICK,
    );
    expect(code).toBe(2);
    expect(stderr).toContain('pairs/direction');
  });

  test('a minute at nano learns to tell dark from light; convert writes the label beside each picture', async () => {
    const trained = await json(
      'train',
      '--pairs',
      at('pairs'),
      '--direction',
      'pgm>label',
      '--out',
      at('labels'),
      '--steps',
      '240',
      '--set',
      'patchLength=64',
      '--set',
      'pointerHeads=0',
      ...QUICK,
    );
    expect(trained.code).toBe(0);
    expect(JSON.parse(readFileSync(at('labels/config.json'), 'utf8')).directions).toEqual(['pgm>label']);
    const measured = await json(
      'bpb',
      '--checkpoint',
      at('labels'),
      '--pairs',
      at('pairs'),
      '--no-baselines',
      '--split',
      'all',
    );
    expect(measured).toMatchObject({ direction: 'pgm>label', files: 60 });
    expect(measured.bpb).toBeLessThan(1);
    const converted = await json(
      'convert',
      at('unseen'),
      '--checkpoint',
      at('labels'),
      '--out',
      at('called'),
      '--against',
      at('right'),
    );
    expect(converted).toMatchObject({ code: 0, direction: 'pgm>label' });
    expect(converted.totals).toMatchObject({ tunes: 8, valid: 8 });
    expect(converted.totals.exact).toBe(8);
    expect(readFileSync(at('called/x101.label'), 'utf8')).toBe('b');
  });

  test('the other way round the same shards train a painter, which writes pictures for a label', async () => {
    const trained = await json(
      'train',
      '--pairs',
      at('pairs'),
      '--from',
      'label',
      '--to',
      'pgm',
      '--out',
      at('painter'),
      '--steps',
      '60',
      '--set',
      'patchLength=64',
      '--set',
      'pointerHeads=0',
      ...QUICK,
    );
    expect(trained.code).toBe(0);
    const { code, files } = await json(
      'generate',
      '--checkpoint',
      at('painter'),
      '--format',
      'pgm',
      '--label',
      'b',
      '--count',
      '2',
      '--temperature',
      '0',
      '--out',
      at('painted'),
    );
    expect(code).toBe(0);
    expect(files).toHaveLength(2);
    const picture = readFileSync(at('painted/generated-0.pgm'));
    expect(picture.subarray(0, 11).toString('latin1')).toBe('P5 4 4 255\n');
  });

  test('a direction that the model was not trained for is refused by name', async () => {
    const { status: code, stderr } = await bgpt(
      'convert',
      at('unseen'),
      '--checkpoint',
      at('labels'),
      '--to',
      'mid',
    );
    expect(code).toBe(1);
    expect(stderr).toMatch(/convert\/direction.*pgm>label/s);
  });
});

test('lone files of any format are trained on and gone on with', async () => {
  mkdirSync(at('bins'));
  for (let i = 0; i < 40; i++)
    writeFileSync(
      at(`bins/${i}.bin`),
      Uint8Array.from({ length: 40 }, (_, k) => (k % 4) * 10 + (i % 2)),
    );
  expect(await json('pairs', 'build', at('bins'), '--out', at('bin-pairs'), '--no-dedupe')).toMatchObject({
    pairs: 40,
  });
  await json(
    'train',
    '--pairs',
    at('bin-pairs'),
    '--out',
    at('bin-run'),
    '--steps',
    '60',
    '--set',
    'patchLength=64',
    '--set',
    'pointerHeads=0',
    ...QUICK,
  );
  expect(JSON.parse(readFileSync(at('bin-run/config.json'), 'utf8')).directions).toEqual(['bin']);
  const prompt = at('begin.bin');
  writeFileSync(prompt, Uint8Array.of(0, 10, 20, 30, 0, 10));
  const { files } = await json(
    'generate',
    '--checkpoint',
    at('bin-run'),
    '--prompt',
    prompt,
    '--temperature',
    '0',
    '--out',
    at('gone-on'),
  );
  const written = [...readFileSync(at(`gone-on/${readdirSync(at('gone-on'))[0]}`))];
  expect(files[0].bytes).toBe(written.length);
  expect(written.slice(0, 12)).toEqual([0, 10, 20, 30, 0, 10, 20, 30, 0, 10, 20, 30]);
});

test('mid>abc: the same shards, turned round', async () => {
  const file = at('tunes.jsonl');
  writeFileSync(
    file,
    tunes(24)
      .map((tune) => JSON.stringify(tune))
      .join('\n'),
  );
  await json('pairs', 'build', file, '--out', at('tunes'), '--valid', '0.2');
  await json(
    'train',
    '--pairs',
    at('tunes'),
    '--direction',
    'mid>abc',
    '--out',
    at('writer'),
    '--steps',
    '8',
    '--set',
    'patchLength=256',
    ...QUICK,
  );
  const measured = await json(
    'bpb',
    '--checkpoint',
    at('writer'),
    '--pairs',
    at('tunes'),
    '--split',
    'all',
    '--no-baselines',
  );
  expect(measured).toMatchObject({ direction: 'mid>abc', files: 24 });
  expect(measured.byField).not.toHaveProperty('pitch');
  await bgpt('pairs', 'export', at('tunes'), '--out', at('files'));
  const midi = readdirSync(at('files/train')).find((name) => name.endsWith('.mid'))!;
  const { files, direction } = await json(
    'convert',
    join(at('files/train'), midi),
    '--checkpoint',
    at('writer'),
    '--out',
    at('written'),
  );
  expect(direction).toBe('mid>abc');
  expect(files[0].out).toBe(join(at('written'), midi.replace(/mid$/, 'abc')));
});
