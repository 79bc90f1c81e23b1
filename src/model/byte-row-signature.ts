/** The scored patches of a batch as rows of symbols laid end to end: the tensors of it (reading/byte-rows.ts lays them). */

import type { Signature } from '../graph/signature.ts';
import type * as tf from '../graph/tf.ts';
import { type ByteLayout, blockLength } from './byte-block.ts';
import { SYMBOLS } from './config.ts';
import type { ContextTensors } from './context-signature.ts';

/** What stands before a patch's first symbol. */
export const NO_SYMBOL = SYMBOLS;

/**
 * Symbols of a row. Attention costs the square of it; shorter rows leave more of them empty: 95 % are full for MIDI, 99 %
 * for ABC, with the bytes of the patch before 92 and 98 % (64 and 98 % of rows of 32).
 */
const ROW = 32;
const ROW_WITH_PREVIOUS = 64;

/** Symbols of a row: a patch's block fits. */
export function rowLength(layout: ByteLayout): number {
  return Math.max(layout.previousBytes ? ROW_WITH_PREVIOUS : ROW, blockLength(layout));
}

/** A batch of sequences; `m` scored patches lie in `r` rows of `l` symbols. int32, the weights float32. */
export interface RowBatchTensors extends ContextTensors {
  /** Symbols `[batch, n, size]`. */
  patches: tf.Tensor;
  /** `[batch, n]`: the sequence that each patch belongs to. */
  owners: tf.Tensor;
  /** `[m]`: for each scored patch the row, batch · n + i, of the patch before it; the last scored patch is nobody's. */
  rows: tf.Tensor;
  /** `[batch · n]`: the way back, the scored patch behind each patch, or nobody's. */
  scoredAt: tf.Tensor;
  /** `[r, l]`: the symbol before each, or `NO_SYMBOL`; of the patch before (`previousBytes`) each byte itself. */
  before: tf.Tensor;
  /** `[r, l]`: position in the patch's block (byte-block.ts). */
  places: tf.Tensor;
  /** `[r, l]`: the scored patch. */
  scoredPatches: tf.Tensor;
  /** `[m · size]`: where each place of a scored patch lies, r · l + i; the last is nobody's. */
  symbolsAt: tf.Tensor;
  /** `[r · l]`: the symbol that a hint says, or −1. */
  hinted: tf.Tensor;
  /** `[r · l]`: the symbol to predict, or −1. */
  labels: tf.Tensor;
  /** `[r · l]`. */
  weights: tf.Tensor;
}

/** @param scored patches, nobody's included  @param rows of symbols, nobody's included */
export function byteRowSignature(
  patches: number,
  size: number,
  { scored, rows, length }: { scored: number; rows: number; length: number },
): Signature {
  const int32 = (...shape: number[]) => ({ dtype: 'int32', shape }) as const;
  return {
    rows: int32(scored),
    scoredAt: int32(patches),
    before: int32(rows, length),
    places: int32(rows, length),
    scoredPatches: int32(rows, length),
    symbolsAt: int32(scored * size),
    hinted: int32(rows * length),
    labels: int32(rows * length),
    weights: { dtype: 'float32', shape: [rows * length] },
  };
}
