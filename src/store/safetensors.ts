/**
 * safetensors files: read tensor by tensor, so that memory holds one, or all at once; written whole or not at all.
 * Little-endian hosts only, as are all that Node runs on in practice.
 */
import { createHash } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import { BgptError, messageOf } from '../errors.ts';
import type { HostTensor } from '../graph/host-tensor.ts';
import { decodeBfloat16, decodeFloat16, encodeBfloat16, encodeFloat16 } from './half-floats.ts';
import {
  encodeHeader,
  headerLength,
  type PlacedEntry,
  parseHeader,
  type SafetensorsDtype,
  type SafetensorsHeader,
} from './safetensors-header.ts';
import { openWhole } from './write-whole.ts';

export type FloatDtype = 'float32' | 'float16' | 'bfloat16';

const FLOAT_NAMES = { float32: 'F32', float16: 'F16', bfloat16: 'BF16' } as const;

/** A tensor that is fetched when its turn comes to be written. */
export interface LazyTensor {
  readonly name: string;
  readonly dtype: HostTensor['dtype'];
  readonly shape: readonly number[];
  /** The values, in row order. */
  read(): HostTensor['data'] | Promise<HostTensor['data']>;
}

export interface SafetensorsFile extends SafetensorsHeader {
  /** One tensor; F16 and BF16 widen to float32. @throws BgptError checkpoint/corrupt, checkpoint/unsupported */
  read(name: string): Promise<HostTensor>;
  /** sha256 of the whole file, in one pass over it. */
  sha256(): Promise<string>;
  close(): Promise<void>;
}

/** Opens a file and reads its header. @throws BgptError io/not-found, checkpoint/corrupt */
export async function openSafetensors(path: string): Promise<SafetensorsFile> {
  const handle = await open(path, 'r').catch((thrown) => {
    throw new BgptError('io/not-found', `cannot read ${path}: ${messageOf(thrown)}`, {
      details: { path },
      cause: thrown,
    });
  });
  /** Exactly these bytes, in memory of their own so that typed arrays can lie on it. */
  const range = async (begin: number, end: number, what: string): Promise<Uint8Array<ArrayBuffer>> => {
    const bytes = new Uint8Array(end - begin);
    for (let at = 0; at < bytes.length; ) {
      const { bytesRead } = await handle.read(bytes, at, bytes.length - at, begin + at);
      if (bytesRead === 0)
        throw new BgptError('checkpoint/corrupt', `${path} ends within ${what}`, { details: { path } });
      at += bytesRead;
    }
    return bytes;
  };
  try {
    const { size } = await stat(path);
    const length = headerLength(await range(0, Math.min(8, size), 'its header'), size, path);
    const header = parseHeader(await range(8, 8 + length, 'its header'), size, path);
    return {
      ...header,
      async read(name) {
        const entry = header.entries.get(name);
        if (!entry)
          throw new BgptError('checkpoint/missing-tensor', `${path} has no tensor ${name}`, {
            details: { path, tensor: name },
          });
        return decode(entry, await range(entry.begin, entry.end, `tensor ${name}`), path);
      },
      async sha256() {
        const hash = createHash('sha256');
        const from = handle.createReadStream({ start: 0, autoClose: false, highWaterMark: 2 ** 20 });
        for await (const chunk of from) hash.update(chunk as Buffer);
        return hash.digest('hex');
      },
      close: () => handle.close(),
    };
  } catch (thrown) {
    await handle.close();
    throw thrown;
  }
}

function decode(
  { name, dtype, shape }: PlacedEntry,
  bytes: Uint8Array<ArrayBuffer>,
  path: string,
): HostTensor {
  const { buffer } = bytes;
  if (dtype === 'F32') return { dtype: 'float32', shape, data: new Float32Array(buffer) };
  if (dtype === 'F16') return { dtype: 'float32', shape, data: decodeFloat16(new Uint16Array(buffer)) };
  if (dtype === 'BF16') return { dtype: 'float32', shape, data: decodeBfloat16(new Uint16Array(buffer)) };
  if (dtype === 'I32') return { dtype: 'int32', shape, data: new Int32Array(buffer) };
  if (dtype === 'BOOL') return { dtype: 'bool', shape, data: bytes };
  throw new BgptError(
    'checkpoint/unsupported',
    `tensor ${name} of ${path} is ${dtype}; no engine here has that type`,
    {
      details: { path, tensor: name, dtype },
    },
  );
}

export interface WriteSafetensorsOptions {
  /** How float32 tensors lie on disk. */
  floats?: FloatDtype;
  metadata?: Readonly<Record<string, string>>;
}

/**
 * Writes a file, whole or not at all; tensors are fetched one by one, in this order.
 * @throws BgptError io/disk-full, io/write-failed, checkpoint/wrong-shape
 */
export async function writeSafetensors(
  path: string,
  tensors: readonly LazyTensor[],
  { floats = 'float32', metadata }: WriteSafetensorsOptions = {},
): Promise<{ bytes: number; sha256: string }> {
  const dtypeOf = ({ dtype }: LazyTensor): SafetensorsDtype =>
    dtype === 'float32' ? FLOAT_NAMES[floats] : dtype === 'int32' ? 'I32' : 'BOOL';
  const file = await openWhole(path);
  try {
    const entries = tensors.map((tensor) => ({ ...tensor, dtype: dtypeOf(tensor) }));
    await file.write(encodeHeader(entries, metadata));
    for (const tensor of tensors) {
      const data = await tensor.read();
      const size = tensor.shape.reduce((product, n) => product * n, 1);
      if (data.length !== size)
        throw new BgptError(
          'checkpoint/wrong-shape',
          `tensor ${tensor.name} has ${data.length} values, [${tensor.shape.join(', ')}] has ${size}`,
          { details: { tensor: tensor.name } },
        );
      await file.write(encode(data, dtypeOf(tensor)));
    }
    return await file.commit();
  } catch (thrown) {
    await file.abort();
    throw thrown;
  }
}

function encode(data: HostTensor['data'], dtype: SafetensorsDtype): Uint8Array {
  const words =
    dtype === 'F16'
      ? encodeFloat16(data as Float32Array)
      : dtype === 'BF16'
        ? encodeBfloat16(data as Float32Array)
        : data;
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}

/** Tensors that are in memory already, in the order of their names in `tensors`. */
export function lazily(tensors: Readonly<Record<string, HostTensor>>): LazyTensor[] {
  return Object.entries(tensors).map(([name, { dtype, shape, data }]) => ({
    name,
    dtype,
    shape,
    read: () => data,
  }));
}
