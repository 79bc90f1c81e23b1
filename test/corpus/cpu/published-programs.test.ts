import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  type PublishedProgram,
  programName,
  publishedPrograms,
} from '../../../src/corpus/cpu/published-programs.ts';
import { readCpuFile } from '../../../src/formats/cpu/cpu-file.ts';
import { disassemble } from '../../../src/formats/cpu/disassemble.ts';
import { publishedFile } from '../../../src/formats/cpu/published-file.ts';
import { BY_HAND, cpuOf, SHARED } from '../../formats/cpu/fixture.ts';

function first(count: number, seed?: number): PublishedProgram[] {
  const programs: PublishedProgram[] = [];
  for (const program of publishedPrograms('train', seed === undefined ? {} : { seed })) {
    programs.push(program);
    if (programs.length === count) break;
  }
  return programs;
}

/** The first file of seed 0 as the published script writes it; its sha256 is in the shared fixture, too. */
test('the first published training program has its published name, length and bytes', () => {
  const [program] = first(1);
  const file = publishedFile(program!);
  expect(program!.name).toBe('df6323f5f2cb0f7230b92220eef1d2e0');
  expect(file).toHaveLength(2208);
  expect(createHash('sha256').update(file).digest('hex')).toBe(
    'c57ef63001a94af0b1d7f463d0255131c3ba1b2496c7fee8dc093aee50e87452',
  );
});

describe.skipIf(!SHARED)('beside the shared fixture', () => {
  test('the first published files by name, length and sha256', () => {
    const made = first(SHARED!.seed0Train.length).map((program) => {
      const file = publishedFile(program);
      const sha256 = createHash('sha256').update(file).digest('hex');
      return {
        file: `${program.name}.bin`,
        instructions: program.states.length / 16,
        bytes: file.length,
        sha256,
      };
    });
    expect(made).toEqual(
      SHARED!.seed0Train.map(({ file, instructions, bytes, sha256 }) => ({
        file,
        instructions,
        bytes,
        sha256,
      })),
    );
  });
});

test('another seed gives other programs', () => {
  expect(first(2, 1).map(({ name }) => name)).not.toEqual(first(2).map(({ name }) => name));
});

test('assembly: operands are told by their zeros, LOADI keeps its byte, nothing stands behind HLT', () => {
  const text = (memory: string) => {
    const file = readCpuFile(cpuOf({ memory, states: BY_HAND.states }));
    return file.ok ? disassemble(file.memory) : [];
  };
  expect(text('0bc800000d010000')).toEqual(['LOADI 200', 'ADD A', 'HLT']);
  expect(text('050000000c0102000d01020314090a000b0000000002030401')).toEqual([
    ...['SHR', 'SWAP A B', 'ADD A B C', 'MOV I J', 'LOADI 0', 'HLT'],
  ]);
  // what no generator writes still has a text
  expect(text('150000000900000002630000')).toEqual(['?21', 'PUSH J', 'INC ?99', 'HLT']);
});

test('a name says the program and not its registers', () => {
  const cpu = cpuOf({ memory: '0d010200', states: BY_HAND.states });
  const name = createHash('md5').update('ADD A BHLT').digest('hex');
  expect(programName(cpu)).toBe(name);
  cpu[6] = 99;
  expect(programName(cpu)).toBe(name);
});
