/** How far a run has come, by whichever length it was given, and where in an epoch's pairs it ends. */
import type { PairSource } from '../bytes/pair-source.ts';
import type { ModelConfig } from '../model/config.ts';
import type { TrainOptions } from './options.ts';

export interface Progress {
  steps: number;
  /** Pairs drawn from the source, those that no batch holds among them: an epoch is over when all were drawn. */
  drawn: number;
  seconds: number;
}

/** Index in the source behind the run's last pair; undefined: steps or minutes end it. */
export function lastPair({ size }: PairSource, { epochs }: TrainOptions): number | undefined {
  return epochs === undefined || size === undefined ? undefined : Math.ceil(epochs * size);
}

/** Share of the run that is over, 0 to 1; of several lengths, the one that is over first. */
export function shareDone(
  { steps, drawn, seconds }: Progress,
  source: PairSource,
  options: TrainOptions,
): number {
  const end = lastPair(source, options);
  return Math.min(
    1,
    Math.max(
      options.steps === undefined ? 0 : steps / options.steps,
      options.minutes === undefined ? 0 : seconds / 60 / options.minutes,
      end === undefined ? 0 : drawn / end,
    ),
  );
}

/** Short tunes first: the longest sequence grows from 64 patches to the context while `curriculumPairs` are seen. */
export function curriculum(
  { curriculumPairs }: TrainOptions,
  { patchLength }: ModelConfig,
): ((pairs: number) => number) | undefined {
  if (!curriculumPairs) return undefined;
  return (pairs) => 64 + (patchLength - 64) * Math.min(1, pairs / curriculumPairs) ** 2;
}
