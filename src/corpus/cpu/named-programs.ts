/** Programs with names and runs, a finite number: the first ones of a published stream, or of endless pairs of a profile. */
import { cpuPairAt } from './cpu-pairs.ts';
import { CPU_PROFILES, type CpuProfileName } from './cpu-profiles.ts';
import {
  PUBLISHED_SEED,
  type PublishedProgram,
  type PublishedStream,
  publishedPrograms,
  STREAM_PROGRAMS,
} from './published-programs.ts';

/** `train` and `test` are the published streams; the others are profiles of endless pairs. */
export const PROGRAM_KINDS = [...Object.keys(STREAM_PROGRAMS), ...Object.keys(CPU_PROFILES)] as readonly (
  | PublishedStream
  | CpuProfileName
)[];
export type ProgramKind = (typeof PROGRAM_KINDS)[number];

export interface ProgramsRequest {
  kind: ProgramKind;
  /** How many are drawn; the published streams end of themselves. Equal programs have equal names in those. */
  count: number;
  seed: number;
  /** Called now and then while the programs before the test stream are drawn. */
  onSkipped?: (programs: number) => void;
}

export const PROGRAMS_DEFAULTS = {
  kind: 'test',
  count: 1000,
  seed: PUBLISHED_SEED,
} as const satisfies ProgramsRequest;

export function* namedPrograms({
  kind,
  count,
  seed,
  onSkipped,
}: ProgramsRequest): Generator<PublishedProgram> {
  if (count <= 0) return;
  let left = count;
  if (kind === 'train' || kind === 'test') {
    for (const program of publishedPrograms(kind, { seed, ...(onSkipped ? { onSkipped } : {}) })) {
      yield program;
      if (--left === 0) return;
    }
    return;
  }
  const pairAt = cpuPairAt(seed, CPU_PROFILES[kind]);
  for (let index = 0; index < count; index++) {
    const pair = pairAt(index);
    const name = `${kind}-${seed}-${String(index).padStart(6, '0')}`;
    yield { name, cpu: pair.source, states: pair.target };
  }
}
