/** What a training run may be told; the command line's help prints these defaults. */

import type { ModelConfig } from '../model/config.ts';
import { BATCH_PATCHES } from '../reading/batch-shapes.ts';
import { OPTIMIZER_DEFAULTS, type OptimizerOptions } from './optimizer.ts';
import { SCHEDULE_DEFAULTS, type ScheduleOptions } from './schedule.ts';

/** Every option of a run, as `trainOptions` completes it. */
export interface TrainOptions {
  /** The run's length, by one of these; of several, by the one that is over first. */
  steps?: number;
  minutes?: number;
  /** Passes over a source that has an end. */
  epochs?: number;
  seed: number;
  /** Peak learning rate of AdamW. */
  rate: number;
  /** Peak learning rate of Muon, for the matrices that it trains. */
  muonRate: number;
  optimizer: OptimizerOptions;
  schedule: ScheduleOptions;
  /** Patches of a batch, and batches whose gradients are summed for one optimiser step. */
  batchPatches: number;
  batchesPerStep: number;
  /**
   * Workers of one thread that share a step's patches, in smaller batches where it has to be (worker-batches.ts). The same number
   * gives the same bits. 1: no workers, the engine that is given, with its own threads.
   */
  workers: number;
  /** Pairs packed together. */
  poolPairs: number;
  /** Weight of a nat of the source beside one of the target. */
  sourceLoss: number;
  /** Pairs over which the longest sequence grows to the context; 0: no curriculum. */
  curriculumPairs: number;
  logSteps: number;
  validateSeconds: number;
  saveSeconds: number;
}

/** Options of a run where neither the caller nor the architecture (`ARCHITECTURE_DEFAULTS`) says otherwise. */
export const TRAIN_DEFAULTS: TrainOptions = {
  seed: 1,
  rate: 6e-4,
  muonRate: 0.02,
  optimizer: OPTIMIZER_DEFAULTS,
  schedule: SCHEDULE_DEFAULTS,
  batchPatches: BATCH_PATCHES,
  batchesPerStep: 4,
  workers: 1,
  poolPairs: 512,
  sourceLoss: 0,
  curriculumPairs: 0,
  logSteps: 10,
  validateSeconds: 120,
  saveSeconds: 180,
};

/** What an architecture is best trained with, by the experiments in docs/LOG.md. */
export const ARCHITECTURE_DEFAULTS = {
  bgpt: { optimizer: OPTIMIZER_DEFAULTS, rate: 6e-4 },
  'bgpt-2': { optimizer: { ...OPTIMIZER_DEFAULTS, kind: 'muon' }, rate: 2e-3 },
} as const satisfies Record<string, Partial<TrainOptions>>;

/** What may be given of the options, parts of the optimiser's and the schedule's too. */
export type GivenTrainOptions = Partial<Omit<TrainOptions, 'optimizer' | 'schedule'>> & {
  optimizer?: Partial<OptimizerOptions>;
  schedule?: Partial<ScheduleOptions>;
};

/** The given options; the others as the architecture of the model that is trained has them. */
export function trainOptions(
  { architecture }: Pick<ModelConfig, 'architecture'>,
  given: GivenTrainOptions = {},
): TrainOptions {
  const own = ARCHITECTURE_DEFAULTS[architecture];
  return {
    ...TRAIN_DEFAULTS,
    ...own,
    ...given,
    optimizer: { ...own.optimizer, ...given.optimizer },
    schedule: { ...SCHEDULE_DEFAULTS, ...given.schedule },
  };
}

/** The options of a run that goes on: its own but for what is given. A length that is given takes the old one's place, of whichever kind that was. */
export function resumedOptions(before: TrainOptions, given: GivenTrainOptions = {}): TrainOptions {
  const { steps, minutes, epochs, ...kept } = before;
  const hasLength = [given.steps, given.minutes, given.epochs].some((length) => length !== undefined);
  return {
    ...(hasLength ? kept : before),
    ...given,
    optimizer: { ...before.optimizer, ...given.optimizer },
    schedule: { ...before.schedule, ...given.schedule },
  };
}
