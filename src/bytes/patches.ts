/**
 * Bytes as patches: rows of `size` symbols, a short row filled with END. Patching and its way back are inverse for
 * every byte string and every set of cuts.
 */
import { BgptError } from '../errors.ts';
import { patchLengths } from './segmenter.ts';
import { END, PATCH_SIZE } from './symbols.ts';

/** A file as rows of `size` symbols, END filling each short row. */
export interface Patches {
  size: number;
  count: number;
  /** [count, size], row by row. */
  symbols: Uint16Array;
  /** Bytes in each patch, 1..size. */
  lengths: Uint16Array;
}

/** How bytes are patched; `size` is PATCH_SIZE where not given. */
export interface PatchOptions {
  size?: number;
  /** Ascending byte offsets at which a new patch must start. None: fixed patches. */
  cuts?: readonly number[];
}

/** Bytes as patches: one of at most `size` bytes after another, a new one at each cut. Total; `unpatch` undoes it. */
export function patchBytes(bytes: Uint8Array, { size = PATCH_SIZE, cuts }: PatchOptions = {}): Patches {
  const lengths = Uint16Array.from(patchLengths(bytes.length, cuts, size));
  const symbols = new Uint16Array(lengths.length * size).fill(END);
  let from = 0;
  for (const [row, length] of lengths.entries()) {
    symbols.set(bytes.subarray(from, from + length), row * size);
    from += length;
  }
  return { size, count: lengths.length, symbols, lengths };
}

/** The patch that names a file's format: its extension's bytes, filled with END. */
export function extensionPatch(extension: string, size = PATCH_SIZE): Uint16Array {
  const bytes = new TextEncoder().encode(extension);
  if (bytes.length === 0 || bytes.length > size)
    throw new BgptError('usage/invalid-option', `"${extension}" is no file extension of 1 to ${size} bytes`);
  const patch = endPatch(size);
  patch.set(bytes);
  return patch;
}

/** The patch behind the last one of a sequence. */
export function endPatch(size = PATCH_SIZE): Uint16Array {
  return new Uint16Array(size).fill(END);
}

/** Bytes before the first END of a patch. */
export function patchLength(symbols: Uint16Array, row: number, size = PATCH_SIZE): number {
  const end = symbols.subarray(row * size, (row + 1) * size).indexOf(END);
  return end < 0 ? Math.min(size, symbols.length - row * size) : end;
}

/**
 * What ends the file that is being read back: an empty patch (structure-aligned patches, where a short one merely ends
 * a segment), or the first END (fixed patches, as published). On what `patchBytes` wrote the two agree.
 */
export type FileEnd = 'empty-patch' | 'first-end';

/** The bytes that a row of patches spells. Total: what stands behind an END in its patch is padding, whatever it is. */
export function unpatch(symbols: Uint16Array, size = PATCH_SIZE, end: FileEnd = 'empty-patch'): Uint8Array {
  const bytes = new Uint8Array(symbols.length);
  let written = 0;
  for (let row = 0; row * size < symbols.length; row++) {
    const length = patchLength(symbols, row, size);
    bytes.set(symbols.subarray(row * size, row * size + length), written);
    written += length;
    if (length === 0 || (length < size && end === 'first-end')) break;
  }
  return bytes.slice(0, written);
}
