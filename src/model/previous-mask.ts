/** What of the patch before the byte decoder may not see: the places behind its end. */
import { END } from '../bytes/symbols.ts';
import { MASKED } from '../graph/ops/attention.ts';
import * as tf from '../graph/tf.ts';

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
