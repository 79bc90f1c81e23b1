/** A `.cpu` file: the first state (16 bytes), then memory (1,024). The machine makes its `.states` of it. */
import { type Refusal, refuse } from '../../bytes/refusal.ts';
import { CPU_FILE_BYTES, INSTRUCTION, MEMORY_BYTES, PC, STATE_BYTES } from './layout.ts';
import { type RunResult, runProgram } from './machine.ts';

const INSTRUCTION_PLACES = [0, 1, 2, 3].map((i) => INSTRUCTION + i);

export interface CpuFile {
  /** 16 bytes: PC and instruction 0, ACC and registers as the program finds them. */
  first: Uint8Array;
  /** 1,024 bytes. */
  memory: Uint8Array;
}

/** Views of the file's parts, or `cpu/memory-size`. */
export function readCpuFile(bytes: Uint8Array): ({ ok: true } & CpuFile) | Refusal {
  if (bytes.length !== CPU_FILE_BYTES)
    return refuse(
      'cpu/memory-size',
      `${bytes.length} bytes: a .cpu file has ${STATE_BYTES} of its first state and ${MEMORY_BYTES} of memory`,
      Math.min(bytes.length, CPU_FILE_BYTES),
    );
  return { ok: true, first: bytes.subarray(0, STATE_BYTES), memory: bytes.subarray(STATE_BYTES) };
}

/** The `.states` file of a `.cpu` file. Offsets of what is wrong are in the `.cpu` file. */
export function runCpuFile(bytes: Uint8Array): RunResult {
  const file = readCpuFile(bytes);
  if (!file.ok) return { ...file, states: new Uint8Array() };
  // A program that is fetched from elsewhere than its start would stand beside its states askew.
  const wrong = [PC, ...INSTRUCTION_PLACES].find((place) => file.first[place] !== 0);
  if (wrong !== undefined)
    return {
      ...refuse('cpu/first-state', 'a first state has PC 0 and an instruction of four zeros', wrong),
      states: new Uint8Array(),
    };
  const run = runProgram(file.first, file.memory);
  return run.ok || run.offset === undefined ? run : { ...run, offset: run.offset + STATE_BYTES };
}

/** A `.cpu` file of its parts. */
export function cpuFile({ first, memory }: CpuFile): Uint8Array {
  const bytes = new Uint8Array(CPU_FILE_BYTES);
  bytes.set(first);
  bytes.set(memory, STATE_BYTES);
  return bytes;
}
