/**
 * safetensors: read and written tensor by tensor, so that memory holds one at a time, from and to whatever holds files.
 * Little-endian hosts only, as are all that Node runs on in practice.
 */
import { BgptError } from '../errors.ts';
import type { HostTensor } from '../graph/host-tensor.ts';
import type { StoredFile } from './file-store.ts';
import { decodeBfloat16, decodeFloat16, encodeBfloat16, encodeFloat16 } from './half-floats.ts';
import {
  encodeHeader,
  headerLength,
  type PlacedEntry,
  parseHeader,
  type SafetensorsDtype,
  type SafetensorsHeader,
} from './safetensors-header.ts';

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

/**
 * Reads a file's header; tensors are read when they are asked for.
 * @param where the file as messages call it
 * @throws BgptError checkpoint/corrupt; the file is then closed
 */
export async function openTensors(file: StoredFile, where: string): Promise<SafetensorsFile> {
  const range = (begin: number, end: number, what: string) => {
    if (end <= file.size) return file.read(begin, end);
    throw new BgptError('checkpoint/corrupt', `${where} ends within ${what}`, { details: { path: where } });
  };
  try {
    const { size } = file;
    const length = headerLength(await range(0, Math.min(8, size), 'its header'), size, where);
    const header = parseHeader(await range(8, 8 + length, 'its header'), size, where);
    return {
      ...header,
      async read(name) {
        const entry = header.entries.get(name);
        if (!entry)
          throw new BgptError('checkpoint/missing-tensor', `${where} has no tensor ${name}`, {
            details: { path: where, tensor: name },
          });
        return decode(entry, await range(entry.begin, entry.end, `tensor ${name}`), where);
      },
      sha256: () => file.sha256(),
      close: () => file.close(),
    };
  } catch (thrown) {
    await file.close();
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

/** A file's content, piece by piece; tensors are fetched one by one, in this order. @throws BgptError checkpoint/wrong-shape */
export async function* safetensorsContent(
  tensors: readonly LazyTensor[],
  { floats = 'float32', metadata }: WriteSafetensorsOptions = {},
): AsyncGenerator<Uint8Array> {
  const dtypeOf = ({ dtype }: LazyTensor): SafetensorsDtype =>
    dtype === 'float32' ? FLOAT_NAMES[floats] : dtype === 'int32' ? 'I32' : 'BOOL';
  yield encodeHeader(
    tensors.map((tensor) => ({ ...tensor, dtype: dtypeOf(tensor) })),
    metadata,
  );
  for (const tensor of tensors) {
    const data = await tensor.read();
    const size = tensor.shape.reduce((product, n) => product * n, 1);
    if (data.length !== size)
      throw new BgptError(
        'checkpoint/wrong-shape',
        `tensor ${tensor.name} has ${data.length} values, [${tensor.shape.join(', ')}] has ${size}`,
        { details: { tensor: tensor.name } },
      );
    yield encode(data, dtypeOf(tensor));
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
