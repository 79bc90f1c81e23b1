import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cpuFile, readCpuFile, runCpuFile } from '../../../src/formats/cpu/cpu-file.ts';
import { execute } from '../../../src/formats/cpu/execute.ts';
import { CPU_FILE_BYTES, MEMORY_BYTES, STATE_BYTES } from '../../../src/formats/cpu/layout.ts';
import { MAX_FETCHES, runProgram } from '../../../src/formats/cpu/machine.ts';
import { publishedFile, splitPublishedFile } from '../../../src/formats/cpu/published-file.ts';
import { fromHex } from '../../files/midi-fixtures.ts';
import { BY_HAND, cpuOf, laterStates, SHARED } from './fixture.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

test('worked by hand: ACC and registers are written as they are before the instruction that was fetched', () => {
  const run = runCpuFile(cpuOf(BY_HAND));
  expect(run).toMatchObject({ ok: true });
  expect(hex(run.states)).toBe(hex(laterStates(BY_HAND)));
});

describe.skipIf(!SHARED)('the published program, byte for byte', () => {
  test.each(SHARED?.cases ?? [])('$name', (fixture) => {
    const cpu = cpuOf(fixture);
    const run = runCpuFile(cpu);
    expect(hex(run.states)).toBe(hex(laterStates(fixture)));
    expect(run.ok).toBe(fixture.raises === undefined);
    const file = publishedFile({ cpu, states: run.states });
    expect(file.length).toBe(fixture.fileBytes);
    expect(createHash('sha256').update(file).digest('hex')).toBe(fixture.fileSha256);
  });
});

test('bytes of a file are Buffers, whose slice is no copy: nothing is changed behind the caller', () => {
  const cpu = Buffer.from(cpuOf(BY_HAND));
  expect(hex(runCpuFile(cpu).states)).toBe(hex(laterStates(BY_HAND)));
  expect(hex(cpu)).toBe(hex(cpuOf(BY_HAND)));
  const swap = Buffer.from('01050c0102000164020304050607080a', 'hex');
  execute(swap);
  expect(hex(swap)).toBe('01050c0102000164020304050607080a');
  const file = Buffer.from(publishedFile({ cpu, states: laterStates(BY_HAND) }));
  const parts = splitPublishedFile(file);
  file.fill(0);
  expect(parts).toMatchObject({ ok: true, states: laterStates(BY_HAND) });
});

test('an opcode above 20 and a register above 10: the code, the byte in the file, and the states before', () => {
  const first = '00'.repeat(STATE_BYTES);
  const program = (memory: string) => runCpuFile(cpuOf({ memory, states: first }));
  expect(program('0200000015010203')).toMatchObject({ ok: false, code: 'cpu/opcode', offset: 20 });
  expect(program('0200000015010203').states).toHaveLength(2 * STATE_BYTES);
  expect(program('020b')).toMatchObject({ code: 'cpu/register', offset: 17 });
  expect(program('0d010b01')).toMatchObject({ code: 'cpu/register', offset: 18 });
  expect(program('0d01020b')).toMatchObject({ code: 'cpu/register', offset: 19 });
});

test('operand bytes that an operation does not read may be anything', () => {
  const first = `000700000000${'01'.repeat(10)}`;
  // LOADI 1; INC A; SWAP A; SWAP A B; ADD A (a2 absent); MOV A B; HLT
  const memory = '0bff0bff 0201ffff 0c0100ff 0c0102ff 0d0100ff 140102ff 00ffffff';
  expect(runCpuFile(cpuOf({ memory, states: first }))).toMatchObject({ ok: true });
});

test('a program without HLT is given up after the last fetch that can differ', () => {
  const endless = runProgram(new Uint8Array(STATE_BYTES), new Uint8Array(MEMORY_BYTES).fill(8));
  expect(endless).toMatchObject({ ok: false, code: 'cpu/no-halt' });
  const fullMemory = new Uint8Array(MEMORY_BYTES).fill(8);
  fullMemory.fill(0, MEMORY_BYTES - 4);
  const halted = runProgram(new Uint8Array(STATE_BYTES), fullMemory);
  expect(halted).toMatchObject({ ok: true });
  expect(halted.states).toHaveLength(MAX_FETCHES * STATE_BYTES);
  expect(halted.states.at(-STATE_BYTES)).toBe(255);
});

test.each([0, 1, CPU_FILE_BYTES - 1, CPU_FILE_BYTES + 1])('a .cpu file of %d bytes has a code', (length) => {
  expect(readCpuFile(new Uint8Array(length))).toMatchObject({ ok: false, code: 'cpu/memory-size' });
  expect(runCpuFile(new Uint8Array(length))).toMatchObject({ ok: false, code: 'cpu/memory-size' });
});

test.each([0, 2, 5])('a first state with something at byte %d is no first state', (place) => {
  const cpu = cpuOf(BY_HAND);
  cpu[place] = 1;
  expect(runCpuFile(cpu)).toMatchObject({ ok: false, code: 'cpu/first-state', offset: place });
});

test('any memory: the machine ends with whole states or a code, and changes none of its input', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: STATE_BYTES, maxLength: STATE_BYTES }),
      fc.array(fc.tuple(fc.integer({ min: 0, max: 22 }), fc.nat(12), fc.nat(12), fc.nat(12)), {
        maxLength: 256,
      }),
      (first, program) => {
        const memory = new Uint8Array(MEMORY_BYTES);
        memory.set(program.flat());
        const before = [hex(first), hex(memory)];
        const run = runProgram(first, memory);
        expect(run.states.length % STATE_BYTES).toBe(0);
        expect(run.states.length).toBeGreaterThan(0);
        if (!run.ok) expect(run.code).toMatch(/^cpu\/(opcode|register|no-halt)$/);
        expect([hex(first), hex(memory)]).toEqual(before);
      },
    ),
  );
});

test('an instruction leaves PC and the fetched instruction alone and changes two values at most', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: STATE_BYTES, maxLength: STATE_BYTES }), (state) => {
      state[2] = state[2]! % 21;
      for (const i of [3, 4, 5]) state[i] = state[i]! % 11;
      const done = execute(state);
      expect(done.ok).toBe(true);
      if (!done.ok) return;
      const changed = [...state.keys()].filter((i) => done.state[i] !== state[i]);
      expect(changed.length).toBeLessThanOrEqual(2);
      expect(changed.every((i) => i === 1 || i >= 6)).toBe(true);
    }),
  );
});

describe('the published single file', () => {
  test('both ways lose nothing', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: CPU_FILE_BYTES, maxLength: CPU_FILE_BYTES }),
        fc.nat(5).chain((n) => fc.uint8Array({ minLength: n * STATE_BYTES, maxLength: n * STATE_BYTES })),
        (cpu, states) => {
          const file = publishedFile({ cpu, states });
          expect(splitPublishedFile(file)).toEqual({ ok: true, cpu, states });
          const parts = readCpuFile(cpu);
          if (!parts.ok) throw new Error(parts.code);
          expect(cpuFile(parts)).toEqual(cpu);
          // memory stands first in the one and last in the other
          expect(file.subarray(0, MEMORY_BYTES)).toEqual(parts.memory);
        },
      ),
    );
  });

  test.each([0, 1, MEMORY_BYTES, CPU_FILE_BYTES + 1])('%d bytes have a code', (length) => {
    expect(splitPublishedFile(new Uint8Array(length))).toMatchObject({ ok: false, code: 'cpu/file-size' });
  });

  test('states stand in the order in which they were written', () => {
    const file = publishedFile({ cpu: cpuOf(BY_HAND), states: laterStates(BY_HAND) });
    expect(hex(file.subarray(MEMORY_BYTES))).toBe(BY_HAND.states);
    expect(file).toHaveLength(1088);
    expect(file.subarray(0, 4)).toEqual(fromHex('0bc80000'));
  });
});
