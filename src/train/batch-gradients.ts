/** The programs of a model's batches on one engine, each shape's compiled when it is first met. */
import type { Engine, State } from '../engine/engine.ts';
import { programCache } from '../engine/program-cache.ts';
import type { HostTensor, HostTensors } from '../graph/host-tensor.ts';
import type { ModelConfig } from '../model/config.ts';
import { weightShapes } from '../model/model.ts';
import { makeBatch } from '../reading/batch.ts';
import { layByteRows, scoredLengths } from '../reading/byte-rows.ts';
import type { PackedBatch } from '../reading/pack.ts';
import { OF_MANY, type SymbolCosts, symbolEvaluator } from './evaluator.ts';
import { gradientProgram, gradientSignature } from './programs.ts';

/** Σ nats of a batch: those of the targets' counted symbols, and all, the source's by their weight. */
export interface BatchNats {
  nats: number;
  weighted: number;
}

export interface BatchGradients {
  /** Adds a batch's gradients to those in the state, or begins anew with them. */
  add(batch: PackedBatch, options: { isFirst: boolean; scale: number }): Promise<BatchNats>;
  /** Costs of every symbol of the scored patches of some sequences, in the order of `placed`. */
  evaluate(batch: PackedBatch): Promise<SymbolCosts>;
  dispose(): Promise<void>;
}

/** @param state holds `w/…` and, for gradients, `g/…` */
export function batchGradients(engine: Engine, config: ModelConfig, state: State): BatchGradients {
  const programs = programCache();
  const evaluator = symbolEvaluator(engine, config, state);
  return {
    async add({ placed, shape }, { isFirst, scale }) {
      const program = await programs.get(JSON.stringify(shape), () =>
        engine.compile(gradientProgram(config), gradientSignature(config, shape), OF_MANY),
      );
      const batch = layByteRows(makeBatch(placed, shape, config), shape, config);
      const inputs = { ...batch, keep: scalar(isFirst ? 0 : 1), scale: scalar(scale) };
      const { nats } = await program.run(inputs, state);
      return natsOf(nats!, batch.weights!);
    },
    evaluate: (batch) => evaluator.run(batch),
    async dispose() {
      await programs.dispose();
      await evaluator.dispose();
    },
  };
}

/** Weight of all counted symbols of some batches: what a step's loss is divided by. */
export function countedWeight(batches: readonly PackedBatch[]): number {
  let sum = 0;
  for (const { placed } of batches) {
    for (const { sequence, sourceWeight } of placed) {
      const lengths = scoredLengths(sequence, sourceWeight);
      const source = lengths.length - (sequence.count - sequence.targetStart);
      for (const [i, length] of lengths.entries()) sum += length * (i < source ? sourceWeight : 1);
    }
  }
  return sum;
}

export function prefixed(prefix: string, tensors: HostTensors): HostTensors {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [`${prefix}/${name}`, tensor]));
}

/** Summed gradients of zeros. */
export function noGradients(config: ModelConfig): HostTensors {
  const zeros = ([name, shape]: [string, number[]]) => {
    const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
    return [`g/${name}`, { dtype: 'float32', shape, data }] as const;
  };
  return Object.fromEntries(Object.entries(weightShapes(config)).map(zeros));
}

export function scalar(value: number): HostTensor {
  return { dtype: 'float32', shape: [], data: Float32Array.of(value) };
}

/** Symbols of the target are those of weight 1. */
function natsOf({ data }: HostTensor, weights: HostTensor): BatchNats {
  let [nats, weighted] = [0, 0];
  for (let i = 0; i < data.length; i++) {
    const weight = weights.data[i]!;
    weighted += data[i]! * weight;
    if (weight === 1) nats += data[i]!;
  }
  return { nats, weighted };
}
