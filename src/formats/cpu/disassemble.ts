/** A program as assembly, an instruction a line, up to its first HLT. Exact for what the generator writes. Total. */
import { HLT, LOADI, OPERATIONS, type Operation, operandRegisters } from './instruction-set.ts';
import { INSTRUCTION_BYTES, REGISTER_COUNT } from './layout.ts';

const REGISTER_NAMES = 'ABCDEFGHIJ';

/** @param memory 1,024 bytes; what is no instruction becomes a `?` with its number */
export function disassemble(memory: Uint8Array): string[] {
  const lines: string[] = [];
  for (let at = 0; at + INSTRUCTION_BYTES <= memory.length; at += INSTRUCTION_BYTES) {
    lines.push(instructionText(memory.subarray(at, at + INSTRUCTION_BYTES)));
    if (memory[at] === HLT) break;
  }
  return lines;
}

function instructionText([op = 0, a1 = 0, a2 = 0, a3 = 0]: Uint8Array): string {
  const operation: Operation | undefined = OPERATIONS[op];
  if (!operation) return `?${op}`;
  if (op === LOADI) return `${operation.name} ${a1}`;
  const named = operation.unary && a1 === 0 ? 0 : operandRegisters(op, a2, a3);
  return [operation.name, ...[a1, a2, a3].slice(0, named).map(registerName)].join(' ');
}

function registerName(address: number): string {
  return REGISTER_NAMES[address === 0 ? REGISTER_COUNT - 1 : address - 1] ?? `?${address}`;
}
