/** Packs sequences into batches of fixed shapes, first-fit by falling length, so that little of a batch is padding. */
import type { Sequence } from '../bytes/sequence.ts';
import { type ByteLayout, blockLength } from '../model/byte-block.ts';
import { rowLength } from '../model/byte-row-signature.ts';
import { type BatchShape, type Placed, scoredPatches } from './batch.ts';
import { blockLengths, fillRows, lengthCounts } from './byte-rows.ts';

export interface PackedBatch {
  shape: BatchShape;
  placed: Placed[];
}

interface Open extends PackedBatch {
  /** Patches used in each row. */
  used: number[];
  scored: number;
  /** Scored patches by the length of their block. */
  lengths: number[];
}

/**
 * @param shapes by rising row length; a sequence goes where an open batch has room for it, else into the shortest rows that hold it
 * @param layout of the model that is trained; absent: only own places are laid
 * @returns the batches, and the sequences that fit no shape (for the caller to report)
 */
export function pack(
  sequences: readonly Sequence[],
  shapes: readonly BatchShape[],
  sourceWeight = 0,
  layout?: ByteLayout,
): { batches: PackedBatch[]; tooLong: Sequence[] } {
  const batches: Open[] = [];
  const tooLong: Sequence[] = [];
  const falling = [...sequences].sort((a, b) => b.count - a.count);
  for (const sequence of falling) {
    const scored = scoredPatches(sequence, sourceWeight);
    const laid = layout ?? { patchSize: sequence.size };
    const lengths = lengthCounts(blockLengths(sequence, sourceWeight, laid), blockLength(laid));
    let batch = batches.find(
      (b) =>
        b.scored + scored <= b.shape.scored &&
        roomyRow(b, sequence.count) >= 0 &&
        fitsRows(b.shape, summed(b.lengths, lengths), laid),
    );
    if (!batch) {
      const shape = shapes.find(
        (s) => sequence.count <= s.length && scored <= s.scored && fitsRows(s, lengths, laid),
      );
      if (!shape) {
        tooLong.push(sequence);
        continue;
      }
      batch = {
        shape,
        placed: [],
        used: new Array<number>(shape.rows).fill(0),
        scored: 0,
        lengths: lengths.map(() => 0),
      };
      batches.push(batch);
    }
    const row = roomyRow(batch, sequence.count);
    batch.placed.push({ sequence, row, start: batch.used[row]!, sourceWeight });
    batch.used[row]! += sequence.count;
    batch.scored += scored;
    batch.lengths = summed(batch.lengths, lengths);
  }
  return { batches, tooLong };
}

/** Whether patches of these lengths fit the rows of symbols; a shape that does not say has room for any. */
function fitsRows({ byteRows }: BatchShape, lengths: readonly number[], layout: ByteLayout): boolean {
  return byteRows === undefined || fillRows(lengths, rowLength(layout)).length <= byteRows;
}

function summed(a: readonly number[], b: readonly number[]): number[] {
  return a.map((count, i) => count + b[i]!);
}

function roomyRow({ used, shape }: Open, count: number): number {
  return used.findIndex((patches) => patches + count <= shape.length);
}

/** Shares of a batch's patch rows and scored rows that hold nothing. */
export function padding(
  batches: readonly PackedBatch[],
  sourceWeight = 0,
): { patches: number; scored: number } {
  let [patches, scored, allPatches, allScored] = [0, 0, 0, 0];
  for (const { shape, placed } of batches) {
    allPatches += shape.rows * shape.length;
    allScored += shape.scored;
    for (const { sequence } of placed) {
      patches += sequence.count;
      scored += scoredPatches(sequence, sourceWeight);
    }
  }
  return { patches: 1 - patches / allPatches, scored: 1 - scored / allScored };
}
