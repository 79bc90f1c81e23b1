/** Kernels that move values without computing: reshape, transpose, slice, join, pad, repeat, fill. */
import * as tf from '../tf.ts';
import type { TraceBackend } from '../trace-backend.ts';
import { axesOf, dtypeOf, register, reshape } from './kernel.ts';

/** An end for backward slices that take the first element too. */
const BEFORE_FIRST = -(2 ** 31);

export function registerShape(): void {
  register('Reshape', ({ inputs, attrs, g }) => {
    const { x } = inputs as { x: tf.TensorInfo };
    const size = x.shape.reduce((a, b) => a * b, 1);
    const known = (attrs.shape as number[]).reduce((a, d) => (d < 0 ? a : a * d), 1);
    return reshape(
      g,
      x,
      attrs.shape.map((d: number) => (d < 0 ? size / known : d)),
    );
  });
  register('ExpandDims', ({ inputs, attrs, g }) => {
    const shape = [...inputs.input.shape];
    shape.splice(attrs.dim < 0 ? shape.length + 1 + attrs.dim : attrs.dim, 0, 1);
    return reshape(g, inputs.input, shape);
  });
  register('Transpose', ({ inputs, attrs, g }) => transpose(g, inputs.x, attrs.perm));
  register('Slice', ({ inputs, attrs, g }) => {
    const { x } = inputs as { x: tf.TensorInfo };
    const begin = [attrs.begin].flat() as number[];
    const size = [attrs.size].flat() as number[];
    const from = x.shape.map((_, i) => begin[i] ?? 0);
    const to = x.shape.map((d, i) => ((size[i] ?? -1) < 0 ? d : from[i]! + size[i]!));
    return slice(g, x, from, to);
  });
  register('StridedSlice', ({ inputs, attrs, g }) => {
    const { x } = inputs as { x: tf.TensorInfo };
    const { begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } = attrs;
    const plan = tf.slice_util.sliceInfo(
      x.shape,
      begin,
      end,
      strides,
      beginMask,
      endMask,
      ellipsisMask,
      newAxisMask,
      shrinkAxisMask,
    );
    // Backwards, an end of -1 is "before the first"; to ONNX that would be the last
    const ends = plan.end.map((end, i) => (plan.strides[i]! < 0 && end < 0 ? BEFORE_FIRST : end));
    const shape = plan.begin.map((from, i) =>
      Math.max(0, Math.ceil((plan.end[i]! - from) / plan.strides[i]!)),
    );
    const made = slice(g, x, plan.begin, ends, plan.strides, shape);
    return reshape(g, made, plan.finalShape);
  });
  register('Concat', ({ inputs, attrs, g }) => {
    const all = Object.values(inputs) as tf.TensorInfo[];
    const [axis] = axesOf(attrs.axis, all[0]!.shape);
    const length = all.reduce((sum, x) => sum + x.shape[axis!]!, 0);
    const shape = all[0]!.shape.map((d, i) => (i === axis ? length : d));
    return g.record('Concat', all, [{ dtype: dtypeOf(all[0]!), shape }], { axis: axis! })[0]!;
  });
  register('Pack', ({ inputs, attrs, g }) => {
    const all = Object.values(inputs) as tf.TensorInfo[];
    const axis = attrs.axis < 0 ? all[0]!.shape.length + 1 + attrs.axis : attrs.axis;
    const unit = [...all[0]!.shape];
    unit.splice(axis, 0, 1);
    const shape = unit.map((d, i) => (i === axis ? all.length : d));
    const rows = all.map((x) => reshape(g, x, unit));
    return g.record('Concat', rows, [{ dtype: dtypeOf(all[0]!), shape }], { axis })[0]!;
  });
  register('Unpack', ({ inputs, attrs, g }) => {
    const { value } = inputs as { value: tf.TensorInfo };
    const [axis] = axesOf(attrs.axis, value.shape);
    return split(g, value, axis!, new Array<number>(value.shape[axis!]!).fill(1)).map((x) =>
      reshape(
        g,
        x,
        value.shape.filter((_, i) => i !== axis),
      ),
    );
  });
  register('SplitV', ({ inputs, attrs, g }) => {
    const { x } = inputs as { x: tf.TensorInfo };
    const [axis] = axesOf(attrs.axis, x.shape);
    return split(g, x, axis!, tf.backend_util.prepareSplitSize(x as tf.Tensor, attrs.numOrSizeSplits, axis!));
  });
  register('PadV2', ({ inputs, attrs, g }) => {
    const { x } = inputs as { x: tf.TensorInfo };
    const paddings = attrs.paddings as [number, number][];
    const shape = x.shape.map((d, i) => d + paddings[i]![0] + paddings[i]![1]);
    const pads = g.graph.int64s([...paddings.map((p) => p[0]), ...paddings.map((p) => p[1])]);
    return g.record(
      'Pad',
      [x, pads, filler(g, attrs.constantValue ?? 0, dtypeOf(x))],
      [{ dtype: dtypeOf(x), shape }],
    )[0]!;
  });
  register('Tile', ({ inputs, attrs, g }) => {
    const shape = inputs.x.shape.map((d: number, i: number) => d * attrs.reps[i]);
    return g.record(
      'Tile',
      [inputs.x, g.graph.int64s(attrs.reps)],
      [{ dtype: dtypeOf(inputs.x), shape }],
    )[0]!;
  });
  register('Fill', ({ attrs, g }) =>
    expand(g, g.tensorInfo(filler(g, attrs.value, attrs.dtype ?? 'float32')), attrs.shape),
  );
  register('ZerosLike', ({ inputs, g }) =>
    expand(g, g.tensorInfo(filler(g, 0, dtypeOf(inputs.x))), inputs.x.shape),
  );
  register('OnesLike', ({ inputs, g }) =>
    expand(g, g.tensorInfo(filler(g, 1, dtypeOf(inputs.x))), inputs.x.shape),
  );
  register('Range', ({ attrs, g }) => {
    const count = Math.max(0, Math.ceil((attrs.stop - attrs.start) / (attrs.step || 1)));
    const values = Array.from({ length: count }, (_, i) => attrs.start + i * (attrs.step || 1));
    const data = attrs.dtype === 'int32' ? Int32Array.from(values) : Float32Array.from(values);
    return g.tensorInfo(g.graph.constant(data, attrs.dtype ?? 'float32', [count]));
  });
  register('Reverse', ({ inputs, attrs, g }) => {
    const { x } = inputs as { x: tf.TensorInfo };
    const axes = axesOf(attrs.dims, x.shape);
    if (axes.length === 0) return g.record('Identity', [x], [{ dtype: dtypeOf(x), shape: x.shape }])[0]!;
    const at = (value: number) => g.graph.int64s(axes.map(() => value));
    const [from, to, step] = [at(-1), at(BEFORE_FIRST), at(-1)];
    return g.record(
      'Slice',
      [x, from, to, g.graph.int64s(axes), step],
      [{ dtype: dtypeOf(x), shape: x.shape }],
    )[0]!;
  });
}

export function transpose(g: TraceBackend, x: tf.TensorInfo, perm: number[]): tf.TensorInfo {
  const shape = perm.map((i) => x.shape[i]!);
  // where only axes of length 1 move, the elements stay in their order
  const long = perm.filter((i) => x.shape[i] !== 1);
  if (long.every((axis, i) => i === 0 || axis > long[i - 1]!)) return reshape(g, x, shape);
  return g.record('Transpose', [x], [{ dtype: dtypeOf(x), shape }], { perm })[0]!;
}

export function slice(
  g: TraceBackend,
  x: tf.TensorInfo,
  from: readonly number[],
  to: readonly number[],
  steps: readonly number[] = from.map(() => 1),
  shape: readonly number[] = from.map((start, i) => to[i]! - start),
): tf.TensorInfo {
  const axes = x.shape.map((_, i) => i);
  const inputs = [from, to, axes, steps].map((list) => g.graph.int64s(list));
  return g.record('Slice', [x, ...inputs], [{ dtype: dtypeOf(x), shape }])[0]!;
}

function split(g: TraceBackend, x: tf.TensorInfo, axis: number, sizes: number[]): tf.TensorInfo[] {
  const outputs = sizes.map((size) => ({
    dtype: dtypeOf(x),
    shape: x.shape.map((d, i) => (i === axis ? size : d)),
  }));
  return g.record('Split', [x, g.graph.int64s(sizes)], outputs, { axis });
}

export function expand(g: TraceBackend, x: tf.TensorInfo, shape: readonly number[]): tf.TensorInfo {
  return g.record('Expand', [x, g.graph.int64s(shape)], [{ dtype: dtypeOf(x), shape }])[0]!;
}

function filler(g: TraceBackend, value: number, dtype: 'float32' | 'int32' | 'bool') {
  const data =
    dtype === 'float32'
      ? Float32Array.of(value)
      : dtype === 'int32'
        ? Int32Array.of(value)
        : Uint8Array.of(value);
  return g.graph.constant(data, dtype, []);
}
