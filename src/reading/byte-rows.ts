/**
 * The scored patches' symbols laid end to end, for the byte decoder in training: patches are of unlike lengths, and places behind
 * a patch's end would cost as much as its bytes. A row holds several whole patches, which do not see each other.
 */
import { countedSymbols, type Sequence } from '../bytes/sequence.ts';
import { END } from '../bytes/symbols.ts';
import type { HostTensor } from '../graph/host-tensor.ts';
import type { Signature } from '../graph/signature.ts';
import { byteRowSignature, NO_SYMBOL, rowLength } from '../model/byte-row-signature.ts';
import type { ModelConfig } from '../model/config.ts';
import { contextSignature, HINT_BYTES, HINT_FROM } from '../model/context-signature.ts';
import type { Batch, BatchShape } from './batch.ts';

/** What a gradient program reads of a batch: its patches, and the scored ones as rows. */
export type RowBatch = Readonly<Record<string, HostTensor>>;

/** Rows of a shape; where it does not say, as many as whole patches might need. */
export function byteRows({ scored, byteRows }: BatchShape, size: number): number {
  return byteRows ?? Math.ceil(scored / Math.floor(rowLength(size) / size));
}

/** One patch and one row more than the shape has: what takes no part points there, and its gradient is zero. */
export function rowBatchSignature(shape: BatchShape, size: number): Signature {
  const { rows, length, scored } = shape;
  const int32 = (...shape: number[]) => ({ dtype: 'int32', shape }) as const;
  return {
    patches: int32(rows, length, size),
    owners: int32(rows, length),
    ...contextSignature(rows, length),
    ...byteRowSignature(rows * length, size, {
      scored: scored + 1,
      rows: byteRows(shape, size) + 1,
      length: rowLength(size),
    }),
  };
}

/** Symbols of each scored patch up to the last that counts. */
export function scoredLengths(sequence: Sequence, sourceWeight = 0): number[] {
  const { size, symbols, targetStart, count } = sequence;
  const counted = countedSymbols(sequence);
  const lengths: number[] = [];
  for (let i = sourceWeight > 0 ? 1 : targetStart; i < count; i++) {
    const first = i * size;
    let length = size;
    if (i >= targetStart) while (length > 0 && counted[first + length - 1] !== 1) length--;
    else while (length > 1 && symbols[first + length - 2] === END) length--;
    lengths.push(length);
  }
  return lengths;
}

/** How many patches have each length: `[size + 1]`. */
export function lengthCounts(lengths: readonly number[], size: number): number[] {
  const counts = new Array<number>(size + 1).fill(0);
  for (const length of lengths) counts[length]!++;
  return counts;
}

/** Rows filled with the longest patches that still fit, one after the other: the lengths in each. */
export function fillRows(counts: readonly number[], row: number): number[][] {
  const left = [...counts];
  const rows: number[][] = [];
  for (;;) {
    const filled: number[] = [];
    let room = row;
    for (let length = left.length - 1; length > 0; length--) {
      while (left[length]! > 0 && length <= room) {
        left[length]!--;
        room -= length;
        filled.push(length);
      }
    }
    if (filled.length === 0) return rows;
    rows.push(filled);
  }
}

/** The batch as a gradient program takes it. */
export function layByteRows(batch: Batch, shape: BatchShape, { patchSize: size }: ModelConfig): RowBatch {
  const { rows, targets, labels, weights, patches, owners, positions, landmarks, files, hints } = batch;
  const given = { patches, owners, positions, landmarks, files, hints };
  const out = empty(rowBatchSignature(shape, size));
  const row = rowLength(size);
  const { scored } = shape;
  const spare = out.labels!.data.length - 1;
  out.rows!.data.set(rows.data);
  out.scoredAt!.data.fill(scored);
  out.symbolsAt!.data.fill(spare);
  out.scoredPatches!.data.fill(scored);
  out.before!.data.fill(NO_SYMBOL);
  out.hinted!.data.fill(-1);
  out.labels!.data.fill(-1);

  // patches by their length, each length's in order
  const byLength: number[][] = Array.from({ length: size + 1 }, () => []);
  for (let patch = 0; patch < scored; patch++) {
    let length = size;
    while (length > 0 && labels.data[patch * size + length - 1]! < 0) length--;
    byLength[length]!.push(patch);
    if (length > 0) out.scoredAt!.data[rows.data[patch]!] = patch;
  }
  const next = new Array<number>(size + 1).fill(0);
  const counts = byLength.map((patches) => patches.length);
  for (const [r, lengths] of fillRows(counts, row).entries()) {
    let at = r * row;
    for (const length of lengths) {
      const patch = byLength[length]![next[length]!++]!;
      const hint = hints.data.subarray(rows.data[patch]! * HINT_BYTES);
      for (let place = 0; place < length; place++, at++) {
        const from = patch * size + place;
        out.scoredPatches!.data[at] = patch;
        out.places!.data[at] = place;
        out.symbolsAt!.data[from] = at;
        if (place > 0) out.before!.data[at] = targets.data[from - 1]!;
        if (place >= HINT_FROM && place < HINT_FROM + HINT_BYTES)
          out.hinted!.data[at] = hint[place - HINT_FROM]!;
        out.labels!.data[at] = labels.data[from]!;
        out.weights!.data[at] = labels.data[from]! < 0 ? 0 : weights.data[patch]!;
      }
    }
  }
  return { ...out, ...given };
}

function empty(signature: Signature): Record<string, HostTensor> {
  return Object.fromEntries(
    Object.entries(signature).map(([name, spec]) => {
      const count = spec.shape.reduce((a, b) => a * b, 1);
      return [
        name,
        { ...spec, data: spec.dtype === 'float32' ? new Float32Array(count) : new Int32Array(count) },
      ];
    }),
  );
}
