/**
 * The programs of the published CPU data set, byte for byte and name for name: one random stream, the training programs
 * first, then the test programs. A name is the md5 of the program's assembly, so equal programs have one name.
 */
import { createHash } from 'node:crypto';
import { readCpuFile, runCpuFile } from '../../formats/cpu/cpu-file.ts';
import { disassemble } from '../../formats/cpu/disassemble.ts';
import { LAST_OPCODE } from '../../formats/cpu/instruction-set.ts';
import { CPU_FILE_BYTES } from '../../formats/cpu/layout.ts';
import { drawProgram } from './draw-program.ts';
import { pythonRandom } from './python-random.ts';

/** Programs drawn for training before the first test program is. */
export const TRAIN_PROGRAMS = 2_100_000;
export const TEST_PROGRAMS = 21_000;
export const PUBLISHED_SEED = 0;

export type PublishedStream = 'train' | 'test';

export interface PublishedProgram {
  /** The published file's name without `.bin`. */
  name: string;
  cpu: Uint8Array;
  states: Uint8Array;
}

/** How many programs a stream has. */
export const STREAM_PROGRAMS: Readonly<Record<PublishedStream, number>> = {
  train: TRAIN_PROGRAMS,
  test: TEST_PROGRAMS,
};

export interface PublishedOptions {
  seed?: number;
  /** Called now and then while the training programs before the test programs are drawn, which takes a minute. */
  onSkipped?(programs: number): void;
}

/** The programs of one stream in the order in which the published generator draws them. */
export function* publishedPrograms(
  stream: PublishedStream,
  { seed = PUBLISHED_SEED, onSkipped }: PublishedOptions = {},
): Generator<PublishedProgram> {
  const random = pythonRandom(seed);
  const shape = { instructions: [1, 255], operation: () => 1 + random.below(LAST_OPCODE) } as const;
  const scratch = new Uint8Array(CPU_FILE_BYTES);
  for (let drawn = 0; stream === 'test' && drawn < TRAIN_PROGRAMS; drawn++) {
    drawProgram(random, shape, scratch);
    if (drawn % REPORT_EVERY === 0) onSkipped?.(drawn);
  }
  for (let left = STREAM_PROGRAMS[stream]; left > 0; left--) {
    const cpu = drawProgram(random, shape);
    yield { name: programName(cpu), cpu, states: runCpuFile(cpu).states };
  }
}

const REPORT_EVERY = 10_000;

/** md5 of the assembly, its lines joined by nothing, in hex. */
export function programName(cpu: Uint8Array): string {
  const file = readCpuFile(cpu);
  const lines = file.ok ? disassemble(file.memory) : [];
  return createHash('md5').update(lines.join('')).digest('hex');
}
