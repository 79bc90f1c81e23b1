/**
 * A pickle as data: a stack machine for the opcodes that torch.save writes. Nothing executes: a global is a name, and
 * what a call gives is decided by the caller's allow-list, or the file is refused.
 */
import { BgptError, messageOf } from '../../errors.ts';

export const PICKLE_LIMITS = {
  /** A checkpoint of 110 M parameters with its optimiser has a pickle of 0.1 MB. */
  bytes: 64 * 2 ** 20,
} as const;

/** Dictionaries are Maps, tuples and lists arrays, whole numbers beyond 2⁵³ bigint; else what the host makes. */
export type PickleValue = unknown;

export interface PickleHost {
  /** What a named global stands for, or undefined to refuse the file. */
  global(module: string, name: string): PickleValue | undefined;
  /** What a global gives for these arguments. */
  call(callee: PickleValue, args: PickleValue[]): PickleValue;
  /** What a persistent id stands for. */
  persistent(id: PickleValue): PickleValue;
}

const MARK = Symbol('mark');

/** @throws BgptError checkpoint/unsafe-pickle naming the global or opcode, checkpoint/corrupt */
export function readPickle(bytes: Uint8Array, host: PickleHost, where: string): PickleValue {
  if (bytes.length > PICKLE_LIMITS.bytes)
    throw corrupt(where, `its pickle has ${bytes.length} bytes; this program reads ${PICKLE_LIMITS.bytes}`);
  try {
    return new Machine(bytes, host, where).run();
  } catch (thrown) {
    if (thrown instanceof BgptError) throw thrown;
    throw corrupt(where, messageOf(thrown));
  }
}

function corrupt(where: string, what: string): BgptError {
  return new BgptError('checkpoint/corrupt', `${where} is no sound pickle: ${what}`);
}

class Machine {
  private at = 0;
  private stack: PickleValue[] = [];
  private readonly memo = new Map<number, PickleValue>();
  private readonly view: DataView;
  private readonly bytes: Uint8Array;
  private readonly host: PickleHost;
  private readonly where: string;

  constructor(bytes: Uint8Array, host: PickleHost, where: string) {
    this.bytes = bytes;
    this.host = host;
    this.where = where;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  run(): PickleValue {
    for (;;) {
      const at = this.at;
      const opcode = this.u8();
      if (opcode === STOP) return this.pop();
      const step = OPCODES.get(opcode);
      if (!step)
        throw new BgptError(
          'checkpoint/unsafe-pickle',
          `${this.where}: pickle opcode 0x${opcode.toString(16)} at byte ${at} is none that weights need`,
          { details: { opcode, at } },
        );
      step(this);
    }
  }

  /** The next n bytes. */
  take(n: number): Uint8Array {
    if (this.at + n > this.bytes.length) throw new Error(`it ends within byte ${this.at} and ${n} more`);
    this.at += n;
    return this.bytes.subarray(this.at - n, this.at);
  }

  u8 = () => this.take(1)[0]!;
  u16 = () => this.number(2, (at) => this.view.getUint16(at, true));
  u32 = () => this.number(4, (at) => this.view.getUint32(at, true));
  i32 = () => this.number(4, (at) => this.view.getInt32(at, true));
  u64 = () => this.number(8, (at) => Number(this.view.getBigUint64(at, true)));
  f64 = () => this.number(8, (at) => this.view.getFloat64(at, false));

  private number(size: number, get: (at: number) => number): number {
    this.take(size);
    return get(this.at - size);
  }

  text(length: number): string {
    return new TextDecoder('utf-8', { fatal: true }).decode(this.take(length));
  }

  line(): string {
    const end = this.bytes.indexOf(10, this.at);
    if (end < 0) throw new Error('a name has no end');
    const text = this.text(end - this.at);
    this.at++;
    return text;
  }

  push(value: PickleValue): void {
    this.stack.push(value);
  }

  pop(): PickleValue {
    if (this.stack.length === 0 || this.stack.at(-1) === MARK) throw new Error('its stack is empty');
    return this.stack.pop();
  }

  top(): PickleValue {
    const value = this.pop();
    this.stack.push(value);
    return value;
  }

  popMany(count: number): PickleValue[] {
    return Array.from({ length: count }, () => this.pop()).reverse();
  }

  /** Everything above the last mark, which goes too. */
  popMarked(): PickleValue[] {
    const mark = this.stack.lastIndexOf(MARK);
    if (mark < 0) throw new Error('a mark is missing');
    const values = this.stack.splice(mark + 1);
    this.stack.pop();
    return values;
  }

  mark(): void {
    this.stack.push(MARK);
  }

  remember(slot: number): void {
    this.memo.set(slot, this.top());
  }

  memoize(): void {
    this.remember(this.memo.size);
  }

  recall(slot: number): void {
    if (!this.memo.has(slot)) throw new Error(`memo ${slot} was never set`);
    this.stack.push(this.memo.get(slot));
  }

  global(module: unknown, name: unknown): void {
    const value =
      typeof module === 'string' && typeof name === 'string' ? this.host.global(module, name) : undefined;
    if (value === undefined)
      throw new BgptError(
        'checkpoint/unsafe-pickle',
        `${this.where} asks for Python's ${module}.${name}, which weights do not need; nothing was executed`,
        { details: { global: `${module}.${name}` } },
      );
    this.stack.push(value);
  }

  stackGlobal(): void {
    const [module, name] = this.popMany(2);
    this.global(module, name);
  }

  reduce(): void {
    const args = this.pop();
    const callee = this.pop();
    if (!Array.isArray(args)) throw new Error('a call without a tuple of arguments');
    this.stack.push(this.host.call(callee, args));
  }

  /** An object's attributes (of an OrderedDict its _metadata) are of no interest, the object is. */
  build(): void {
    this.pop();
    this.top();
  }

  persistent(): void {
    this.stack.push(this.host.persistent(this.pop()));
  }

  append(values: PickleValue[]): void {
    const list = this.top();
    if (!Array.isArray(list)) throw new Error('appends to what is no list');
    for (const value of values) list.push(value);
  }

  setItems(items: PickleValue[]): void {
    const dict = this.top();
    if (!(dict instanceof Map) || items.length % 2 === 1)
      throw new Error('sets items of what is no dictionary');
    for (let i = 0; i < items.length; i += 2) dict.set(items[i], items[i + 1]);
  }

  /** Little-endian two's complement of any length. */
  long(length: number): void {
    if (length > 8) throw new Error(`a whole number of ${length} bytes`);
    const value = [...this.take(length)].reduce((sum, byte, i) => sum + (BigInt(byte) << BigInt(8 * i)), 0n);
    const signed = BigInt.asIntN(8 * length, value);
    const small = Number(signed);
    this.stack.push(Number.isSafeInteger(small) ? small : signed);
  }
}

const STOP = 0x2e;

/** The opcodes of protocols 2 to 5 that hold data; names as in Python's pickletools. */
const OPCODES: ReadonlyMap<number, (m: Machine) => void> = new Map<number, (m: Machine) => void>([
  [0x80, (m) => void m.u8()], // PROTO
  [0x95, (m) => void m.u64()], // FRAME
  [code('('), (m) => m.mark()], // MARK
  [code('}'), (m) => m.push(new Map())], // EMPTY_DICT
  [code(']'), (m) => m.push([])], // EMPTY_LIST
  [code(')'), (m) => m.push([])], // EMPTY_TUPLE
  [code('t'), (m) => m.push(m.popMarked())], // TUPLE
  [0x85, (m) => m.push(m.popMany(1))], // TUPLE1
  [0x86, (m) => m.push(m.popMany(2))], // TUPLE2
  [0x87, (m) => m.push(m.popMany(3))], // TUPLE3
  [code('a'), (m) => m.append([m.pop()])], // APPEND
  [code('e'), (m) => m.append(m.popMarked())], // APPENDS
  [code('s'), (m) => m.setItems(m.popMany(2))], // SETITEM
  [code('u'), (m) => m.setItems(m.popMarked())], // SETITEMS
  [code('N'), (m) => m.push(null)], // NONE
  [0x88, (m) => m.push(true)], // NEWTRUE
  [0x89, (m) => m.push(false)], // NEWFALSE
  [code('J'), (m) => m.push(m.i32())], // BININT
  [code('K'), (m) => m.push(m.u8())], // BININT1
  [code('M'), (m) => m.push(m.u16())], // BININT2
  [0x8a, (m) => m.long(m.u8())], // LONG1
  [code('G'), (m) => m.push(m.f64())], // BINFLOAT
  [code('X'), (m) => m.push(m.text(m.u32()))], // BINUNICODE
  [0x8c, (m) => m.push(m.text(m.u8()))], // SHORT_BINUNICODE
  [code('B'), (m) => m.push(m.take(m.u32()))], // BINBYTES
  [code('C'), (m) => m.push(m.take(m.u8()))], // SHORT_BINBYTES
  [code('q'), (m) => m.remember(m.u8())], // BINPUT
  [code('r'), (m) => m.remember(m.u32())], // LONG_BINPUT
  [0x94, (m) => m.memoize()], // MEMOIZE
  [code('h'), (m) => m.recall(m.u8())], // BINGET
  [code('j'), (m) => m.recall(m.u32())], // LONG_BINGET
  [code('c'), (m) => m.global(m.line(), m.line())], // GLOBAL
  [0x93, (m) => m.stackGlobal()], // STACK_GLOBAL
  [code('R'), (m) => m.reduce()], // REDUCE
  [code('b'), (m) => m.build()], // BUILD
  [code('Q'), (m) => m.persistent()], // BINPERSID
]);

function code(letter: string): number {
  return letter.charCodeAt(0);
}
