/** The numeric half of a trainer: weights and moments on an engine, one optimiser step over some batches, evaluation. */
import type { Engine, State } from '../engine/engine.ts';
import { programCache } from '../engine/program-cache.ts';
import type { HostTensor, HostTensors } from '../graph/host-tensor.ts';
import type { ModelConfig } from '../model/config.ts';
import { weightShapes } from '../model/model.ts';
import { type BatchShape, makeBatch } from '../reading/batch.ts';
import { type PackedBatch, padding } from '../reading/pack.ts';
import { type OptimizerOptions, usesMuon } from './optimizer.ts';
import {
  applyProgram,
  applySignature,
  evaluateProgram,
  evaluateSignature,
  gradientProgram,
  gradientSignature,
} from './programs.ts';

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
  readonly state: State;
  /** Steps taken, counted from 1 for AdamW's corrections. */
  steps: number;
  /** One optimiser step over all of these batches together. */
  step(batches: readonly PackedBatch[], rates: Rates): Promise<StepResult>;
  /** Costs of every symbol of the scored patches of some sequences, in the order of `placed`. */
  evaluate(batch: PackedBatch): Promise<{ nats: Float32Array; best: Int32Array }>;
  /** Frees what it holds of the engine; the engine stays. */
  dispose(): Promise<void>;
}

export interface StepperOptions {
  optimizer: OptimizerOptions;
  sourceWeight: number;
}

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
  const state = engine.state({ ...prefixed('w', weights), ...moments, ...gradients(config) });
  const programs = programCache();
  const apply = await engine.compile(applyProgram(config, optimizer), applySignature(config, optimizer));

  const stepper: Stepper = {
    config,
    state,
    steps: 0,
    async step(batches, { rate, muonRate }) {
      const made = batches.map((b) => makeBatch(b.placed, b.shape, config));
      const counted = made.reduce((sum, b) => sum + countedWeight(b.labels, b.weights, config.patchSize), 0);
      let [nats, weighted] = [0, 0];
      for (const [i, batch] of made.entries()) {
        const { shape } = batches[i]!;
        const program = await programs.get(`gradient ${nameOf(shape)}`, () =>
          engine.compile(gradientProgram(config), gradientSignature(config, shape)),
        );
        const result = await program.run(
          { ...batch, keep: scalar(i === 0 ? 0 : 1), scale: scalar(1 / counted) },
          state,
        );
        nats += targetNats(result.nats!, batch.weights);
        weighted += weightedNats(result.nats!, batch.weights);
      }
      stepper.steps++;
      const { beta1, beta2 } = optimizer;
      const corrections = {
        correction1: scalar(1 - beta1 ** stepper.steps),
        correction2: scalar(1 - beta2 ** stepper.steps),
      };
      const { norm } = await apply.run(
        { rate: scalar(rate), muonRate: scalar(muonRate), ...corrections },
        state,
      );
      const targetBytes = batches
        .flatMap((b) => b.placed)
        .reduce((sum, p) => sum + p.sequence.targetBytes, 0);
      const loss = weighted / counted;
      return { nats, loss, targetBytes, norm: norm!.data[0]!, padding: padding(batches, sourceWeight) };
    },
    async evaluate({ placed, shape }) {
      const program = await programs.get(`evaluate ${nameOf(shape)}`, () =>
        engine.compile(evaluateProgram(config), evaluateSignature(config, shape)),
      );
      const { nats, best } = await program.run(makeBatch(placed, shape, config), state);
      return { nats: nats!.data as Float32Array, best: best!.data as Int32Array };
    },
    async dispose() {
      await apply.dispose();
      await programs.dispose();
      state.dispose();
    },
  };
  return stepper;
}

function nameOf({ rows, length, scored }: BatchShape): string {
  return `${rows} ${length} ${scored}`;
}

function prefixed(prefix: string, tensors: HostTensors): HostTensors {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [`${prefix}/${name}`, tensor]));
}

function gradients(config: ModelConfig): HostTensors {
  const zeros = ([name, shape]: [string, number[]]) => {
    const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
    return [`g/${name}`, { dtype: 'float32', shape, data }] as const;
  };
  return Object.fromEntries(Object.entries(weightShapes(config)).map(zeros));
}

function scalar(value: number): HostTensor {
  return { dtype: 'float32', shape: [], data: Float32Array.of(value) };
}

function countedWeight(labels: HostTensor, weights: HostTensor, size: number): number {
  let sum = 0;
  for (let i = 0; i < labels.data.length; i++)
    if (labels.data[i]! >= 0) sum += weights.data[Math.floor(i / size)]!;
  return sum;
}

function weightedNats(nats: HostTensor, weights: HostTensor): number {
  let sum = 0;
  for (let i = 0; i < nats.data.length; i++) sum += nats.data[i]! * weights.data[i]!;
  return sum;
}

/** Target patches are those of weight 1. */
function targetNats(nats: HostTensor, weights: HostTensor): number {
  let sum = 0;
  for (let i = 0; i < nats.data.length; i++) if (weights.data[i] === 1) sum += nats.data[i]!;
  return sum;
}
