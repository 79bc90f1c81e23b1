/** Pickles of protocol 2 as byte strings that compose: each function gives the opcodes that leave one value on the stack. */

export type Pickled = Uint8Array;

const MARK = '(';

function bytes(...parts: (string | Uint8Array)[]): Pickled {
  return Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)));
}

export const none: Pickled = bytes('N');

export function boolean(value: boolean): Pickled {
  return bytes(value ? '\x88' : '\x89');
}

export function text(value: string): Pickled {
  const utf8 = Buffer.from(value);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(utf8.length);
  return bytes('X', length, utf8);
}

/** A whole number of 32 bits with its sign. */
export function int(value: number): Pickled {
  const number = Buffer.alloc(4);
  number.writeInt32LE(value);
  return bytes('J', number);
}

export function float(value: number): Pickled {
  const number = Buffer.alloc(8);
  number.writeDoubleBE(value);
  return bytes('G', number);
}

export function tuple(...values: Pickled[]): Pickled {
  return bytes(MARK, ...values, 't');
}

export function list(...values: Pickled[]): Pickled {
  return bytes(']', MARK, ...values, 'e');
}

/** Items set on a dictionary: an empty one unless another is given. */
export function dict(items: Readonly<Record<string, Pickled>>, empty: Pickled = bytes('}')): Pickled {
  return bytes(empty, MARK, ...Object.entries(items).flatMap(([key, value]) => [text(key), value]), 'u');
}

export function global(module: string, name: string): Pickled {
  return bytes('c', module, '\n', name, '\n');
}

export function call(callee: Pickled, ...args: Pickled[]): Pickled {
  return bytes(callee, tuple(...args), 'R');
}

export function persistent(id: Pickled): Pickled {
  return bytes(id, 'Q');
}

export function pickle(value: Pickled): Uint8Array {
  return bytes('\x80\x02', value, '.');
}
