/**
 * The scored patches' symbols laid end to end, for the byte decoder in training: patches are of unlike lengths, and places behind
 * a patch's end would cost as much as its bytes. A row holds several whole patches, which do not see each other; with `previousBytes`
 * the bytes of the patch before lie in front of each.
 */
import { patchLength } from '../bytes/patches.ts';
import { countedSymbols, type Sequence } from '../bytes/sequence.ts';
import { END } from '../bytes/symbols.ts';
import type { HostTensor } from '../graph/host-tensor.ts';
import type { Signature } from '../graph/signature.ts';
import { type ByteLayout, blockLength, firstOwnPlace } from '../model/byte-block.ts';
import { byteRowSignature, NO_SYMBOL, rowLength } from '../model/byte-row-signature.ts';
import type { ModelConfig } from '../model/config.ts';
import { contextSignature, HINT_BYTES, HINT_FROM } from '../model/context-signature.ts';
import type { Batch, BatchShape } from './batch.ts';

/** What a gradient program reads of a batch: its patches, and the scored ones as rows. */
export type RowBatch = Readonly<Record<string, HostTensor>>;

/** Rows of a shape; where it does not say, as many as whole patches might need. */
export function byteRows({ scored, byteRows }: BatchShape, layout: ByteLayout): number {
  return byteRows ?? Math.ceil(scored / Math.floor(rowLength(layout) / blockLength(layout)));
}

/** One patch and one row more than the shape has: what takes no part points there, and its gradient is zero. */
export function rowBatchSignature(shape: BatchShape, layout: ByteLayout): Signature {
  const { rows, length, scored } = shape;
  const { patchSize: size } = layout;
  const int32 = (...shape: number[]) => ({ dtype: 'int32', shape }) as const;
  return {
    patches: int32(rows, length, size),
    owners: int32(rows, length),
    ...contextSignature(rows, length),
    ...byteRowSignature(rows * length, size, {
      scored: scored + 1,
      rows: byteRows(shape, layout) + 1,
      length: rowLength(layout),
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

/** Positions of each scored patch's block: its symbols up to the last that counts, and the bytes of the patch before where they are laid. */
export function blockLengths(sequence: Sequence, sourceWeight: number, layout: ByteLayout): number[] {
  const lengths = scoredLengths(sequence, sourceWeight);
  if (firstOwnPlace(layout) === 0) return lengths;
  const { count, symbols, size } = sequence;
  const before = count - lengths.length - 1;
  return lengths.map((length, i) => (length === 0 ? 0 : length + patchLength(symbols, before + i, size)));
}

/** How many blocks have each length: `[block + 1]`. */
export function lengthCounts(lengths: readonly number[], block: number): number[] {
  const counts = new Array<number>(block + 1).fill(0);
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
export function layByteRows(batch: Batch, shape: BatchShape, config: ModelConfig): RowBatch {
  const { rows, targets, labels, weights, patches, owners, positions, landmarks, files, hints } = batch;
  const { patchSize: size } = config;
  const given = { patches, owners, positions, landmarks, files, hints };
  const out = empty(rowBatchSignature(shape, config));
  const block = blockLength(config);
  const row = rowLength(config);
  const firstOwn = firstOwnPlace(config);
  const { scored } = shape;
  const spare = out.labels!.data.length - 1;
  out.rows!.data.set(rows.data);
  out.scoredAt!.data.fill(scored);
  out.symbolsAt!.data.fill(spare);
  out.scoredPatches!.data.fill(scored);
  out.before!.data.fill(NO_SYMBOL);
  out.hinted!.data.fill(-1);
  out.labels!.data.fill(-1);

  const previous = (patch: number) => {
    if (firstOwn === 0) return [];
    const symbols = patches.data.subarray(rows.data[patch]! * size, (rows.data[patch]! + 1) * size);
    const end = symbols.indexOf(END);
    return end < 0 ? symbols : symbols.subarray(0, end);
  };
  // patches by the length of their block, each length's in order
  const byLength: { patch: number; length: number }[][] = Array.from({ length: block + 1 }, () => []);
  for (let patch = 0; patch < scored; patch++) {
    let length = size;
    while (length > 0 && labels.data[patch * size + length - 1]! < 0) length--;
    if (length === 0) continue;
    byLength[length + previous(patch).length]!.push({ patch, length });
    out.scoredAt!.data[rows.data[patch]!] = patch;
  }
  const next = new Array<number>(block + 1).fill(0);
  const counts = byLength.map((patches) => patches.length);
  for (const [r, lengths] of fillRows(counts, row).entries()) {
    let at = r * row;
    for (const positions of lengths) {
      const { patch, length } = byLength[positions]![next[positions]!++]!;
      for (const [place, symbol] of previous(patch).entries()) {
        out.scoredPatches!.data[at] = patch;
        out.places!.data[at] = place;
        out.before!.data[at++] = symbol;
      }
      const hint = hints.data.subarray(rows.data[patch]! * HINT_BYTES);
      for (let place = 0; place < length; place++, at++) {
        const from = patch * size + place;
        out.scoredPatches!.data[at] = patch;
        out.places!.data[at] = firstOwn + place;
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
