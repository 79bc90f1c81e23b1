/**
 * The positions that the byte decoder has for a patch: its own places, and with `previousBytes` in front of them those of
 * the patch before. Place k of the patch before lies `patchSize` positions before the own place k, however short either
 * patch is.
 */
import { END } from '../bytes/symbols.ts';
import { MASKED } from '../graph/ops/attention.ts';
import * as tf from '../graph/tf.ts';

/** What of a model decides it: every `ModelConfig` is one. */
export interface ByteLayout {
  /** Bytes in a patch. */
  patchSize: number;
  previousBytes?: boolean;
}

/** Position of a patch's first own place: as many of the patch before lie in front of it. */
export function firstOwnPlace({ patchSize, previousBytes }: ByteLayout): number {
  return previousBytes ? patchSize : 0;
}

/** Positions of a patch, at most. */
export function blockLength(layout: ByteLayout): number {
  return firstOwnPlace(layout) + layout.patchSize;
}

/**
 * Hides the places behind the end of the patch before, so that no more than its bytes is seen.
 * @param previous int32 symbols `[m, size]`  @param own places behind them, all seen
 * @returns `[m, 1, 1, size + own]`, to be added to attention scores
 */
export function previousMask(previous: tf.Tensor, own: number): tf.Tensor {
  const [m, size] = previous.shape as [number, number];
  const hidden = previous.equal(tf.scalar(END, 'int32')).cast('float32').mul(MASKED);
  return hidden
    .pad([
      [0, 0],
      [0, own],
    ])
    .reshape([m, 1, 1, size + own]);
}
