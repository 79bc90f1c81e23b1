/** Names of the bytes of CPU files: the parts of a state, those of an instruction, and what stands behind HLT. */
import type { Fields } from '../format.ts';
import { FIELD_NAMES, INSTRUCTION, INSTRUCTION_BYTES, STATE_BYTES } from './layout.ts';
import { programEnd } from './program-end.ts';

const BEHIND_HALT = FIELD_NAMES.length;

export const STATES_FIELDS: Fields = {
  names: FIELD_NAMES,
  label: (bytes) => Uint8Array.from(bytes, (_, i) => i % STATE_BYTES),
};

export const CPU_FIELDS: Fields = {
  names: [...FIELD_NAMES, 'behind HLT'],
  label(bytes) {
    const end = programEnd(bytes);
    return Uint8Array.from(bytes, (_, i) => {
      if (i < STATE_BYTES) return i;
      return i < end ? INSTRUCTION + ((i - STATE_BYTES) % INSTRUCTION_BYTES) : BEHIND_HALT;
    });
  },
};
