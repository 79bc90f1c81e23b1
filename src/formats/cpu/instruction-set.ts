/** The 21 operations of the machine by opcode: their names, how many registers they name, and what they compute. */

export interface Operation {
  readonly name: string;
  /** How many operands assembly may give; the number is told by which operand bytes are 0. */
  readonly operands: readonly number[];
  /** What an operation does to one value, if it has one operand or takes ACC instead. */
  readonly unary?: (x: number) => number;
  /** What an operation makes of two values. */
  readonly binary?: (x: number, y: number) => number;
}

const MAX = 255;
const unary = (name: string, compute: (x: number) => number): Operation => ({
  name,
  operands: [0, 1],
  unary: compute,
});
const binary = (name: string, compute: (x: number, y: number) => number): Operation => ({
  name,
  operands: [1, 2, 3],
  binary: compute,
});

/** Indexed by opcode. Sums and products stop at 255, differences at 0; a shift drops the bit; x / 0 is 255. */
export const OPERATIONS = [
  { name: 'HLT', operands: [0] },
  unary('CLR', () => 0),
  unary('INC', (x) => Math.min(x + 1, MAX)),
  unary('DEC', (x) => Math.max(x - 1, 0)),
  unary('SHL', (x) => (x << 1) & MAX),
  unary('SHR', (x) => x >> 1),
  unary('ROL', (x) => ((x << 1) | (x >> 7)) & MAX),
  unary('ROR', (x) => ((x >> 1) | (x << 7)) & MAX),
  unary('NOT', (x) => MAX - x),
  { name: 'PUSH', operands: [1] },
  { name: 'POP', operands: [1] },
  { name: 'LOADI', operands: [1] },
  { name: 'SWAP', operands: [1, 2] },
  binary('ADD', (x, y) => Math.min(x + y, MAX)),
  binary('SUB', (x, y) => Math.max(x - y, 0)),
  binary('MUL', (x, y) => Math.min(x * y, MAX)),
  binary('DIV', (x, y) => (y === 0 ? MAX : Math.floor(x / y))),
  binary('AND', (x, y) => x & y),
  binary('OR', (x, y) => x | y),
  binary('XOR', (x, y) => x ^ y),
  { name: 'MOV', operands: [2] },
] as const satisfies readonly Operation[];

export const [HLT, PUSH, POP, LOADI, SWAP, MOV] = [0, 9, 10, 11, 12, 20] as const;
export const LAST_OPCODE = OPERATIONS.length - 1;

/**
 * How many operand bytes, from the first on, name a register; the others are ignored. A unary operation's 0 names ACC.
 */
export function operandRegisters(op: number, a2: number, a3: number): number {
  if (op === HLT || op === LOADI) return 0;
  if (op === MOV) return 2;
  if (op === SWAP) return a2 === 0 ? 1 : 2;
  if ((OPERATIONS[op] as Operation | undefined)?.binary) return a2 === 0 ? 1 : a3 === 0 ? 2 : 3;
  return 1;
}
