/**
 * Where patches may begin. A segmenter names the ascending byte offsets at which a new patch must start; it is total
 * (any bytes, no exception), and what it does not name is patched every `size` bytes.
 */
import { PATCH_SIZE } from './symbols.ts';

/** The ascending byte offsets at which a new patch must start, for patches of at most `size` bytes. Total. */
export type Segmenter = (bytes: Uint8Array, size?: number) => number[];

/** Patches of `size` bytes from the first byte on, as published. */
export const fixedSegmenter: Segmenter = () => [];

/** How many bytes each patch of a file of `length` bytes holds, given its cuts. Cuts outside the file or out of order are none. */
export function* patchLengths(
  length: number,
  cuts: readonly number[] = [],
  size = PATCH_SIZE,
): Generator<number> {
  let start = 0;
  for (const end of [...cuts.filter((cut) => cut < length), length]) {
    if (end <= start) continue;
    for (; start < end; start += size) yield Math.min(size, end - start);
    start = end;
  }
}
