/** A .pth file as torch.save writes it since PyTorch 1.6: its `model` tensors, fetched one by one. */
import { open } from 'node:fs/promises';
import { BgptError } from '../../errors.ts';
import { decodeBfloat16, decodeFloat16 } from '../half-floats.ts';
import { PICKLE_LIMITS, readPickle } from './pickle.ts';
import { isTensor, STORAGES, type StorageType, type TensorRef, TORCH_HOST } from './torch-globals.ts';
import { openZip, type ZipMembers } from './zip-members.ts';

export interface PthFile {
  /** The tensors of the top-level key `model`, by name. */
  readonly model: ReadonlyMap<string, TensorRef>;
  /** A tensor's values as float32. @throws BgptError checkpoint/wrong-shape, checkpoint/corrupt */
  read(name: string): Promise<Float32Array>;
  close(): void;
}

/** @throws BgptError io/not-found, checkpoint/corrupt, checkpoint/unsafe-pickle, checkpoint/unsupported */
export async function openPth(path: string): Promise<PthFile> {
  await refuseLegacy(path);
  const zip = await openZip(path);
  try {
    const root = rootOf(zip, path);
    await checkByteOrder(zip, root, path);
    const pickle = `${root}data.pkl`;
    if (zip.size(pickle)! > PICKLE_LIMITS.bytes)
      throw new BgptError('checkpoint/corrupt', `${path}: its pickle has ${zip.size(pickle)} bytes`);
    const model = modelOf(readPickle(await zip.read(pickle), TORCH_HOST, path), path);
    return {
      model,
      read: (name) => readTensor(name, model.get(name)!, zip, `${root}data/`, path),
      close: () => zip.close(),
    };
  } catch (thrown) {
    zip.close();
    throw thrown;
  }
}

/** Before 1.6 a .pth was one bare pickle. */
async function refuseLegacy(path: string): Promise<void> {
  const handle = await open(path, 'r').catch(() => undefined);
  if (!handle) return;
  const { buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0).finally(() => handle.close());
  if (buffer[0] === 0x80)
    throw new BgptError('checkpoint/unsupported', `${path} is in the format of PyTorch before 1.6`, {
      details: { path },
      hint: 'Load it in PyTorch and save it again with torch.save.',
    });
}

/** All members lie below one folder, named after the file that torch.save was given. */
function rootOf(zip: ZipMembers, path: string): string {
  const pickles = zip.names.filter((name) => /^[^/]+\/data\.pkl$/.test(name));
  if (pickles.length !== 1)
    throw new BgptError('checkpoint/corrupt', `${path} is no file of torch.save: it has no data.pkl`, {
      details: { path },
    });
  return pickles[0]!.slice(0, -'data.pkl'.length);
}

async function checkByteOrder(zip: ZipMembers, root: string, path: string): Promise<void> {
  const name = `${root}byteorder`;
  const size = zip.size(name);
  if (size === undefined) return; // PyTorch before 2.1, little-endian in practice
  const order = Buffer.from(await zip.read(name, 0, Math.min(size, 16))).toString();
  if (order !== 'little')
    throw new BgptError('checkpoint/unsupported', `${path} was written on a big-endian machine (${order})`);
}

/** The tensors of `model`, without the `module.` that a data-parallel wrapper puts in front. */
function modelOf(top: unknown, path: string): Map<string, TensorRef> {
  const model = top instanceof Map ? top.get('model') : undefined;
  if (!(model instanceof Map))
    throw new BgptError('checkpoint/config', `${path} has no state_dict under the key "model"`, {
      details: { path, keys: top instanceof Map ? [...top.keys()].map(String) : [] },
    });
  const tensors = new Map<string, TensorRef>();
  for (const [name, value] of model)
    if (typeof name === 'string' && isTensor(value)) tensors.set(name.replace(/^module\./, ''), value);
  return tensors;
}

async function readTensor(
  name: string,
  { storage, offset, shape, strides }: TensorRef,
  zip: ZipMembers,
  folder: string,
  path: string,
): Promise<Float32Array> {
  const decode = DECODERS[storage.type];
  if (!decode)
    throw new BgptError(
      'checkpoint/wrong-shape',
      `tensor ${name} of ${path} is a ${storage.type}, not a float`,
      {
        details: { path, tensor: name },
      },
    );
  if (!isContiguous(shape, strides))
    throw new BgptError('checkpoint/unsupported', `tensor ${name} of ${path} is not contiguous`, {
      details: { path, tensor: name },
      hint: 'Call .contiguous() on it before torch.save.',
    });
  const width = STORAGES[storage.type];
  const member = folder + storage.key;
  if (zip.size(member) !== storage.size * width)
    throw new BgptError(
      'checkpoint/corrupt',
      `${path}: the storage of tensor ${name} should have ${storage.size * width} bytes, it has ${zip.size(member)}`,
      { details: { path, tensor: name } },
    );
  const elements = shape.reduce((product, n) => product * n, 1);
  return decode((await zip.read(member, offset * width, (offset + elements) * width)).buffer);
}

const DECODERS: Partial<Record<StorageType, (buffer: ArrayBuffer) => Float32Array>> = {
  FloatStorage: (buffer) => new Float32Array(buffer),
  DoubleStorage: (buffer) => Float32Array.from(new Float64Array(buffer)),
  HalfStorage: (buffer) => decodeFloat16(new Uint16Array(buffer)),
  BFloat16Storage: (buffer) => decodeBfloat16(new Uint16Array(buffer)),
};

/** In row order without gaps; the stride of a dimension of one does not matter. */
function isContiguous(shape: readonly number[], strides: readonly number[]): boolean {
  let step = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    if (shape[i] !== 1 && strides[i] !== step) return false;
    step *= shape[i]!;
  }
  return true;
}
