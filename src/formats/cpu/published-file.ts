/**
 * The published single file of the CPU data set: memory, then every state. It holds the bytes of a `.cpu` and a
 * `.states` file and no others; the two ways are inverse.
 */
import { type Refusal, refuse } from '../../bytes/refusal.ts';
import { CPU_FILE_BYTES, MEMORY_BYTES, STATE_BYTES } from './layout.ts';

export interface CpuPair {
  /** 1,040 bytes. */
  cpu: Uint8Array;
  /** 16 bytes a state, the first state left out. */
  states: Uint8Array;
}

export function publishedFile({ cpu, states }: CpuPair): Uint8Array {
  const file = new Uint8Array(CPU_FILE_BYTES + states.length);
  file.set(cpu.subarray(STATE_BYTES));
  file.set(cpu.subarray(0, STATE_BYTES), MEMORY_BYTES);
  file.set(states, CPU_FILE_BYTES);
  return file;
}

/** The two files, or `cpu/file-size` where the bytes are no memory and whole states. */
export function splitPublishedFile(file: Uint8Array): ({ ok: true } & CpuPair) | Refusal {
  if (file.length < CPU_FILE_BYTES || (file.length - MEMORY_BYTES) % STATE_BYTES !== 0)
    return refuse(
      'cpu/file-size',
      `${file.length} bytes: a published file has ${MEMORY_BYTES} of memory and ${STATE_BYTES} a state, one state or more`,
      file.length,
    );
  const cpu = new Uint8Array(CPU_FILE_BYTES);
  cpu.set(file.subarray(MEMORY_BYTES, CPU_FILE_BYTES));
  cpu.set(file.subarray(0, MEMORY_BYTES), STATE_BYTES);
  return { ok: true, cpu, states: new Uint8Array(file.subarray(CPU_FILE_BYTES)) };
}
