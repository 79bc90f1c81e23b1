/** Row lookups whose gradients add rows back into the table. */
import * as tf from '../tf.ts';
import { fused } from './emit.ts';

/** @param table `[rows, d]`  @param ids int32, any shape  @returns `[...ids.shape, d]` */
export function embedding(table: tf.Tensor, ids: tf.Tensor): tf.Tensor {
  const [rows, d] = table.shape as [number, number];
  return fused([table], (table) => ({
    value: tf.gather(table, ids),
    saved: [ids],
    gradient: (dy, ids) => [
      tf.unsortedSegmentSum(dy.reshape([ids!.size, d]), ids!.flatten() as tf.Tensor1D, rows),
    ],
  }));
}

/**
 * A linear layer over flattened one-hot symbols, as the sum of one row a position; the gradient is that layer's.
 * @param table `[size · classes, d]`, row = position · classes + symbol  @param symbols int32 `[…, size]`  @returns `[…, d]`
 */
export function embeddingSum(table: tf.Tensor, symbols: tf.Tensor): tf.Tensor {
  const [rows, d] = table.shape as [number, number];
  const size = symbols.shape.at(-1)!;
  const classes = rows / size;
  const count = symbols.size / size;
  return fused([table], (table) => {
    const firsts = Int32Array.from({ length: size }, (_, position) => position * classes);
    const ids = symbols.add(tf.tensor1d(firsts, 'int32'));
    return {
      value: tf.gather(table, ids).sum(-2),
      saved: [symbols],
      gradient: (dy, symbols) => {
        const hot = tf.oneHot(symbols!, classes, 1, 0, 'float32').reshape([count, rows]);
        return [tf.matMul(hot, dy.reshape([count, d]), true)];
      },
    };
  });
}
