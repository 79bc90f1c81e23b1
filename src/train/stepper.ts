/** The numeric half of a trainer: weights and moments on an engine, one optimiser step over some batches, evaluation. */
import type { Engine, State } from '../engine/engine.ts';
import type { HostTensor, HostTensors } from '../graph/host-tensor.ts';
import type { ModelConfig } from '../model/config.ts';
import { weightShapes } from '../model/model.ts';
import { type PackedBatch, padding } from '../reading/pack.ts';
import { batchGradients, countedWeight, noGradients, prefixed, scalar } from './batch-gradients.ts';
import type { SymbolCosts } from './evaluator.ts';
import { type OptimizerOptions, usesMuon } from './optimizer.ts';
import { applyProgram, applySignature } from './programs.ts';

export interface StepResult {
  /** Σ nats of the targets' counted symbols, before the step. */
  nats: number;
  /** What the step brings down: the mean cost in nats of a counted symbol, the source's by their weight. */
  loss: number;
  /** Bytes of the targets. */
  targetBytes: number;
  /** Norm of the gradient before clipping. */
  norm: number;
  /** Shares of the batches that were padding. */
  padding: { patches: number; scored: number };
}

export interface Rates {
  rate: number;
  muonRate: number;
}

export interface Stepper {
  readonly config: ModelConfig;
  /** Weights `w/…` and moments `m/…`, `v/…`, to be read. */
  readonly state: Pick<State, 'names' | 'read'>;
  /** Steps taken, counted from 1 for AdamW's corrections. */
  steps: number;
  /** One optimiser step over all of these batches together. */
  step(batches: readonly PackedBatch[], rates: Rates): Promise<StepResult>;
  /** Costs of every symbol of the scored patches of some sequences, in the order of `placed`. */
  evaluate(batch: PackedBatch): Promise<SymbolCosts>;
  /** Frees what it holds of the engine; the engine stays. */
  dispose(): Promise<void>;
}

export interface StepperOptions {
  optimizer: OptimizerOptions;
  sourceWeight: number;
}

/** Opens a stepper whose work `count` workers share. */
export type OpenWorkers = (
  count: number,
  config: ModelConfig,
  weights: HostTensors,
  moments: HostTensors,
  options: StepperOptions,
) => Promise<Stepper>;

/** The tensors of a fresh optimiser: moments and summed gradients of zeros. */
export function freshOptimizer(config: ModelConfig, options: OptimizerOptions): HostTensors {
  const tensors: Record<string, HostTensor> = {};
  for (const [name, shape] of Object.entries(weightShapes(config))) {
    const prefixes = usesMuon(name, shape, options) ? ['m'] : ['m', 'v'];
    const size = shape.reduce((a, b) => a * b, 1);
    for (const p of prefixes)
      tensors[`${p}/${name}`] = { dtype: 'float32', shape, data: new Float32Array(size) };
  }
  return tensors;
}

export async function openStepper(
  engine: Engine,
  config: ModelConfig,
  weights: HostTensors,
  moments: HostTensors,
  options: StepperOptions,
): Promise<Stepper> {
  const { optimizer, sourceWeight } = options;
  const state = engine.state({ ...prefixed('w', weights), ...moments, ...noGradients(config) });
  const gradients = batchGradients(engine, config, state);
  const apply = await engine.compile(applyProgram(config, optimizer), applySignature(config, optimizer));

  const stepper: Stepper = {
    config,
    state,
    steps: 0,
    async step(batches, rates) {
      const counted = countedWeight(batches);
      let [nats, weighted] = [0, 0];
      for (const [i, batch] of batches.entries()) {
        const cost = await gradients.add(batch, { isFirst: i === 0, scale: 1 / counted });
        nats += cost.nats;
        weighted += cost.weighted;
      }
      stepper.steps++;
      const scalars = { ...rates, ...correctionsAt(optimizer, stepper.steps) };
      const inputs = Object.entries(scalars).map(([name, x]) => [name, scalar(x)] as const);
      const { norm } = await apply.run(Object.fromEntries(inputs), state);
      const loss = weighted / counted;
      return { nats, loss, norm: norm!.data[0]!, ...aboutBatches(batches, sourceWeight) };
    },
    evaluate: (batch) => gradients.evaluate(batch),
    async dispose() {
      await gradients.dispose();
      await apply.dispose();
      state.dispose();
    },
  };
  return stepper;
}

/** AdamW's corrections at a step, counted from 1. */
export function correctionsAt(
  { beta1, beta2 }: OptimizerOptions,
  step: number,
): { correction1: number; correction2: number } {
  return { correction1: 1 - beta1 ** step, correction2: 1 - beta2 ** step };
}

/** What a step's result says of its batches alone. */
export function aboutBatches(
  batches: readonly PackedBatch[],
  sourceWeight: number,
): Pick<StepResult, 'targetBytes' | 'padding'> {
  const placed = batches.flatMap((b) => b.placed);
  const targetBytes = placed.reduce((sum, p) => sum + p.sequence.targetBytes, 0);
  return { targetBytes, padding: padding(batches, sourceWeight) };
}
