/**
 * A random program with the registers it finds, as a `.cpu` file. The order of the draws is that of the published
 * generator, so that Python's random numbers give its programs.
 */
import { HLT, LOADI, OPERATIONS } from '../../formats/cpu/instruction-set.ts';
import {
  ACC,
  CPU_FILE_BYTES,
  INSTRUCTION_BYTES,
  REGISTER_COUNT,
  REGISTERS,
  STATE_BYTES,
} from '../../formats/cpu/layout.ts';

export interface Draw {
  /** Uniform in 0 .. n−1. */
  below(n: number): number;
}

export interface ProgramShape {
  /** Bounds of the number of instructions, HLT included; at most 256. */
  instructions: readonly [least: number, most: number];
  /** An opcode from 1 to 20. */
  operation(): number;
}

const BYTES = 256;

/** @param into 1,040 bytes to be overwritten, for those who draw many and look at few */
export function drawProgram(
  draw: Draw,
  { instructions: [least, most], operation }: ProgramShape,
  into: Uint8Array = new Uint8Array(CPU_FILE_BYTES),
): Uint8Array {
  into.fill(0);
  into[ACC] = draw.below(BYTES);
  for (let i = 0; i < REGISTER_COUNT; i++) into[REGISTERS + i] = draw.below(BYTES);
  const length = least + draw.below(most - least + 1);
  const end = STATE_BYTES + (length - 1) * INSTRUCTION_BYTES;
  for (let at = STATE_BYTES; at < end; at += INSTRUCTION_BYTES) {
    const op = operation();
    into[at] = op;
    if (op === LOADI) into[at + 1] = draw.below(BYTES);
    else {
      const { operands } = OPERATIONS[op]!;
      // a list of one is drawn from, too
      const count = operands[draw.below(operands.length)]!;
      for (let i = 1; i <= count; i++) into[at + i] = 1 + draw.below(REGISTER_COUNT);
    }
  }
  into[end] = HLT;
  return into;
}
