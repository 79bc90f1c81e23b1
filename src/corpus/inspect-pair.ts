/** One pair patch by patch: the symbols the model reads, and what they mean. */

import { patchLength } from '../bytes/patches.ts';
import { fileSequence, pairSequence, type Sequence } from '../bytes/sequence.ts';
import { END, PATCH_SIZE } from '../bytes/symbols.ts';
import { labelBytes, SMF_FIELDS } from '../formats/midi/smf/label-bytes.ts';
import { SEGMENTERS } from '../formats/segmenters.ts';
import type { PairRow } from './pair-row.ts';

export interface InspectedPatch {
  index: number;
  part: 'source extension' | 'source' | 'target extension' | 'target' | 'end';
  /** First byte in its file; undefined for patches that hold none of it. */
  offset?: number;
  /** The patch's bytes in hex; its fill (symbol 256) is left out. */
  hex: string;
  meaning: string;
}

export function inspectPair(row: PairRow, patches: 'fixed' | 'aligned' = 'fixed'): InspectedPatch[] {
  const options = patches === 'aligned' ? { segmenters: SEGMENTERS } : {};
  const sequence =
    row.sourceFormat === ''
      ? fileSequence({ format: row.targetFormat, bytes: row.target }, options)
      : pairSequence(row, options);
  const labels = row.targetFormat === 'mid' ? labelBytes(row.target) : undefined;
  const inspected: InspectedPatch[] = [];
  let offset = 0;
  for (let index = 0; index < sequence.count; index++) {
    const part = partOf(sequence, index);
    const length = patchLength(sequence.symbols, index, PATCH_SIZE);
    const bytes = Uint8Array.from(sequence.symbols.subarray(index * PATCH_SIZE, index * PATCH_SIZE + length));
    const hex = Buffer.from(bytes)
      .toString('hex')
      .replace(/..(?=.)/g, '$& ');
    if (part === 'source' || part === 'target') {
      const meaning =
        part === 'target' && labels ? midiMeaning(row.target, labels, offset, length) : printable(bytes);
      inspected.push({ index, part, offset, hex, meaning });
      offset += length;
    } else {
      offset = 0;
      const meaning =
        part === 'end' ? `${PATCH_SIZE} × ${END}: the end` : `the ${printable(bytes)} file begins`;
      inspected.push({ index, part, hex, meaning });
    }
  }
  return inspected;
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

/** The fields that lie in the patch, in order, with their values where a number says more than hex. */
function midiMeaning(file: Uint8Array, labels: Uint8Array, offset: number, length: number): string {
  const words: string[] = [];
  for (let at = offset; at < offset + length; ) {
    let end = at + 1;
    while (end < offset + length && labels[end] === labels[at]) end++;
    words.push(fieldValue(SMF_FIELDS[labels[at]!]!, file.subarray(at, end)));
    at = end;
  }
  return words.join(', ');
}

const NOTES = ['C', 'C♯', 'D', 'E♭', 'E', 'F', 'F♯', 'G', 'A♭', 'A', 'B♭', 'B'];

function fieldValue(field: string, bytes: Uint8Array): string {
  const [first = 0] = bytes;
  if (field === 'pitch') return `pitch ${NOTES[first % 12]}${Math.floor(first / 12) - 1}`;
  if (field === 'velocity' || field === 'release velocity') return `${field} ${first}`;
  if (field.endsWith('delta time'))
    return `${field} ${bytes.reduce((sum, byte) => sum * 128 + (byte & 127), 0)}`;
  return field;
}
