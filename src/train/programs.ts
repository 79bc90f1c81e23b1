/**
 * What a trainer runs, as pure functions of named tensors: add a batch's gradients to those there are, apply them, and
 * measure. State names: `w/…` weights, `g/…` summed gradients, `m/…` and `v/…` moments.
 */

import { adamW, clipFactor, gradientNorm, muon } from '../graph/ops/optimizers.ts';
import type { Signature, Tensors } from '../graph/signature.ts';
import * as tf from '../graph/tf.ts';
import { byteRowNats } from '../model/byte-row-nats.ts';
import type { RowBatchTensors } from '../model/byte-row-signature.ts';
import type { ModelConfig } from '../model/config.ts';
import { type BatchTensors, symbolCosts, weightShapes } from '../model/model.ts';
import { type BatchShape, batchSignature } from '../reading/batch.ts';
import { rowBatchSignature } from '../reading/byte-rows.ts';
import { type OptimizerOptions, usesMuon } from './optimizer.ts';

const SCALAR = { dtype: 'float32', shape: [] } as const;

function weightSignature(config: ModelConfig, prefixes: readonly string[]): Signature {
  const shapes = Object.entries(weightShapes(config));
  return Object.fromEntries(
    prefixes.flatMap((p) => shapes.map(([name, shape]) => [`${p}/${name}`, { dtype: 'float32', shape }])),
  );
}

function weightsOf(tensors: Tensors, names: readonly string[]): Record<string, tf.Tensor> {
  return Object.fromEntries(names.map((name) => [name, tensors[`w/${name}`]!]));
}

export function gradientSignature(config: ModelConfig, shape: BatchShape): Signature {
  return {
    ...weightSignature(config, ['w', 'g']),
    ...rowBatchSignature(shape, config),
    keep: SCALAR,
    scale: SCALAR,
  };
}

/**
 * Gradients of `scale · Σ weight · nats`, added to `keep` times those there are.
 * @returns a function whose outputs are the new `g/…` and `nats`, the unweighted cost of each symbol of the rows
 */
export function gradientProgram(config: ModelConfig): (tensors: Tensors) => Tensors {
  const names = Object.keys(weightShapes(config));
  return (tensors) => {
    const batch = tensors as unknown as RowBatchTensors;
    let nats: tf.Tensor | undefined;
    const loss = (...weights: tf.Tensor[]) => {
      const w = Object.fromEntries(names.map((name, i) => [name, weights[i]!]));
      nats = tf.keep(byteRowNats(w, batch, config));
      return nats.mul(tensors.weights!).sum().mul(tensors.scale!) as tf.Scalar;
    };
    const { grads } = tf.valueAndGrads(loss)(names.map((name) => tensors[`w/${name}`]!));
    const outputs: Record<string, tf.Tensor> = { nats: nats! };
    for (const [i, name] of names.entries())
      outputs[`g/${name}`] = tensors[`g/${name}`]!.mul(tensors.keep!).add(grads[i]!);
    return outputs;
  };
}

/** Which tensors a program updates, where several share the work: the norm of all gradients is an input then. */
export type Part = readonly string[];

export function applySignature(config: ModelConfig, options: OptimizerOptions, part?: Part): Signature {
  const shapes = shapesOf(config, part);
  const tensors = (prefix: string, some: typeof shapes) =>
    some.map(([name, shape]) => [`${prefix}/${name}`, { dtype: 'float32', shape }] as const);
  const second = shapes.filter(([name, shape]) => !usesMuon(name, shape, options));
  return {
    ...Object.fromEntries(['w', 'g', 'm'].flatMap((prefix) => tensors(prefix, shapes))),
    ...Object.fromEntries(tensors('v', second)),
    ...(part ? { norm: SCALAR } : {}),
    rate: SCALAR,
    muonRate: SCALAR,
    correction1: SCALAR,
    correction2: SCALAR,
  };
}

/**
 * One optimiser step from the summed gradients; outputs the new state and, where it is not an input, `norm`, the gradients' norm
 * before clipping.
 */
export function applyProgram(
  config: ModelConfig,
  options: OptimizerOptions,
  part?: Part,
): (tensors: Tensors) => Tensors {
  const shapes = shapesOf(config, part);
  return (t) => {
    const norm = part ? t.norm! : gradientNorm(shapes.map(([name]) => t[`g/${name}`]!));
    const factor = clipFactor(norm, options.clip);
    const outputs: Record<string, tf.Tensor> = part ? {} : { norm };
    for (const [name, shape] of shapes) {
      const [weight, m] = [t[`w/${name}`]!, t[`m/${name}`]!];
      const gradient = t[`g/${name}`]!.mul(factor);
      const decay = shape.length > 1 ? options.decay : 0;
      if (usesMuon(name, shape, options)) {
        const next = muon({ weight, gradient, m }, { rate: t.muonRate!, decay });
        outputs[`w/${name}`] = next.weight;
        outputs[`m/${name}`] = next.m;
      } else {
        const corrections = { correction1: t.correction1!, correction2: t.correction2! };
        const next = adamW(
          { weight, gradient, m, v: t[`v/${name}`]! },
          { rate: t.rate!, decay, ...corrections },
          options,
        );
        outputs[`w/${name}`] = next.weight;
        outputs[`m/${name}`] = next.m;
        outputs[`v/${name}`] = next.v;
      }
    }
    return outputs;
  };
}

function shapesOf(config: ModelConfig, part?: Part): [string, number[]][] {
  const shapes = weightShapes(config);
  return part ? part.map((name) => [name, shapes[name]!]) : Object.entries(shapes);
}

export function evaluateSignature(config: ModelConfig, shape: BatchShape): Signature {
  return { ...weightSignature(config, ['w']), ...batchSignature(shape, config.patchSize) };
}

/** Cost of every symbol: `nats` `[scored, size]`, and `best` int32 `[scored, size]`, the symbol the model thinks likeliest. */
export function evaluateProgram(config: ModelConfig): (tensors: Tensors) => Tensors {
  const names = Object.keys(weightShapes(config));
  return (tensors) => symbolCosts(weightsOf(tensors, names), tensors as unknown as BatchTensors, config);
}
