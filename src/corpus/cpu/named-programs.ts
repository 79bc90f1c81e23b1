/** Programs with names and runs, a finite number: the first ones of a published stream, or of endless pairs. */
import { cpuPairAt } from './cpu-pairs.ts';
import { type CpuProfile, parseCpuProfiles } from './cpu-profiles.ts';
import {
  PUBLISHED_SEED,
  type PublishedProgram,
  publishedPrograms,
  STREAM_PROGRAMS,
} from './published-programs.ts';

export interface ProgramsRequest {
  /** `train` or `test`: the published streams; else profiles of endless pairs, as `parseCpuProfiles` reads them. */
  kind: string;
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

export function isPublished(kind: string): kind is keyof typeof STREAM_PROGRAMS {
  return Object.hasOwn(STREAM_PROGRAMS, kind);
}

/** @throws BgptError usage/invalid-option where `kind` is none */
export function* namedPrograms({
  kind,
  count,
  seed,
  onSkipped,
}: ProgramsRequest): Generator<PublishedProgram> {
  const programs = isPublished(kind)
    ? publishedPrograms(kind, { seed, ...(onSkipped ? { onSkipped } : {}) })
    : numbered(seed, parseCpuProfiles(kind));
  let left = count;
  if (left <= 0) return;
  for (const program of programs) {
    yield program;
    if (--left === 0) return;
  }
}

function* numbered(seed: number, [first, ...others]: readonly CpuProfile[]): Generator<PublishedProgram> {
  const pairAt = cpuPairAt(seed, first!, ...others);
  for (let index = 0; ; index++) {
    const pair = pairAt(index);
    const name = `${seed}-${String(index).padStart(6, '0')}`;
    yield { name, cpu: pair.source, states: pair.target };
  }
}
