/**
 * Where everything stands in the bytes of CPU states, the data set of the bGPT paper (docs/cpu-states.md). A state is
 * `PC ACC op a1 a2 a3 A B C D E F G H I J`; an instruction is `op a1 a2 a3`; memory holds 256 of them.
 */

export const STATE_BYTES = 16;
export const INSTRUCTION_BYTES = 4;
export const MEMORY_BYTES = 1024;
export const MEMORY_INSTRUCTIONS = MEMORY_BYTES / INSTRUCTION_BYTES;
/** A `.cpu` file: the first state, then memory. */
export const CPU_FILE_BYTES = STATE_BYTES + MEMORY_BYTES;

/** Offsets in a state. The instruction register is `op a1 a2 a3`. */
export const PC = 0;
export const ACC = 1;
export const INSTRUCTION = 2;
export const REGISTERS = 6;
/** A to J; an operand byte numbers them from 1, and 0 means that the operand is absent. */
export const REGISTER_COUNT = 10;
/** PC stays at the last instruction of memory. */
export const LAST_PC = MEMORY_INSTRUCTIONS - 1;

export const FIELD_NAMES = ['PC', 'ACC', 'op', 'a1', 'a2', 'a3', ...'ABCDEFGHIJ'] as const;
