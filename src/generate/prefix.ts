/** What stands before the first byte that is written: a source file, the patch that names the target's format, a prompt. */
import { extensionPatch, patchBytes } from '../bytes/patches.ts';
import type { FileBytes } from '../bytes/sequence.ts';
import { BgptError } from '../errors.ts';
import type { ModelConfig } from '../model/config.ts';
import { cutOf, toReadingOrder } from '../reading/read-pair.ts';

export interface Prefix {
  /** Format of the file that is written. */
  to: string;
  /** `[count, size]`, row by row. */
  symbols: Uint16Array;
  /** Patches. */
  count: number;
  /** The patch that names the target's format. */
  targetFile: number;
  /** Bytes of the target that are given, in reading order. */
  prompt: Uint8Array;
  /** How many of them begin the patch that is written first: they are not among the symbols. */
  begun: number;
}

/** A context must leave this many patches for the target: the smallest MIDI file with a note in it takes five or six. */
export const LEAST_TARGET_PATCHES = 8;

/**
 * The source, then the name of the target's format.
 * @throws BgptError convert/too-long with the size that a source may have
 */
export function conversionPrefix(source: FileBytes, to: string, config: ModelConfig): Prefix {
  const { symbols: data, count } = dataPatches(source, config);
  const symbols = join(
    extensionPatch(source.format, config.patchSize),
    data,
    extensionPatch(to, config.patchSize),
  );
  checkRoom(source.bytes, count, 2, config);
  return { to, symbols, count: count + 2, targetFile: count + 1, prompt: new Uint8Array(), begun: 0 };
}

/**
 * The name of a format, then the bytes that its file begins with. A last patch that is not full is left open: how it goes on
 * is the model's to say.
 * @throws BgptError convert/too-long
 */
export function filePrefix({ format, bytes }: FileBytes, config: ModelConfig): Prefix {
  const prompt = toReadingOrder({ format, bytes }, config);
  const { symbols: data, count, lengths } = dataPatches({ format, bytes }, config);
  const last = lengths.at(-1) ?? config.patchSize;
  const isOpen = last < config.patchSize;
  const whole = isOpen ? count - 1 : count;
  checkRoom(bytes, whole, 1, config);
  const symbols = join(extensionPatch(format, config.patchSize), data.subarray(0, whole * config.patchSize));
  return { to: format, symbols, count: whole + 1, targetFile: 0, prompt, begun: isOpen ? last : 0 };
}

function dataPatches(file: FileBytes, config: ModelConfig) {
  const size = config.patchSize;
  const read = toReadingOrder(file, config);
  return patchBytes(read, { size, cuts: cutOf(file.format, config)?.(read, size) ?? [] });
}

function join(...parts: Uint16Array[]): Uint16Array {
  const all = new Uint16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function checkRoom(bytes: Uint8Array, patches: number, names: number, config: ModelConfig): void {
  const most = config.patchLength - LEAST_TARGET_PATCHES - names;
  if (patches <= most) return;
  // aligned patches are shorter than full ones: what fits depends on the file, so its own mean is the measure
  const mostBytes = Math.floor((bytes.length / patches) * most);
  throw new BgptError(
    'convert/too-long',
    `the input is ${bytes.length} bytes in ${patches} patches; a context of ${config.patchLength} patches takes ${most}, about ${mostBytes} bytes of such a file, and leaves room for the shortest output only`,
    {
      details: { bytes: bytes.length, patches, mostPatches: most, mostBytes, context: config.patchLength },
      hint: 'Take a part of the file, or a model with a longer context.',
    },
  );
}

/** Whether the first END ends the file (fixed patches), or only an empty patch does (aligned ones). */
export function firstEndEnds(to: string, config: ModelConfig): boolean {
  return cutOf(to, config) === undefined;
}
