/** Where patches stand, as the patch decoder is told beside their symbols: the tensors of it, all int32. */

import type { ProgramTensor, TensorSpec } from '../graph/signature.ts';

/** Bytes of a hint: what the target's next length field will hold. */
export const HINT_BYTES = 2;
/** Bytes of the longest length field; the last of them stands where a one-byte length has its byte. */
export const LENGTH_BYTES = 4;
/** Place in a patch where the hinted bytes stand. */
export const HINT_FROM = LENGTH_BYTES - HINT_BYTES;

export interface ContextTensors {
  /** `[batch, n]`: patches since the start of the sequence (`bgpt`) or of the file (`bgpt-2`). */
  positions: ProgramTensor;
  /** `[batch, n]`: landmarks of the file, such as notes, up to and with the patch: a second position (`bgpt-2`, landmarks). */
  landmarks: ProgramTensor;
  /** `[batch, n]`: 0 in the source, 1 in the target. */
  files: ProgramTensor;
  /** `[batch, n, HINT_BYTES]`: the bytes that the target's next length field will hold (`bgpt-2`, hints). */
  hints: ProgramTensor;
}

export function contextSignature(batch: number, n: number): Record<keyof ContextTensors, TensorSpec> {
  const int32 = (...shape: number[]) => ({ dtype: 'int32', shape }) as const;
  return {
    positions: int32(batch, n),
    landmarks: int32(batch, n),
    files: int32(batch, n),
    hints: int32(batch, n, HINT_BYTES),
  };
}
