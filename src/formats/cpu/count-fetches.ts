/**
 * Landmarks of CPU files: instruction n of memory and the state that fetched it both bear the number n, counted from 1.
 * So what a state must fetch next is always one further on than the state itself. Total: any patches will do.
 */
import type { Fold } from '../format.ts';
import { HLT } from './instruction-set.ts';
import { INSTRUCTION_BYTES, STATE_BYTES } from './layout.ts';

/** States up to and with the patch; one that is begun counts. The state is the bytes read. */
export const countStates: Fold<number, number> = {
  start: () => 0,
  next: (read, patch) => read + patch.length,
  value: (read) => Math.ceil(read / STATE_BYTES),
};

interface Program {
  readonly read: number;
  /** Instructions up to and with HLT, once that is found. */
  readonly length?: number;
}

/** Instructions up to and with the patch; 0 in the first state, and no more behind HLT. */
export const countInstructions: Fold<Program, number> = {
  start: () => ({ read: 0 }),
  next(before, patch) {
    const read = before.read + patch.length;
    if (before.length !== undefined) return { ...before, read };
    for (const [i, byte] of patch.entries()) {
      const place = before.read + i - STATE_BYTES;
      if (place >= 0 && place % INSTRUCTION_BYTES === 0 && byte === HLT)
        return { read, length: place / INSTRUCTION_BYTES + 1 };
    }
    return { read };
  },
  value: ({ read, length }) => length ?? Math.max(0, Math.ceil((read - STATE_BYTES) / INSTRUCTION_BYTES)),
};
