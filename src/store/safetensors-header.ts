/**
 * The header of a safetensors file: a JSON object of tensors with their dtype, shape and byte range behind the header.
 * Nothing in it is believed: ranges must fit dtype × shape and tile the data from the first byte to the last.
 */
import { BgptError, messageOf } from '../errors.ts';
import { duplicateKey } from './json-keys.ts';

/** Bytes of one element. */
export const SAFETENSORS_DTYPES = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
} as const;

export type SafetensorsDtype = keyof typeof SAFETENSORS_DTYPES;

export const SAFETENSORS_LIMITS = {
  /** A header takes about 120 bytes a tensor: this is room for 100,000. The reference reader stops at 100 MB. */
  headerBytes: 16 * 2 ** 20,
  tensors: 100_000,
  rank: 8,
} as const;

export interface SafetensorsEntry {
  readonly name: string;
  readonly dtype: SafetensorsDtype;
  readonly shape: readonly number[];
}

/** An entry with its byte range in the file. */
export interface PlacedEntry extends SafetensorsEntry {
  readonly begin: number;
  readonly end: number;
}

export interface SafetensorsHeader {
  readonly entries: ReadonlyMap<string, PlacedEntry>;
  readonly metadata: Readonly<Record<string, string>>;
}

export function byteLength({ dtype, shape }: Pick<SafetensorsEntry, 'dtype' | 'shape'>): number {
  return shape.reduce((product, size) => product * size, SAFETENSORS_DTYPES[dtype]);
}

/** What fills the header up to a multiple of eight bytes. */
const SPACE = 0x20;

/** The header's bytes, its length in front, padded with spaces so that the data begin at a multiple of eight. */
export function encodeHeader(
  entries: readonly SafetensorsEntry[],
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const head: [string, unknown][] = Object.keys(metadata).length > 0 ? [['__metadata__', metadata]] : [];
  let at = 0;
  for (const entry of entries) {
    const end = at + byteLength(entry);
    head.push([entry.name, { dtype: entry.dtype, shape: entry.shape, data_offsets: [at, end] }]);
    at = end;
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(head)));
  const bytes = new Uint8Array(8 + Math.ceil(json.length / 8) * 8).fill(SPACE);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(bytes.length - 8), true);
  bytes.set(json, 8);
  return bytes;
}

/** @throws BgptError checkpoint/corrupt when the first eight bytes give no length that the file can hold */
export function headerLength(first: Uint8Array, fileBytes: number, file: string): number {
  if (first.length < 8) throw corrupt(file, `it has only ${fileBytes} bytes`);
  const length = Number(new DataView(first.buffer, first.byteOffset, 8).getBigUint64(0, true));
  if (length > SAFETENSORS_LIMITS.headerBytes)
    throw corrupt(
      file,
      `its header claims ${length} bytes; this program reads ${SAFETENSORS_LIMITS.headerBytes} at most`,
    );
  if (8 + length > fileBytes)
    throw corrupt(file, `it is truncated: the header has ${length} bytes, the file ${fileBytes}`);
  return length;
}

/** @param json the header without its length  @throws BgptError checkpoint/corrupt saying what is wrong */
export function parseHeader(json: Uint8Array, fileBytes: number, file: string): SafetensorsHeader {
  const fail = (what: string) => corrupt(file, what);
  const parsed = parseJson(json, fail);
  const names = Object.keys(parsed).filter((name) => name !== '__metadata__');
  if (names.length > SAFETENSORS_LIMITS.tensors) throw fail(`its header names ${names.length} tensors`);
  const start = 8 + json.length;
  const entries = names.map((name) => placed(name, parsed[name], start, fail));
  checkTiling(entries, start, fileBytes, fail);
  return {
    entries: new Map(entries.map((entry) => [entry.name, entry])),
    metadata: metadataOf(parsed, fail),
  };
}

type Fail = (what: string) => BgptError;

function corrupt(file: string, what: string): BgptError {
  return new BgptError('checkpoint/corrupt', `${file} is no sound safetensors file: ${what}`, {
    details: { path: file },
  });
}

function parseJson(json: Uint8Array, fail: Fail): Record<string, unknown> {
  let text: string;
  let parsed: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(json);
    parsed = JSON.parse(text);
  } catch (thrown) {
    throw fail(`its header is not JSON (${messageOf(thrown)})`);
  }
  if (!isObject(parsed)) throw fail('its header is not a JSON object');
  const twice = duplicateKey(text);
  if (twice !== undefined) throw fail(`its header has the name ${JSON.stringify(twice)} twice`);
  return parsed;
}

function placed(name: string, value: unknown, start: number, fail: Fail): PlacedEntry {
  if (!isObject(value)) throw fail(`tensor ${name} is not described by an object`);
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== 'string' || !Object.hasOwn(SAFETENSORS_DTYPES, dtype))
    throw fail(`tensor ${name} has the unknown dtype ${JSON.stringify(dtype)}`);
  if (!isCounts(shape) || shape.length > SAFETENSORS_LIMITS.rank)
    throw fail(`tensor ${name} has no sound shape`);
  if (!isCounts(offsets) || offsets.length !== 2) throw fail(`tensor ${name} has no sound byte range`);
  const entry = { name, dtype: dtype as SafetensorsDtype, shape };
  const bytes = byteLength(entry);
  const [from, to] = offsets as [number, number];
  if (!Number.isSafeInteger(bytes) || to - from !== bytes)
    throw fail(`tensor ${name} of ${bytes} bytes claims the range ${from} to ${to}`);
  return { ...entry, begin: start + from, end: start + to };
}

/** Every byte behind the header belongs to exactly one tensor. */
function checkTiling(entries: readonly PlacedEntry[], start: number, fileBytes: number, fail: Fail): void {
  let at = start;
  for (const { name, begin, end } of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== at)
      throw fail(`tensor ${name} ${begin < at ? 'overlaps another' : 'leaves a gap before it'}`);
    if (end > fileBytes)
      throw fail(`it is truncated: tensor ${name} ends at byte ${end}, the file at ${fileBytes}`);
    at = end;
  }
  if (at !== fileBytes) throw fail(`${fileBytes - at} bytes belong to no tensor`);
}

function metadataOf(parsed: Record<string, unknown>, fail: Fail): Record<string, string> {
  const metadata = parsed.__metadata__ ?? {};
  if (!isObject(metadata) || Object.values(metadata).some((value) => typeof value !== 'string'))
    throw fail('its __metadata__ is not an object of strings');
  return metadata as Record<string, string>;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);
}
