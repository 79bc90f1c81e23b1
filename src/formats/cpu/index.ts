/** CPU states as formats: `cpu`, a program with the state it begins in, and `states`, all that it goes through. */
import type { Format } from '../format.ts';
import { countInstructions, countStates } from './count-fetches.ts';
import { CPU_FIELDS, STATES_FIELDS } from './label-cpu.ts';
import { segmentCpu, segmentStates } from './segment-cpu.ts';

export const cpuFormat: Format = {
  name: 'cpu',
  cut: segmentCpu,
  landmarks: countInstructions,
  fields: CPU_FIELDS,
  check: async (bytes) => verdict((await import('./cpu-file.ts')).runCpuFile(bytes)),
};

export const statesFormat: Format = {
  name: 'states',
  cut: segmentStates,
  landmarks: countStates,
  fields: STATES_FIELDS,
  check: async (bytes) => verdict((await import('./check-states.ts')).checkStates(bytes)),
};

export const CPU_FORMATS: readonly Format[] = [cpuFormat, statesFormat];

function verdict(found: { ok: true } | { ok: false; code: string; message: string; offset?: number }) {
  if (found.ok) return { valid: true };
  const { code, message, offset } = found;
  return { valid: false, code, message, ...(offset === undefined ? {} : { offset }) };
}
