/** The Python names that a state_dict needs, as data. Every other name makes a file unsafe. */
import type { PickleHost } from './pickle.ts';

/** Bytes of one element by storage class. */
export const STORAGES = {
  DoubleStorage: 8,
  FloatStorage: 4,
  HalfStorage: 2,
  BFloat16Storage: 2,
  LongStorage: 8,
  IntStorage: 4,
  ShortStorage: 2,
  CharStorage: 1,
  ByteStorage: 1,
  BoolStorage: 1,
} as const;

export type StorageType = keyof typeof STORAGES;

/**
 * What the globals make are plain objects with a `kind`: a pickle itself can make dictionaries, lists and numbers only, so
 * it cannot forge one.
 */
interface StorageClass {
  readonly kind: 'class';
  readonly type: StorageType;
}

/** A member of the zip with the values of one or more tensors. */
export interface Storage {
  readonly kind: 'storage';
  readonly type: StorageType;
  /** The member's name below `data/`. */
  readonly key: string;
  /** Elements. */
  readonly size: number;
}

/** A tensor as it lies in its storage; offset and strides in elements. */
export interface TensorRef {
  readonly kind: 'tensor';
  readonly storage: Storage;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

interface Callable {
  readonly kind: 'callable';
  call(args: readonly unknown[]): unknown;
}

type Made = StorageClass | Storage | TensorRef | Callable;

export function isTensor(value: unknown): value is TensorRef {
  return is(value, 'tensor');
}

function is<K extends Made['kind']>(value: unknown, kind: K): value is Extract<Made, { kind: K }> {
  return typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === kind;
}

function callable(call: Callable['call']): Callable {
  return { kind: 'callable', call };
}

const GLOBALS = new Map<string, StorageClass | Callable>([
  ['collections.OrderedDict', callable(() => new Map())],
  ['torch.Size', callable(([sizes]) => sizes)],
  ['torch._utils._rebuild_tensor_v2', callable(rebuildTensor)],
  ['torch._utils._rebuild_parameter', callable(([tensor]) => tensor)],
  ...Object.keys(STORAGES).map(
    (type) => [`torch.${type}`, { kind: 'class', type: type as StorageType }] as const,
  ),
]);

export const TORCH_HOST: PickleHost = {
  global: (module, name) => GLOBALS.get(`${module}.${name}`),

  call(callee, args) {
    if (!is(callee, 'callable')) throw new Error('a call of what cannot be called');
    return callee.call(args);
  },

  /** `('storage', class, key, device, elements)` */
  persistent(id): Storage {
    const [word, storage, key, , size] = Array.isArray(id) ? id : [];
    if (word !== 'storage' || !is(storage, 'class') || typeof key !== 'string' || !isCount(size))
      throw new Error('a persistent id that is no storage');
    return { kind: 'storage', type: storage.type, key, size };
  },
};

/** Arguments as Python has them: storage, offset, shape, strides, then what does not matter here. */
function rebuildTensor([storage, offset, shape, strides]: readonly unknown[]): TensorRef {
  if (!is(storage, 'storage') || !isCount(offset) || !isCounts(shape) || !isCounts(strides))
    throw new Error('a tensor without storage, offset, shape and strides');
  if (shape.length !== strides.length || shape.length > 8) throw new Error('a tensor with invalid strides');
  const elements = shape.reduce((product, n) => product * n, 1);
  const last = elements === 0 ? 0 : shape.reduce((sum, n, i) => sum + (n - 1) * strides[i]!, offset + 1);
  if (!Number.isSafeInteger(elements) || !(last <= storage.size))
    throw new Error(`a tensor [${shape.join(', ')}] that reaches beyond its storage ${storage.key}`);
  // Copies: the pickle may hold the lists and append to them
  return { kind: 'tensor', storage, offset, shape: [...shape], strides: [...strides] };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every(isCount);
}
