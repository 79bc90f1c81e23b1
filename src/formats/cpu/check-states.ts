/**
 * Whether a `.states` file has the form of a run: whole states, PC counting up, legal instructions, HLT last and only there.
 * Values are content, as notes are in music: what is right of them is measured (measure/cpu-states.ts).
 */
import { type Refusal, refuse } from '../../bytes/refusal.ts';
import { execute } from './execute.ts';
import { HLT } from './instruction-set.ts';
import { INSTRUCTION, LAST_PC, PC, STATE_BYTES } from './layout.ts';

export function checkStates(bytes: Uint8Array): { ok: true; states: number } | Refusal {
  if (bytes.length === 0 || bytes.length % STATE_BYTES !== 0)
    return refuse(
      'cpu/states-size',
      `${bytes.length} bytes: a .states file has ${STATE_BYTES} a state, one state or more`,
      bytes.length,
    );
  for (let at = 0; at < bytes.length; at += STATE_BYTES) {
    const state = bytes.subarray(at, at + STATE_BYTES);
    const pc = Math.min(at / STATE_BYTES + 1, LAST_PC);
    if (state[PC] !== pc)
      return refuse('cpu/pc', `PC is ${state[PC]} where it has counted to ${pc}`, at + PC);
    const legal = execute(state);
    if (!legal.ok) return refuse(legal.code, legal.message, at + (legal.offset ?? INSTRUCTION));
    const last = at + STATE_BYTES === bytes.length;
    const halts = state[INSTRUCTION] === HLT;
    if (halts && !last)
      return refuse('cpu/behind-halt', 'states stand behind the one that fetched HLT', at + STATE_BYTES);
    if (last && !halts) return refuse('cpu/no-halt', 'the last state did not fetch HLT', at + INSTRUCTION);
  }
  return { ok: true, states: bytes.length / STATE_BYTES };
}
