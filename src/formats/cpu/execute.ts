/**
 * What one instruction does to ACC and the registers. Operands are read before anything is written. As in the published
 * machine, a 0 where a register is needed means J, and the number of operands is told by their zeros, a2 first.
 */
import { type Refusal, refuse } from '../../bytes/refusal.ts';
import {
  LAST_OPCODE,
  LOADI,
  MOV,
  OPERATIONS,
  type Operation,
  operandRegisters,
  POP,
  PUSH,
  SWAP,
} from './instruction-set.ts';
import { ACC, INSTRUCTION, REGISTER_COUNT, REGISTERS } from './layout.ts';

/**
 * The state with its instruction done: PC and the instruction register are as before.
 * @param state 16 bytes
 * @returns a new state, or `cpu/opcode` or `cpu/register` with the offset of the wrong byte in the state
 */
export function execute(state: Uint8Array): { ok: true; state: Uint8Array } | Refusal {
  const [op, a1, a2, a3] = state.subarray(INSTRUCTION, REGISTERS) as unknown as [
    number,
    number,
    number,
    number,
  ];
  if (op > LAST_OPCODE)
    return refuse('cpu/opcode', `${op} is no opcode: they end at ${LAST_OPCODE}`, INSTRUCTION);
  const operation: Operation = OPERATIONS[op]!;
  const used = operandRegisters(op, a2, a3);
  for (let i = 1; i <= used; i++) {
    const address = state[INSTRUCTION + i]!;
    if (address > REGISTER_COUNT)
      return refuse(
        'cpu/register',
        `${operation.name} names register ${address}: there are ${REGISTER_COUNT}`,
        INSTRUCTION + i,
      );
  }
  // not slice, which of a Buffer is no copy
  const next = new Uint8Array(state);
  if (operation.unary) {
    const place = a1 === 0 ? ACC : register(a1);
    next[place] = operation.unary(state[place]!);
  } else if (operation.binary) {
    const [x, y] = used === 1 ? [ACC, register(a1)] : [register(a1), register(a2)];
    const target = used === 3 ? register(a3) : x;
    next[target] = operation.binary(state[x]!, state[y]!);
  } else if (op === PUSH) next[ACC] = state[register(a1)]!;
  else if (op === POP) next[register(a1)] = state[ACC]!;
  else if (op === LOADI) next[ACC] = a1;
  else if (op === MOV) next[register(a1)] = state[register(a2)]!;
  else if (op === SWAP) {
    const [x, y] = used === 1 ? [ACC, register(a1)] : [register(a1), register(a2)];
    next[x] = state[y]!;
    next[y] = state[x]!;
  }
  return { ok: true, state: next };
}

/** The place in a state. 0 is J: the published machine indexes a Python list with −1. */
function register(address: number): number {
  return REGISTERS + (address === 0 ? REGISTER_COUNT : address) - 1;
}
