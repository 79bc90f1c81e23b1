/**
 * What a trainer runs, as pure functions of named tensors: add a batch's gradients to those there are, apply them, and
 * measure. State names: `w/…` weights, `g/…` summed gradients, `m/…` and `v/…` moments.
 */

import { adamW, clipFactor, muon } from '../graph/ops/optimizers.ts';
import type { Signature, Tensors } from '../graph/signature.ts';
import * as tf from '../graph/tf.ts';
import type { ModelConfig } from '../model/config.ts';
import { type BatchTensors, symbolCosts, symbolNats, weightShapes } from '../model/model.ts';
import { type BatchShape, batchSignature } from '../reading/batch.ts';
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
    ...batchSignature(shape, config.patchSize),
    keep: SCALAR,
    scale: SCALAR,
  };
}

/**
 * Gradients of `scale · Σ weight · nats`, added to `keep` times those there are.
 * @returns a function whose outputs are the new `g/…` and `nats` `[scored]`, the unweighted cost of each scored patch
 */
export function gradientProgram(config: ModelConfig): (tensors: Tensors) => Tensors {
  const names = Object.keys(weightShapes(config));
  return (tensors) => {
    const batch = tensors as unknown as BatchTensors;
    let nats: tf.Tensor | undefined;
    const loss = (...weights: tf.Tensor[]) => {
      const w = Object.fromEntries(names.map((name, i) => [name, weights[i]!]));
      nats = tf.keep(symbolNats(w, batch, config).sum(1));
      return nats.mul(tensors.weights!).sum().mul(tensors.scale!) as tf.Scalar;
    };
    const { grads } = tf.valueAndGrads(loss)(names.map((name) => tensors[`w/${name}`]!));
    const outputs: Record<string, tf.Tensor> = { nats: nats! };
    for (const [i, name] of names.entries())
      outputs[`g/${name}`] = tensors[`g/${name}`]!.mul(tensors.keep!).add(grads[i]!);
    return outputs;
  };
}

export function applySignature(config: ModelConfig, options: OptimizerOptions): Signature {
  const shapes = Object.entries(weightShapes(config));
  const second = shapes.filter(([name, shape]) => !usesMuon(name, shape, options));
  return {
    ...weightSignature(config, ['w', 'g', 'm']),
    ...Object.fromEntries(second.map(([name, shape]) => [`v/${name}`, { dtype: 'float32', shape }])),
    rate: SCALAR,
    muonRate: SCALAR,
    correction1: SCALAR,
    correction2: SCALAR,
  };
}

/** One optimiser step from the summed gradients; outputs the new state and `norm`, the gradients' norm before clipping. */
export function applyProgram(config: ModelConfig, options: OptimizerOptions): (tensors: Tensors) => Tensors {
  const shapes = Object.entries(weightShapes(config));
  return (t) => {
    const { norm, factor } = clipFactor(
      shapes.map(([name]) => t[`g/${name}`]!),
      options.clip,
    );
    const outputs: Record<string, tf.Tensor> = { norm };
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

export function evaluateSignature(config: ModelConfig, shape: BatchShape): Signature {
  return { ...weightSignature(config, ['w']), ...batchSignature(shape, config.patchSize) };
}

/** Cost of every symbol: `nats` `[scored, size]`, and `best` int32 `[scored, size]`, the symbol the model thinks likeliest. */
export function evaluateProgram(config: ModelConfig): (tensors: Tensors) => Tensors {
  const names = Object.keys(weightShapes(config));
  return (tensors) => symbolCosts(weightsOf(tensors, names), tensors as unknown as BatchTensors, config);
}
