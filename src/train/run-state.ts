/** What a run leaves in its store, so that it goes on exactly where it was: weights, moments, and where it stands. */
import { BgptError } from '../errors.ts';
import type { Direction } from '../formats/direction.ts';
import type { HostTensors } from '../graph/host-tensor.ts';
import type { ModelConfig } from '../model/config.ts';
import type { FileStore } from '../store/file-store.ts';
import { loadCheckpoint, loadOptimizer } from '../store/stored-checkpoint.ts';
import type { StreamPosition } from './batch-stream.ts';
import type { TrainOptions } from './options.ts';
import type { Stepper } from './stepper.ts';

/** What `trainer.json` keeps. */
export interface TrainerState {
  step: number;
  position: StreamPosition;
  /** Pairs drawn from the source, those left out among them; absent in runs from before it was kept. */
  drawn?: number;
  /** Pairs trained on. */
  pairs: number;
  /** Seconds trained so far, over all parts of the run. */
  seconds: number;
  targetBytes: number;
  /** Floating point operations so far (`trainingFlops`). */
  flops: number;
  bestValidBpb: number | null;
  options: TrainOptions;
  /** What the pairs came from, in words; absent in runs from before it was kept. */
  data?: string;
  /** How the pairs' files were asked to be read; absent where nobody asked. */
  directions?: readonly Direction[];
}

/** A run that was saved. Training takes over the tensors' memory. */
export interface StoppedRun {
  config: ModelConfig;
  directions: readonly Direction[];
  weights: HostTensors;
  optimizer: HostTensors;
  trainer: TrainerState;
}

/** @throws BgptError checkpoint/missing-tensor where the store holds weights only, and as `loadCheckpoint` */
export async function readRun(store: FileStore): Promise<StoppedRun> {
  const { config, directions, weights, trainer } = await loadCheckpoint(store);
  const optimizer = await loadOptimizer(store);
  if (trainer !== undefined && optimizer !== undefined)
    return { config, directions, weights, optimizer, trainer: trainer as TrainerState };
  throw new BgptError(
    'checkpoint/missing-tensor',
    `${store.describe('')} holds weights only, nothing to resume`,
    { hint: 'Begin a new run from them with --init.' },
  );
}

/** Copies of a stepper's weights and moments, named as a checkpoint names them. */
export async function tensorsOf({
  state,
}: Stepper): Promise<{ weights: HostTensors; optimizer: HostTensors }> {
  const read = async (prefixes: readonly string[], cut: number) => {
    const names = state.names.filter((name) => prefixes.includes(name.slice(0, 2)));
    return Object.fromEntries(
      await Promise.all(names.map(async (name) => [name.slice(cut), await state.read(name)] as const)),
    );
  };
  return { weights: await read(['w/'], 2), optimizer: await read(['m/', 'v/'], 0) };
}
