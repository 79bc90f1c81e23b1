/**
 * The machine of the bGPT paper: fetch, write the state, execute, until HLT. A written state holds the new PC and
 * instruction beside ACC and registers from before it. The machine makes data and judges; it never helps a model.
 */
import { type Refusal, refuse } from '../../bytes/refusal.ts';
import { execute } from './execute.ts';
import { HLT } from './instruction-set.ts';
import {
  INSTRUCTION,
  INSTRUCTION_BYTES,
  LAST_PC,
  MEMORY_BYTES,
  PC,
  REGISTERS,
  STATE_BYTES,
} from './layout.ts';

/**
 * Fetches of a run. Memory never changes, there are no jumps, and PC stays at the last instruction: a program that has
 * not halted after 256 fetches repeats that instruction for ever.
 */
export const MAX_FETCHES = LAST_PC + 1;

/** The states of a run, first state left out; of a run that broke off, those that were written before. */
export type RunResult = { ok: true; states: Uint8Array } | (Refusal & { states: Uint8Array });

/** The state after the next fetch: PC and instruction are new, ACC and registers are the given ones. */
export function fetchNext(state: Uint8Array, memory: Uint8Array): Uint8Array {
  // not slice, which of a Buffer is no copy
  const next = new Uint8Array(state);
  const at = state[PC]! * INSTRUCTION_BYTES;
  next.set(memory.subarray(at, at + INSTRUCTION_BYTES), INSTRUCTION);
  next[PC] = Math.min(state[PC]! + 1, LAST_PC);
  return next;
}

/**
 * Runs a program from a first state.
 * @param first 16 bytes; its instruction register is not executed
 * @param memory 1,024 bytes
 * @returns every later state, HLT's included; or `cpu/opcode`, `cpu/register` or `cpu/no-halt` with an offset in memory
 */
export function runProgram(first: Uint8Array, memory: Uint8Array): RunResult {
  const states = new Uint8Array(MAX_FETCHES * STATE_BYTES);
  let state = first;
  for (let written = 1; written <= MAX_FETCHES; written++) {
    const at = state[PC]! * INSTRUCTION_BYTES;
    state = fetchNext(state, memory);
    states.set(state, (written - 1) * STATE_BYTES);
    if (state[INSTRUCTION] === HLT) return { ok: true, states: states.slice(0, written * STATE_BYTES) };
    const done = execute(state);
    if (!done.ok)
      return {
        ...refuse(done.code, done.message, at + (done.offset ?? INSTRUCTION) - INSTRUCTION),
        states: states.slice(0, written * STATE_BYTES),
      };
    state = done.state;
  }
  return {
    ...refuse('cpu/no-halt', `no HLT in ${MAX_FETCHES} fetches`, MEMORY_BYTES - INSTRUCTION_BYTES),
    states,
  };
}

/** Whether two states hold the same ACC and registers. */
export function sameRegisters(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = PC + 1; i < STATE_BYTES; i++)
    if ((i < INSTRUCTION || i >= REGISTERS) && a[i] !== b[i]) return false;
  return true;
}
