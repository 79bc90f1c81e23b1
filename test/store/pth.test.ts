import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { BgptError } from '../../src/errors.ts';
import { PRESETS } from '../../src/model/config.ts';
import { readCheckpoint, writeCheckpoint } from '../../src/store/checkpoint.ts';
import { exportPth } from '../../src/store/pth/export-pth.ts';
import { importPth } from '../../src/store/pth/import-pth.ts';
import { readPickle } from '../../src/store/pth/pickle.ts';
import { openPublished } from '../../src/store/pth/published-model.ts';
import { TORCH_HOST } from '../../src/store/pth/torch-globals.ts';
import { dict, pickle, text, tuple } from '../../src/store/pth/write-pickle.ts';
import { openZip } from '../../src/store/pth/zip-members.ts';
import { SMALLEST } from './checkpoint-writer.ts';
import { type Build, buildPth, type FakeTensor, floats, smallestModel, tensorPickle } from './pth-builder.ts';

const scratch = mkdtempSync(join(tmpdir(), 'bgpt-pth-'));
afterAll(() => rmSync(scratch, { recursive: true }));
const nano = resolve(import.meta.dirname, '../files/bgpt-nano/weights.pth');
const path = join(scratch, 'x.pth');
const dir = join(scratch, 'checkpoint');
const NAME = 'patch_level_decoder.base.ln_f.bias';
const EMBEDDING = 'byte_level_decoder.base.transformer.wte.weight';
const OUTPUT = 'byte_level_decoder.base.lm_head.weight';

async function failure(build: Build): Promise<unknown> {
  await buildPth(path, build);
  return importPth(path, join(scratch, 'never')).then(
    () => undefined,
    (error) => error,
  );
}

describe('round trips', () => {
  test('PyTorch, checkpoint, .pth, checkpoint, .pth: the same bytes', async () => {
    await importPth(nano, dir);
    await exportPth(dir, path);
    await importPth(path, join(scratch, 'again'));
    await exportPth(join(scratch, 'again'), join(scratch, 'again.pth'));
    const weights = (folder: string) => readFileSync(join(folder, 'model.safetensors'));
    expect(weights(join(scratch, 'again')).equals(weights(dir))).toBe(true);
    expect(readFileSync(join(scratch, 'again.pth')).equals(readFileSync(path))).toBe(true);
  });

  test('an export has the tensors that PyTorch wrote, the unused one too, and the output tied', async () => {
    await importPth(nano, dir);
    const { tensors } = await exportPth(dir, path);
    const top = async (file: string) => {
      const zip = await openZip(file);
      const name = zip.names.find((member) => member.endsWith('/data.pkl'))!;
      const value = readPickle(await zip.read(name), TORCH_HOST, file);
      zip.close();
      return value as Map<string, Map<string, { storage: { key: string }; shape: number[] }>>;
    };
    const [ours, theirs] = [await top(path), await top(nano)];
    expect([...ours.keys()]).toEqual([...theirs.keys()]);
    const shapes = (file: typeof ours) => [...file.get('model')!].map(([name, { shape }]) => [name, shape]);
    expect(shapes(ours)).toEqual(shapes(theirs));
    expect(tensors).toBe(shapes(theirs).length);
    expect(ours.get('model')!.get(OUTPUT)!.storage.key).toBe(ours.get('model')!.get(EMBEDDING)!.storage.key);
  });

  const python = process.env.BGPT_TORCH_PYTHON;
  test.skipIf(!python)(
    'PyTorch loads an export (BGPT_TORCH_PYTHON names a Python that has torch)',
    async () => {
      await importPth(nano, dir);
      await exportPth(dir, path);
      const check = `
import sys, torch
a, b = (torch.load(f, weights_only=True) for f in sys.argv[1:])
assert list(a) == list(b) and list(a['model']) == list(b['model'])
assert all(torch.equal(a['model'][k].float(), b['model'][k]) for k in a['model'] if k != 'patch_level_decoder.base.wte.weight')
p = [torch.nn.Parameter(v) for k, v in b['model'].items() if 'lm_head' not in k]
o = torch.optim.AdamW(p); o.load_state_dict(b['optimizer'])
torch.optim.lr_scheduler.LambdaLR(o, lambda s: 1.0).load_state_dict(b['lr_sched'])
print('same')`;
      expect(execFileSync(python!, ['-c', check, nano, path], { encoding: 'utf8' }).trim()).toBe('same');
    },
  );

  test('a bgpt-2 cannot be exported', async () => {
    const { initialWeights } = await import('../../src/model/initial-weights.ts');
    const config = PRESETS['bgpt-2'].nano;
    await writeCheckpoint(dir, { config, weights: initialWeights(config, 1) });
    await expect(exportPth(dir, path)).rejects.toMatchObject({ code: 'checkpoint/unsupported' });
  });
});

describe('what a published file may hold', () => {
  test('mask buffers, unused embedding, tied output, module. prefix, an optimiser: the model is read', async () => {
    const model: Record<string, FakeTensor> = {
      ...smallestModel(),
      'patch_level_decoder.base.wte.weight': floats([1, 64]),
      'patch_level_decoder.base.h.0.attn.bias': {
        shape: [1, 1, 2, 2],
        storage: 'BoolStorage',
        data: new Uint8Array(4),
      },
      'patch_level_decoder.base.h.0.attn.masked_bias': floats([]),
      [OUTPUT]: { ...floats([257, 64]), key: `module.${EMBEDDING}` },
    };
    const wrapped = Object.fromEntries(Object.entries(model).map(([name, t]) => [`module.${name}`, t]));
    await buildPth(path, {
      model: wrapped,
      beside: { optimizer: dict({ state: dict({ a: tensorPickle('gone', { shape: [9] }) }) }) },
    });
    expect(await importPth(path, dir)).toMatchObject({
      config: SMALLEST,
      tensors: Object.keys(smallestModel()).length,
    });
  });

  test('half, bfloat16 and double become float32', async () => {
    const model = smallestModel();
    const bytes = (data: Uint16Array | Float64Array) => new Uint8Array(data.buffer);
    model[NAME] = { shape: [64], storage: 'HalfStorage', data: bytes(new Uint16Array(64).fill(0x3c00)) };
    const second = 'byte_level_decoder.base.transformer.ln_f.bias';
    model[second] = {
      shape: [64],
      storage: 'BFloat16Storage',
      data: bytes(new Uint16Array(64).fill(0x4040)),
    };
    const third = 'byte_level_decoder.base.transformer.ln_f.weight';
    model[third] = { shape: [64], storage: 'DoubleStorage', data: bytes(new Float64Array(64).fill(0.1)) };
    await buildPth(path, { model });
    await importPth(path, dir);
    const { weights } = await readCheckpoint(dir);
    expect([weights[NAME]!.data[0], weights[second]!.data[0], weights[third]!.data[63]]).toEqual([
      1,
      3,
      Math.fround(0.1),
    ]);
  });

  test('two tensors may share one storage', async () => {
    const model = smallestModel();
    const both = new Float32Array(128).map((_, i) => i);
    const second = 'patch_level_decoder.base.ln_f.weight';
    model[NAME] = { shape: [64], size: 128, data: new Uint8Array(both.buffer) };
    model[second] = { shape: [64], size: 128, offset: 64, key: NAME };
    await buildPth(path, { model });
    await importPth(path, dir);
    const { weights } = await readCheckpoint(dir);
    expect(weights[second]!.data).toEqual(both.subarray(64));
  });
});

describe('hostile pickles execute nothing and are named', () => {
  const raw = (ascii: string) => Buffer.from(ascii, 'latin1');
  const cases: [what: string, bytes: Uint8Array, says: string][] = [
    ['os.system', raw('\x80\x02cos\nsystem\n(X\x02\x00\x00\x00idtR.'), 'os.system'],
    ['builtins.eval by STACK_GLOBAL', raw('\x80\x04\x8c\x08builtins\x8c\x04eval\x93.'), 'builtins.eval'],
    ['a name inside an allowed module', raw('\x80\x02ctorch\nload\n.'), 'torch.load'],
    [
      'a dotted path to something else',
      raw('\x80\x02ctorch._utils\n_rebuild_tensor_v2.__globals__\n.'),
      '__globals__',
    ],
    [
      'a name of the JavaScript prototype',
      raw('\x80\x02c__proto__\nconstructor\n.'),
      '__proto__.constructor',
    ],
    ['INST', raw('(ios\nsystem\n.'), 'opcode 0x69'],
    ['OBJ', raw('(o.'), 'opcode 0x6f'],
    ['NEWOBJ', raw('\x80\x02ccollections\nOrderedDict\n)\x81.'), 'opcode 0x81'],
    ['EXT1', raw('\x82\x01.'), 'opcode 0x82'],
    ['a text id of protocol 0', raw('Px\n.'), 'opcode 0x50'],
  ];
  test.each(cases)('%s', async (_, bytes, says) => {
    expect(await failure({ pickle: bytes })).toMatchObject({
      code: 'checkpoint/unsafe-pickle',
      message: expect.stringContaining(says),
    });
  });

  test('even beside a sound model', async () => {
    const beside = { lr_sched: Buffer.from('cposix\nsystem\n)R', 'latin1') };
    expect(await failure({ model: smallestModel(), beside })).toMatchObject({
      code: 'checkpoint/unsafe-pickle',
    });
  });

  const broken: [what: string, bytes: Uint8Array][] = [
    ['empty', raw('')],
    ['no end', raw('\x80\x02}')],
    ['empty stack', raw('.')],
    ['a mark for a value', raw('(.')],
    ['tuple without a mark', raw('t.')],
    ['memo that was never set', raw('h\x05.')],
    ['items of a number', raw('K\x01K\x02K\x03s.')],
    ['an odd item', raw('}(K\x01u.')],
    ['a call of a number', raw('K\x01)R.')],
    ['a call of a storage class', raw('ctorch\nFloatStorage\n)R.')],
    ['a persistent id of nothing', raw('K\x01Q.')],
    ['a text longer than the file', raw('X\xff\xff\xff\xffa.')],
    ['no UTF-8', raw('X\x01\x00\x00\x00\xff.')],
    ['a number of 200 bytes', raw(`\x8a\xc8${'a'.repeat(200)}.`)],
    ['no dictionary at the top', pickle(text('model'))],
    ['a model that is a tuple', pickle(dict({ model: tuple(text('a')) }))],
  ];
  test.each(broken)('%s is a coded error', async (_, bytes) => {
    expect(await failure({ pickle: bytes })).toMatchObject({
      code: expect.stringMatching(/^checkpoint\/(corrupt|config)$/),
    });
  });
});

describe('hostile tensors are named', () => {
  const member = floats([64]).data!;
  const cases: [what: string, tensor: FakeTensor, code: string][] = [
    ['beyond its storage', { shape: [64], size: 63, data: member }, 'checkpoint/corrupt'],
    ['offset beyond its storage', { shape: [64], offset: 1, size: 64, data: member }, 'checkpoint/corrupt'],
    ['negative offset', { shape: [64], offset: -1, size: 128, data: member }, 'checkpoint/corrupt'],
    ['negative size', { shape: [-64], size: 64, data: member }, 'checkpoint/corrupt'],
    [
      'a product beyond 2⁵³',
      { shape: [2 ** 30, 2 ** 30], strides: [0, 0], size: 64, data: member },
      'checkpoint/corrupt',
    ],
    ['stride 0', { shape: [64], strides: [0], size: 64, data: member }, 'checkpoint/unsupported'],
    ['transposed', { shape: [64, 2], strides: [1, 64], size: 128, data: floats([128]).data! }, 'checkpoint/'],
    ['member of another size', { shape: [64], size: 64, data: member.subarray(4) }, 'checkpoint/corrupt'],
    ['no member', { shape: [64], size: 64 }, 'checkpoint/corrupt'],
    ['whole numbers', { shape: [64], storage: 'IntStorage', data: member }, 'checkpoint/wrong-shape'],
    [
      'a storage that torch has not',
      { shape: [64], storage: 'ObjectStorage', data: member },
      'checkpoint/unsafe-pickle',
    ],
    ['NaN', floats([64], Number.NaN), 'checkpoint/not-finite'],
    ['another shape', floats([65]), 'checkpoint/wrong-shape'],
  ];
  test.each(cases)('%s', async (_, tensor, code) => {
    const error = await failure({ model: { ...smallestModel(), [NAME]: tensor } });
    expect(error).toMatchObject({ code: expect.stringContaining(code) });
    if (!/corrupt|unsafe/.test(code)) expect((error as Error).message).toContain(NAME);
  });

  test('missing, unexpected, untied', async () => {
    const { [NAME]: _, ...rest } = smallestModel();
    const missing = await failure({ model: rest });
    expect(missing).toMatchObject({
      code: 'checkpoint/missing-tensor',
      message: expect.stringContaining(NAME),
    });
    const extra = await failure({ model: { ...smallestModel(), extra: floats([1]) } });
    expect(extra).toMatchObject({
      code: 'checkpoint/unexpected-tensor',
      message: expect.stringContaining('extra'),
    });
    const untied = await failure({ model: { ...smallestModel(), [OUTPUT]: floats([257, 64], 0.25) } });
    expect(untied).toMatchObject({
      code: 'checkpoint/unsupported',
      message: expect.stringContaining('lm_head'),
    });
  });

  test('a width that is no width, and no layers', async () => {
    const model = { ...smallestModel(), 'patch_level_decoder.patch_embedding.weight': floats([65, 257]) };
    expect(await failure({ model })).toMatchObject({ code: 'checkpoint/config' });
    const none = Object.fromEntries(
      Object.entries(smallestModel()).filter(([name]) => !name.includes('.h.')),
    );
    expect(await failure({ model: none })).toMatchObject({ code: 'checkpoint/config' });
  });
});

describe('hostile zips', () => {
  test('big-endian, compressed, old format, no zip, nothing there', async () => {
    expect(await failure({ model: smallestModel(), byteorder: 'big' })).toMatchObject({
      code: 'checkpoint/unsupported',
    });
    expect(await failure({ model: smallestModel(), compress: true })).toMatchObject({
      code: 'checkpoint/corrupt',
    });
    writeFileSync(path, Buffer.from('\x80\x02\x8a\x0al\xfc', 'latin1'));
    await expect(openPublished(path)).rejects.toMatchObject({
      code: 'checkpoint/unsupported',
      message: expect.stringContaining('1.6'),
    });
    writeFileSync(path, 'MThd');
    await expect(openPublished(path)).rejects.toMatchObject({ code: 'checkpoint/corrupt' });
    await expect(openPublished(join(scratch, 'none.pth'))).rejects.toMatchObject({ code: 'io/not-found' });
  });

  test('cut anywhere, a file is refused with a code', async () => {
    await buildPth(path, { model: smallestModel() });
    const whole = readFileSync(path);
    for (let i = 0; i < 40; i++) {
      writeFileSync(path, whole.subarray(0, Math.floor((whole.length * i) / 40)));
      await expect(openPublished(path)).rejects.toMatchObject({
        code: expect.stringMatching(/^checkpoint\//),
      });
    }
  });

  test('with any byte of pickle or directory changed, a file is read or refused with a code', async () => {
    await buildPth(path, { model: smallestModel() });
    const whole = readFileSync(path);
    const ends = [whole.subarray(0, 4000), whole.subarray(-3000)];
    for (const part of ends)
      for (let i = 0; i < part.length; i += 29) {
        const at = part.byteOffset - whole.byteOffset + i;
        const old = whole[at]!;
        whole[at] = old ^ (1 << (i % 8));
        writeFileSync(path, whole);
        const thrown = await openPublished(path).then(
          ({ close }) => close(),
          (error) => error,
        );
        if (thrown !== undefined) expect(thrown).toBeInstanceOf(BgptError);
        whole[at] = old;
      }
  });

  test('a flipped bit in a tensor is found by its checksum', async () => {
    await buildPth(path, { model: smallestModel() });
    const bytes = readFileSync(path);
    bytes[Math.floor(bytes.length / 2)]! ^= 1;
    writeFileSync(path, bytes);
    await expect(importPth(path, dir)).rejects.toMatchObject({
      code: 'checkpoint/corrupt',
      message: expect.stringContaining('checksum'),
    });
  });
});
