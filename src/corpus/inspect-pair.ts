/** One pair patch by patch: the symbols that a model reads, and what they mean. */
import { patchLength } from '../bytes/patches.ts';
import type { FileBytes, PairBytes, Sequence } from '../bytes/sequence.ts';
import { END, PATCH_SIZE } from '../bytes/symbols.ts';
import { formatNamed } from '../formats/registry.ts';
import { type PatchLayout, readingOffsets, readPair } from '../reading/read-pair.ts';

/** One patch of a pair, and what its bytes mean. */
export interface InspectedPatch {
  index: number;
  part: 'source extension' | 'source' | 'target extension' | 'target' | 'end';
  /** First byte in its file; undefined for patches that hold none of it. */
  offset?: number;
  /** The patch's bytes in hex; its fill (symbol 256) is left out. */
  hex: string;
  meaning: string;
}

/** @param layout how the model reads; by default 16 bytes a patch, as published */
export function inspectPair(
  pair: PairBytes,
  layout: PatchLayout = { patchSize: PATCH_SIZE },
): InspectedPatch[] {
  const { patchSize: size } = layout;
  const sequence = readPair(pair, layout);
  const source = openFile({ format: pair.sourceFormat, bytes: pair.source }, layout);
  const target = openFile({ format: pair.targetFormat, bytes: pair.target }, layout);
  const inspected: InspectedPatch[] = [];
  for (let index = 0; index < sequence.count; index++) {
    const part = partOf(sequence, index);
    const length = patchLength(sequence.symbols, index, size);
    const bytes = Uint8Array.from(sequence.symbols.subarray(index * size, index * size + length));
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
    if (part === 'source' || part === 'target') {
      inspected.push({ index, part, hex, ...(part === 'source' ? source : target).next(bytes) });
    } else {
      const meaning = part === 'end' ? `${size} × ${END}: the end` : `the ${printable(bytes)} file begins`;
      inspected.push({ index, part, hex, meaning });
    }
  }
  return inspected;
}

/** A file's patches in the order of reading, each with its offset in the file and the fields that lie in it. */
function openFile(file: FileBytes, layout: PatchLayout) {
  const { fields } = formatNamed(file.format);
  const labels = fields?.label(file.bytes);
  const offsets = readingOffsets(file, layout);
  const offsetOf = (at: number) => offsets?.[at] ?? at;
  let read = 0;
  return {
    next(bytes: Uint8Array): { offset: number; meaning: string } {
      const start = read;
      read += bytes.length;
      if (!fields || !labels) return { offset: offsetOf(start), meaning: printable(bytes) };
      const labelAt = (i: number) => labels[offsetOf(start + i)]!;
      const words: string[] = [];
      for (let at = 0; at < bytes.length; ) {
        let end = at + 1;
        while (end < bytes.length && labelAt(end) === labelAt(at)) end++;
        const name = fields.names[labelAt(at)]!;
        words.push(fields.describe?.(name, bytes.subarray(at, end)) ?? name);
        at = end;
      }
      return { offset: offsetOf(start), meaning: words.join(', ') };
    },
  };
}

function partOf({ targetStart, count }: Sequence, index: number): InspectedPatch['part'] {
  if (index === count - 1) return 'end';
  if (index >= targetStart) return 'target';
  if (index === targetStart - 1) return 'target extension';
  return index === 0 ? 'source extension' : 'source';
}

function printable(bytes: Uint8Array): string {
  return new TextDecoder()
    .decode(bytes)
    .replace(/\n/g, '⏎')
    .replace(/[\x00-\x1f\x7f]/g, '·');
}
