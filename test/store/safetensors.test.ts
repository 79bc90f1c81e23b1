import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { BgptError } from '../../src/errors.ts';
import type { HostTensor } from '../../src/graph/host-tensor.ts';
import { decodeBfloat16, decodeFloat16, encodeBfloat16, encodeFloat16 } from '../../src/store/half-floats.ts';
import { lazily } from '../../src/store/safetensors.ts';
import { openSafetensors, writeSafetensors } from '../../src/store/safetensors-file.ts';
import { SAFETENSORS_LIMITS } from '../../src/store/safetensors-header.ts';

const scratch = mkdtempSync(join(tmpdir(), 'bgpt-safetensors-'));
afterAll(() => rmSync(scratch, { recursive: true }));
const path = join(scratch, 'x.safetensors');

async function readAll(file: string): Promise<Record<string, HostTensor>> {
  const opened = await openSafetensors(file);
  try {
    const tensors: [string, HostTensor][] = [];
    for (const name of opened.entries.keys()) tensors.push([name, await opened.read(name)]);
    return Object.fromEntries(tensors);
  } finally {
    await opened.close();
  }
}

/** A file with this header text, its length in front, and these data. */
function fileOf(header: string | object, data: Uint8Array = new Uint8Array(), length?: bigint): Buffer {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const first = Buffer.alloc(8);
  first.writeBigUInt64LE(length ?? BigInt(json.length));
  return Buffer.concat([first, json, data]);
}

describe('16-bit floats', () => {
  test('every binary16 value comes back from float32', () => {
    const bits = Uint16Array.from({ length: 0x10000 }, (_, i) => i).filter((b) => (b & 0x7fff) <= 0x7c00);
    expect(encodeFloat16(decodeFloat16(bits))).toEqual(bits);
    expect(decodeFloat16(Uint16Array.of(0x3c00, 0xc000, 0x7bff, 0x0001, 0x7c00))).toEqual(
      Float32Array.of(1, -2, 65504, 2 ** -24, Number.POSITIVE_INFINITY),
    );
  });

  test('every bfloat16 value comes back from float32', () => {
    const bits = Uint16Array.from({ length: 0x10000 }, (_, i) => i).filter((b) => (b & 0x7fff) <= 0x7f80);
    expect(encodeBfloat16(decodeBfloat16(bits))).toEqual(bits);
  });

  test('ties go to the even neighbour, NaN stays NaN, too large becomes infinity', () => {
    const one = 1 + 2 ** -11; // between 1 and 1 + 2⁻¹⁰
    expect([
      ...decodeFloat16(encodeFloat16(Float32Array.of(one, one + 2 ** -10, 2 ** -25, 3 * 2 ** -25))),
    ]).toEqual([1, 1 + 2 ** -9, 0, 2 ** -23]);
    expect([...decodeFloat16(encodeFloat16(Float32Array.of(65519.9, 65520, Number.NaN)))]).toEqual([
      65504,
      Number.POSITIVE_INFINITY,
      Number.NaN,
    ]);
    expect([
      ...decodeBfloat16(encodeBfloat16(Float32Array.of(1 + 2 ** -8, 1 + 3 * 2 ** -8, Number.NaN))),
    ]).toEqual([1, 1 + 2 ** -6, Number.NaN]);
  });

  test('any float32 goes to the nearest', () => {
    const float = fc.float({ noNaN: true, noDefaultInfinity: true, min: -60000, max: 60000 });
    const small = fc.float({
      noNaN: true,
      noDefaultInfinity: true,
      min: Math.fround(-1e-4),
      max: Math.fround(1e-4),
    });
    fc.assert(
      fc.property(fc.oneof(float, small), (x) => {
        for (const [encode, decode] of [
          [encodeFloat16, decodeFloat16],
          [encodeBfloat16, decodeBfloat16],
        ] as const) {
          const bits = encode(Float32Array.of(x))[0]!;
          const error = Math.abs(decode(Uint16Array.of(bits))[0]! - x);
          const neighbours = decode(Uint16Array.of((bits + 1) & 0xffff, (bits - 1) & 0xffff));
          for (const other of neighbours)
            if (Number.isFinite(other)) expect(error).toBeLessThanOrEqual(Math.abs(other - x));
        }
      }),
      { numRuns: 3000 },
    );
  });
});

describe('round trips', () => {
  const shape = fc.array(fc.nat(4), { maxLength: 4 });
  const tensor = fc
    .tuple(fc.constantFrom('float32', 'int32', 'bool'), shape, fc.infiniteStream(fc.integer()))
    .map(([dtype, shape, values]): HostTensor => {
      const size = shape.reduce((a, b) => a * b, 1);
      const numbers = Array.from({ length: size }, () => values.next().value as number);
      if (dtype === 'float32') return { dtype, shape, data: Float32Array.from(numbers) };
      if (dtype === 'int32') return { dtype, shape, data: Int32Array.from(numbers) };
      return { dtype: 'bool', shape, data: Uint8Array.from(numbers, (n) => n & 1) };
    });

  test('what is written is read, under any names', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(
          fc.string().filter((s) => s !== '__metadata__'),
          tensor,
          { maxKeys: 6 },
        ),
        async (tensors) => {
          await writeSafetensors(path, lazily(tensors), { metadata: { a: 'b' } });
          expect(new Map(Object.entries(await readAll(path)))).toEqual(new Map(Object.entries(tensors)));
        },
      ),
      { numRuns: 60 },
    );
  });

  test('a file laid out by hand as the format has it', async () => {
    const data = Buffer.alloc(12);
    data.writeFloatLE(1.5, 0);
    data.writeFloatLE(-2, 4);
    data.writeUInt16LE(0x3c00, 8); // 1 in binary16
    data.writeUInt16LE(0x4040, 10); // 3 in bfloat16
    const header = {
      __metadata__: { format: 'pt' },
      h: { dtype: 'F16', shape: [1], data_offsets: [8, 10] },
      a: { dtype: 'F32', shape: [2, 1], data_offsets: [0, 8] },
      b: { dtype: 'BF16', shape: [], data_offsets: [10, 12] },
    };
    writeFileSync(path, fileOf(`${JSON.stringify(header)}   `, data));
    expect(await readAll(path)).toEqual({
      a: { dtype: 'float32', shape: [2, 1], data: Float32Array.of(1.5, -2) },
      h: { dtype: 'float32', shape: [1], data: Float32Array.of(1) },
      b: { dtype: 'float32', shape: [], data: Float32Array.of(3) },
    });
  });

  test('data begin at a multiple of eight', async () => {
    for (const name of ['a', 'ab', 'abc', 'abcd']) {
      await writeSafetensors(
        path,
        lazily({ [name]: { dtype: 'int32', shape: [1], data: Int32Array.of(1) } }),
      );
      const header = Number(readFileSync(path).readBigUInt64LE());
      expect(header % 8).toBe(0);
    }
  });
});

describe('hostile headers', () => {
  const f32 = (from: number, to: number, shape = [(to - from) / 4]) => ({
    dtype: 'F32',
    shape,
    data_offsets: [from, to],
  });
  const eight = new Uint8Array(8);
  const cases: [what: string, file: Buffer, says: RegExp][] = [
    ['empty file', Buffer.alloc(0), /only 0 bytes/],
    ['header length of 2⁶³', fileOf('{}', eight, 2n ** 63n), /claims/],
    [
      'header length just above the limit',
      fileOf('{}', eight, BigInt(SAFETENSORS_LIMITS.headerBytes + 1)),
      /claims/,
    ],
    ['header longer than the file', fileOf('{}', eight, 100n), /truncated/],
    ['no JSON', fileOf('{"a":'), /not JSON/],
    ['no UTF-8', fileOf('{"\xff": 1}'.replace('ÿ', '\u0000')), /not JSON/],
    ['an array', fileOf('[]'), /not a JSON object/],
    ['a tensor that is a number', fileOf({ a: 1 }), /tensor a is not described/],
    [
      'unknown dtype',
      fileOf({ a: { ...f32(0, 8), dtype: 'F31' } }, eight),
      /tensor a has the unknown dtype "F31"/,
    ],
    ['dtype of the prototype', fileOf({ a: { ...f32(0, 8), dtype: 'toString' } }, eight), /unknown dtype/],
    ['negative shape', fileOf({ a: f32(0, 8, [-2, -1]) }, eight), /tensor a has no sound shape/],
    ['fractional shape', fileOf({ a: f32(0, 8, [0.5, 4]) }, eight), /no sound shape/],
    ['shape that overflows', fileOf({ a: f32(0, 8, [2 ** 52, 2 ** 52]) }, eight), /claims the range/],
    ['rank 9', fileOf({ a: f32(0, 8, [2, 1, 1, 1, 1, 1, 1, 1, 1]) }, eight), /no sound shape/],
    [
      'offsets backwards',
      fileOf({ a: { dtype: 'F32', shape: [2], data_offsets: [8, 0] } }, eight),
      /claims the range/,
    ],
    [
      'offsets not shape × dtype',
      fileOf({ a: f32(0, 8, [3]) }, eight),
      /of 12 bytes claims the range 0 to 8/,
    ],
    ['offsets beyond the file', fileOf({ a: f32(0, 16) }, eight), /truncated: tensor a/],
    ['overlap', fileOf({ a: f32(0, 8), b: f32(4, 8) }, eight), /tensor b overlaps/],
    ['same range twice', fileOf({ a: f32(0, 8), b: f32(0, 8) }, eight), /overlaps/],
    ['gap', fileOf({ a: f32(4, 8) }, eight), /gap/],
    ['bytes left over', fileOf({ a: f32(0, 4) }, eight), /4 bytes belong to no tensor/],
    [
      'a name twice',
      fileOf(
        '{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"\\u0061":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}',
        eight,
      ),
      /"a" twice/,
    ],
    [
      'a field twice',
      fileOf('{"a":{"dtype":"U8","dtype":"F32","shape":[2],"data_offsets":[0,8]}}', eight),
      /"dtype" twice/,
    ],
    ['metadata of numbers', fileOf({ __metadata__: { a: 1 } }), /__metadata__/],
  ];
  test.each(cases)('%s', async (_, file, says) => {
    writeFileSync(path, file);
    await expect(openSafetensors(path)).rejects.toMatchObject({
      code: 'checkpoint/corrupt',
      message: expect.stringMatching(says),
    });
  });

  test('cut anywhere, a file is refused with a code', async () => {
    await writeSafetensors(path, lazily({ a: { dtype: 'float32', shape: [3], data: new Float32Array(3) } }));
    const whole = readFileSync(path);
    for (let length = 0; length < whole.length; length++) {
      writeFileSync(path, whole.subarray(0, length));
      await expect(openSafetensors(path)).rejects.toMatchObject({ code: 'checkpoint/corrupt' });
    }
  });

  test('with any byte of the header changed, a file is read or refused with a code', async () => {
    await writeSafetensors(path, lazily({ a: { dtype: 'float32', shape: [3], data: new Float32Array(3) } }));
    const whole = readFileSync(path);
    for (let at = 0; at < whole.length - 12; at++)
      for (const flip of [1, 4, 32, 128, 255]) {
        const changed = Buffer.from(whole);
        changed[at]! ^= flip;
        writeFileSync(path, changed);
        const thrown = await readAll(path).catch((error) => error);
        if (thrown instanceof Error) expect(thrown).toBeInstanceOf(BgptError);
      }
  });
});

describe('writing', () => {
  test('a tensor that cannot be fetched leaves the old file and nothing else', async () => {
    const old = { a: { dtype: 'float32', shape: [1], data: Float32Array.of(7) } } as const;
    await writeSafetensors(path, lazily(old));
    const failing = {
      name: 'b',
      dtype: 'float32',
      shape: [1],
      read: () => Promise.reject(new Error('gone')),
    } as const;
    await expect(writeSafetensors(path, [...lazily(old), failing])).rejects.toThrow('gone');
    expect(await readAll(path)).toEqual(old);
    expect(readdirSync(scratch)).toEqual(['x.safetensors']);
  });

  test('values that do not fill the shape are refused', async () => {
    const tensor = { dtype: 'float32', shape: [3], data: Float32Array.of(7) } as const;
    await expect(writeSafetensors(path, lazily({ a: tensor }))).rejects.toMatchObject({
      code: 'checkpoint/wrong-shape',
    });
  });

  test('a file that is not there', async () => {
    await expect(openSafetensors(join(scratch, 'none'))).rejects.toMatchObject({ code: 'io/not-found' });
  });
});
