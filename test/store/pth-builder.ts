/** Files as torch.save lays them out, and others that it never would. */
import { writeFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import { weightShapes } from '../../src/model/model.ts';
import {
  boolean,
  call,
  dict,
  global,
  int,
  type Pickled,
  persistent,
  pickle,
  text,
  tuple,
} from '../../src/store/pth/write-pickle.ts';
import { SMALLEST } from './checkpoint-writer.ts';

export interface FakeTensor {
  shape: number[];
  /** Contiguous unless given. */
  strides?: number[];
  offset?: number;
  storage?: string;
  /** The member of the zip; its own name unless given. */
  key?: string;
  /** Elements that the pickle claims. */
  size?: number;
  data?: Uint8Array;
}

export const elements = (shape: readonly number[]) => shape.reduce((product, n) => product * n, 1);

export function floats(shape: number[], value = 0.5): FakeTensor {
  return { shape, data: new Uint8Array(new Float32Array(elements(shape)).fill(value).buffer) };
}

/** The tensors of the smallest model as PyTorch names them. */
export function smallestModel(value = 0.5): Record<string, FakeTensor> {
  return Object.fromEntries(
    Object.entries(weightShapes(SMALLEST)).map(([name, shape]) => [name, floats(shape, value)]),
  );
}

export function tensorPickle(key: string, tensor: FakeTensor): Pickled {
  const { shape, storage = 'FloatStorage', offset = 0 } = tensor;
  const strides = tensor.strides ?? shape.map((_, i) => elements(shape.slice(i + 1)));
  const size = tensor.size ?? elements(shape);
  const id = tuple(
    text('storage'),
    global('torch', storage),
    text(tensor.key ?? key),
    text('cpu'),
    int(size),
  );
  return call(
    global('torch._utils', '_rebuild_tensor_v2'),
    persistent(id),
    int(offset),
    tuple(...shape.map(int)),
    tuple(...strides.map(int)),
    boolean(false),
    call(global('collections', 'OrderedDict')),
  );
}

export interface Build {
  model?: Record<string, FakeTensor>;
  /** Beside `model` at the top. */
  beside?: Record<string, Pickled>;
  /** Instead of the whole pickle. */
  pickle?: Uint8Array;
  byteorder?: string;
  compress?: boolean;
}

export async function buildPth(path: string, build: Build): Promise<void> {
  const { model = {}, beside = {}, byteorder = 'little', compress = false } = build;
  const zip = new ZipFile();
  const add = (name: string, data: Uint8Array | string) =>
    zip.addBuffer(Buffer.from(data as string), `weights/${name}`, { compress });
  const tensors = Object.fromEntries(Object.entries(model).map(([name, t]) => [name, tensorPickle(name, t)]));
  add('data.pkl', build.pickle ?? pickle(dict({ model: dict(tensors), ...beside })));
  add('byteorder', byteorder);
  for (const [name, { data }] of Object.entries(model)) if (data) add(`data/${name}`, data);
  zip.end();
  writeFileSync(path, await buffer(zip.outputStream));
}
