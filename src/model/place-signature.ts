/** Where patches stand, as the patch decoder is told beside their symbols: the tensors of it, all int32. */

import type * as tf from '../graph/tf.ts';
import type { TensorSpec } from '../graph/trace.ts';

/** Bytes of a length, as the model is offered it. */
export const COUNT_BYTES = 2;

export interface PlaceTensors {
  /** `[batch, n]`: patches since the start of the sequence (`bgpt`) or of the file (`bgpt-2`). */
  positions: tf.Tensor;
  /** `[batch, n]`: notes of the voice or track up to and with the patch (`bgpt-2`, note positions). */
  notes: tf.Tensor;
  /** `[batch, n]`: 0 in the source, 1 in the target. */
  files: tf.Tensor;
  /** `[batch, n, 2]`: the number that the target will say next of its own lengths, the higher byte first (`bgpt-2`, lengths last). */
  nextLength: tf.Tensor;
}

export function placeSignature(batch: number, n: number): Record<keyof PlaceTensors, TensorSpec> {
  const int32 = (...shape: number[]) => ({ dtype: 'int32', shape }) as const;
  return {
    positions: int32(batch, n),
    notes: int32(batch, n),
    files: int32(batch, n),
    nextLength: int32(batch, n, COUNT_BYTES),
  };
}
