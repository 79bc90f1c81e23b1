/** Kernels that reduce axes, and those that normalise along one. */
import type * as tf from '../tf.ts';
import type { TraceBackend } from '../trace-backend.ts';
import { axesOf, cast, type Dtype, dtypeOf, register } from './kernel.ts';

export function reduce(
  g: TraceBackend,
  op: string,
  x: tf.TensorInfo,
  axes: number[],
  keepDims = false,
): tf.TensorInfo {
  const kept = x.shape.map((d, i) => (axes.includes(i) ? 1 : d));
  const shape = keepDims ? kept : x.shape.filter((_, i) => !axes.includes(i));
  if (axes.length === 0) return x;
  return g.record(op, [x, g.graph.int64s(axes)], [{ dtype: dtypeOf(x), shape }], {
    keepdims: keepDims ? 1 : 0,
  })[0]!;
}

const REDUCE: Record<string, string> = {
  Sum: 'ReduceSum',
  Mean: 'ReduceMean',
  Max: 'ReduceMax',
  Min: 'ReduceMin',
  Prod: 'ReduceProd',
};

export function registerReduce(): void {
  for (const [kernel, op] of Object.entries(REDUCE)) {
    register(kernel, ({ inputs, attrs, g }) => {
      const { x } = inputs;
      const axes = axesOf(attrs.axis ?? attrs.reductionIndices, x.shape);
      const wide: Dtype = kernel === 'Mean' ? 'float32' : x.dtype === 'bool' ? 'int32' : dtypeOf(x);
      return reduce(g, op, cast(g, x, wide), axes, attrs.keepDims === true);
    });
  }
  register('All', ({ inputs, attrs, g }) => logical(g, 'ReduceMin', inputs.x, attrs));
  register('Any', ({ inputs, attrs, g }) => logical(g, 'ReduceMax', inputs.x, attrs));
  for (const op of ['ArgMax', 'ArgMin']) {
    register(op, ({ inputs, attrs, g }) => {
      const [axis] = axesOf(attrs.axis, inputs.x.shape);
      const shape = inputs.x.shape.filter((_: number, i: number) => i !== axis);
      const index = g.record(op, [inputs.x], [{ dtype: 'int64', shape }], { axis: axis!, keepdims: 0 })[0]!;
      return g.record('Cast', [index], [{ dtype: 'int32', shape }], { to: 6 })[0]!;
    });
  }
  register('Softmax', ({ inputs, attrs, g }) => along(g, 'Softmax', inputs.logits, attrs.dim));
  register('Cumsum', ({ inputs, attrs, g }) => {
    const axis = g.graph.constant(Int32Array.of(attrs.axis), 'int32', []);
    const flags = { exclusive: attrs.exclusive ? 1 : 0, reverse: attrs.reverse ? 1 : 0 };
    return g.record(
      'CumSum',
      [inputs.x, axis],
      [{ dtype: dtypeOf(inputs.x), shape: inputs.x.shape }],
      flags,
    )[0]!;
  });
}

function along(g: TraceBackend, op: string, x: tf.TensorInfo, axis: number): tf.TensorInfo {
  return g.record(op, [x], [{ dtype: dtypeOf(x), shape: x.shape }], { axis })[0]!;
}

function logical(
  g: TraceBackend,
  op: string,
  x: tf.TensorInfo,
  attrs: { axis: number | number[]; keepDims?: boolean },
) {
  const number = reduce(g, op, cast(g, x, 'int32'), axesOf(attrs.axis, x.shape), attrs.keepDims === true);
  return cast(g, number, 'bool');
}
