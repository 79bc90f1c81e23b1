/** A training step small enough to run hundreds of times: two layers, cross-entropy, AdamW, everything in one program. */
import type { Engine, State } from '../../src/engine/engine.ts';
import type { HostTensor, HostTensors } from '../../src/graph/host-tensor.ts';
import { gelu } from '../../src/graph/ops/activations.ts';
import { crossEntropy } from '../../src/graph/ops/cross-entropy.ts';
import { layerNorm } from '../../src/graph/ops/layer-norm.ts';
import { linear } from '../../src/graph/ops/linear.ts';
import { adamW } from '../../src/graph/ops/optimizers.ts';
import * as tf from '../../src/graph/tf.ts';
import type { Signature, TensorFunction } from '../../src/graph/trace.ts';
import { random, tensor } from '../graph/random.ts';

const [ROWS, WIDTH, CLASSES] = [32, 256, 64];
const SHAPES = {
  w1: [WIDTH, WIDTH],
  b1: [WIDTH],
  gain: [WIDTH],
  bias: [WIDTH],
  w2: [WIDTH, CLASSES],
  b2: [CLASSES],
};
const NAMES = Object.keys(SHAPES) as (keyof typeof SHAPES)[];
const spec = (shape: number[]) => ({ dtype: 'float32' as const, shape });

export const STEP_SIGNATURE: Signature = {
  x: spec([ROWS, WIDTH]),
  labels: { dtype: 'int32', shape: [ROWS] },
  step: spec([]),
  ...Object.fromEntries(
    NAMES.flatMap((name) => ['w', 'm', 'v'].map((part) => [`${part}/${name}`, spec(SHAPES[name])])),
  ),
};

export const step: TensorFunction = (t) => {
  const loss = (...weights: tf.Tensor[]) => {
    const [w1, b1, gain, bias, w2, b2] = weights as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
    ];
    const hidden = layerNorm(gelu(linear(t.x!, w1, b1)), gain, bias);
    return crossEntropy(linear(hidden, w2, b2), t.labels!).mean() as tf.Scalar;
  };
  const { value, grads } = tf.valueAndGrads(loss)(NAMES.map((name) => t[`w/${name}`]!));
  const corrections = [0.9, 0.999].map((beta) => tf.sub(1, tf.pow(beta, t.step!)));
  const outputs: Record<string, tf.Tensor> = { loss: value };
  NAMES.forEach((name, i) => {
    const made = adamW(
      { weight: t[`w/${name}`]!, gradient: grads[i]!, m: t[`m/${name}`]!, v: t[`v/${name}`]! },
      { rate: tf.scalar(1e-3), decay: 0.01, correction1: corrections[0]!, correction2: corrections[1]! },
    );
    Object.assign(outputs, { [`w/${name}`]: made.weight, [`m/${name}`]: made.m, [`v/${name}`]: made.v });
  });
  return outputs;
};

/** Bytes of weights and moments: what one step would leak if its outputs were not reused. */
export const STATE_BYTES = NAMES.reduce((sum, name) => sum + 12 * SHAPES[name].reduce((a, b) => a * b, 1), 0);

export function firstState(engine: Engine): State {
  const r = random('weights');
  const near = { low: -0.1, high: 0.1 };
  const tensors: Record<string, HostTensor> = {};
  for (const name of NAMES) {
    tensors[`w/${name}`] = tensor(r, SHAPES[name], near);
    for (const part of ['m', 'v']) {
      tensors[`${part}/${name}`] = {
        ...spec(SHAPES[name]),
        data: new Float32Array(tensors[`w/${name}`]!.data.length),
      };
    }
  }
  return engine.state(tensors);
}

export function batch(number: number): HostTensors {
  const r = random('batch');
  return {
    x: tensor(r, [ROWS, WIDTH]),
    labels: tensor(r, [ROWS], { low: 0, high: CLASSES - 1 }, 'int32'),
    step: { dtype: 'float32', shape: [], data: Float32Array.of(number) },
  };
}
