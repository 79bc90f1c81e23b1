/**
 * Whether a `.states` file is a run of the machine, as far as its own bytes tell: whole states, PC counting up, legal
 * instructions, every state's ACC and registers what the one before makes of them, and HLT last. Whether it is the run of
 * one program is measured elsewhere (measure/cpu-states.ts).
 */
import { type Refusal, refuse } from '../../bytes/refusal.ts';
import { execute } from './execute.ts';
import { HLT } from './instruction-set.ts';
import { FIELD_NAMES, INSTRUCTION, LAST_PC, PC, REGISTERS, STATE_BYTES } from './layout.ts';

export function checkStates(bytes: Uint8Array): { ok: true; states: number } | Refusal {
  if (bytes.length === 0 || bytes.length % STATE_BYTES !== 0)
    return refuse(
      'cpu/states-size',
      `${bytes.length} bytes: a .states file has ${STATE_BYTES} a state, one state or more`,
      bytes.length,
    );
  let expected: Uint8Array | undefined;
  for (let at = 0; at < bytes.length; at += STATE_BYTES) {
    const state = bytes.subarray(at, at + STATE_BYTES);
    const wrong = firstWrong(state, Math.min(at / STATE_BYTES + 1, LAST_PC), expected);
    if (wrong !== undefined)
      return refuse(
        'cpu/state',
        `${FIELD_NAMES[wrong]} of state ${at / STATE_BYTES + 1} does not follow from the state before`,
        at + wrong,
      );
    const last = at + STATE_BYTES === bytes.length;
    const halts = state[INSTRUCTION] === HLT;
    if (halts && !last)
      return refuse('cpu/behind-halt', 'states stand behind the one that fetched HLT', at + STATE_BYTES);
    const done = execute(state);
    if (!done.ok) return refuse(done.code, done.message, at + (done.offset ?? INSTRUCTION));
    if (last && !halts) return refuse('cpu/no-halt', 'the last state did not fetch HLT', at + INSTRUCTION);
    expected = done.state;
  }
  return { ok: true, states: bytes.length / STATE_BYTES };
}

/** The first byte, the fetched instruction aside, that is not as it must be. What the first state held is not known. */
function firstWrong(state: Uint8Array, pc: number, expected: Uint8Array | undefined): number | undefined {
  if (state[PC] !== pc) return PC;
  for (let i = PC + 1; expected && i < STATE_BYTES; i++)
    if ((i < INSTRUCTION || i >= REGISTERS) && state[i] !== expected[i]) return i;
  return undefined;
}
