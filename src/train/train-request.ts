/** What a training run is given, and what it says at its end. */
import type { PairSource } from '../bytes/pair-source.ts';
import type { PairBytes } from '../bytes/sequence.ts';
import type { Engine } from '../engine/engine.ts';
import type { Direction } from '../formats/direction.ts';
import type { HostTensors } from '../graph/host-tensor.ts';
import type { ModelConfig } from '../model/config.ts';
import type { FileStore } from '../store/file-store.ts';
import type { GivenTrainOptions } from './options.ts';
import type { StoppedRun } from './run-state.ts';
import type { Stepper, StepperOptions } from './stepper.ts';

/** A model to begin with. */
export interface NewModel {
  config: ModelConfig;
  /** Weights to begin with, which the run takes over; a tensor that is not among them begins as a new model's. */
  weights?: HostTensors;
  /** What the checkpoint says that the model is for; by default abc>mid. */
  directions?: readonly Direction[];
}

/** A stepper whose steps are shared by `count` workers; it takes over weights and moments. */
export type OpenWorkers = (
  count: number,
  config: ModelConfig,
  weights: HostTensors,
  moments: HostTensors,
  options: StepperOptions,
) => Promise<Stepper>;

/** What `train` is given. */
export interface TrainRequest {
  /** What computes. The caller opened it and disposes of it. */
  engine: Engine;
  /** Opens the workers that share each batch, where `options.workers` is more than 1: `trainWorkers` in Node. */
  openWorkers?: OpenWorkers;
  /** The pairs that are learnt from, such as `storedPairs` and `syntheticPairs` give. */
  source: PairSource;
  /** A new model (`{ config: preset('bgpt-2', 'nano') }`), one to begin with (`readCheckpoint`), or a run to go on with (`readRun`). */
  model: NewModel | StoppedRun;
  /** The run's files: checkpoint, model card, metrics.jsonl (`folderStore`, `memoryStore`). */
  store: FileStore;
  /** Pairs that the run is validated on and never trained on. */
  valid?: readonly PairBytes[];
  /** By default as the model's architecture, or the run that goes on, has them. One of `steps`, `minutes`, `epochs` is needed. */
  options?: GivenTrainOptions;
  /** Stops the run behind the present step, with a save. */
  signal?: AbortSignal;
}

/** How a run ended. */
export interface TrainResult {
  steps: number;
  /** Pairs trained on. */
  pairs: number;
  /** Seconds trained, over all parts of the run. */
  seconds: number;
  /** Bits per byte of the validation pairs at the last validation. */
  validBpb: number | null;
  stopped: 'done' | 'interrupted';
  /** The step whose checkpoint the store holds: an earlier one where the loss was alarming at the end. */
  savedStep: number;
  /** Sequences that were left out because they are longer than the model's context. */
  tooLong: number;
}
