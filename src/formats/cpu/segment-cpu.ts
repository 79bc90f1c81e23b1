/**
 * Patches of CPU files: the first state, then one instruction each, and behind HLT what fits; one state each. So the
 * n-th instruction and the state that fetched it are the n-th patches of their kind. Total: any bytes, any patch size.
 */
import type { Segmenter } from '../../bytes/segmenter.ts';
import { INSTRUCTION_BYTES, STATE_BYTES } from './layout.ts';
import { programEnd } from './program-end.ts';

export const segmentCpu: Segmenter = (bytes) => [
  ...range(STATE_BYTES, programEnd(bytes), INSTRUCTION_BYTES),
  ...(programEnd(bytes) < bytes.length ? [programEnd(bytes)] : []),
];

export const segmentStates: Segmenter = (bytes) => range(STATE_BYTES, bytes.length, STATE_BYTES);

function range(from: number, to: number, step: number): number[] {
  return Array.from({ length: Math.max(0, Math.ceil((to - from) / step)) }, (_, i) => from + i * step);
}
