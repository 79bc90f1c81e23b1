/**
 * How a fused op takes its ONNX fast path: while tracing it emits the node it wants, elsewhere it computes with plain
 * tfjs ops. Gradients are ours in both cases (`tf.customGrad`).
 */
import type { Attributes, Domain, ValueSpec } from '../graph.ts';
import * as tf from '../tf.ts';
import { isTracing, tracing } from '../trace.ts';

export { isTracing };

/** Records one node with tensors as inputs and outputs; only while tracing. */
export function emit(
  op: string,
  inputs: readonly (tf.Tensor | undefined)[],
  outputs: readonly ValueSpec[],
  attributes: Attributes = {},
  domain: Domain = '',
): tf.Tensor[] {
  return tracing()
    .record(op, inputs, outputs, attributes, domain)
    .map((info) => tf.engine().makeTensorFromTensorInfo(info));
}

/** The shape and dtype of a tensor, for an output like it. */
export function like(x: tf.Tensor): ValueSpec {
  return { dtype: x.dtype as 'float32', shape: x.shape };
}

export function product(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}

interface Fused {
  value: tf.Tensor;
  /** Every tensor that the gradient uses: tfjs frees all others when the forward pass ends. */
  saved?: tf.Tensor[];
  /** The gradient with respect to each input, given that of the value and what was saved. */
  gradient: (dy: tf.Tensor, ...saved: tf.Tensor[]) => tf.Tensor[];
}

/** An op with a gradient of its own: `tf.customGrad` with the saving put in one place. */
export function fused(inputs: tf.Tensor[], forward: (...inputs: tf.Tensor[]) => Fused): tf.Tensor {
  const op = tf.customGrad((...args) => {
    const save = args.pop() as unknown as (tensors: tf.Tensor[]) => void;
    const { value, saved = [], gradient } = forward(...(args as tf.Tensor[]));
    save(saved);
    return { value, gradFunc: (dy: tf.Tensor, kept: tf.Tensor[]) => gradient(dy, ...kept) };
  });
  return op(...inputs);
}
