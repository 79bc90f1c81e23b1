/** Kernels that look rows up, scatter them, or make one-hot rows. */
import type * as tf from '../tf.ts';
import type { TraceBackend } from '../trace-backend.ts';
import { binary, where } from './elementwise.ts';
import { axesOf, cast, type Dtype, dtypeOf, int64, register, reshape } from './kernel.ts';
import { expand } from './shape.ts';

export function registerGather(): void {
  register('GatherV2', ({ inputs, attrs, g }) => {
    const { x, indices } = inputs as { x: tf.TensorInfo; indices: tf.TensorInfo };
    const [axis] = axesOf(attrs.axis, x.shape);
    const batch: number = attrs.batchDims ?? 0;
    if (batch > 0) return gatherBatched(g, x, indices, axis!, batch);
    const shape = [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis! + 1)];
    return g.record('Gather', [x, indices], [{ dtype: dtypeOf(x), shape }], { axis: axis! })[0]!;
  });
  register('GatherNd', ({ inputs, g }) => {
    const { params, indices } = inputs as Record<string, tf.TensorInfo>;
    const depth = indices!.shape.at(-1)!;
    const shape = [...indices!.shape.slice(0, -1), ...params!.shape.slice(depth)];
    return g.record('GatherND', [params, int64(g, indices!)], [{ dtype: dtypeOf(params!), shape }])[0]!;
  });
  register('UnsortedSegmentSum', ({ inputs, attrs, g }) => {
    const { x, segmentIds } = inputs as { x: tf.TensorInfo; segmentIds: tf.TensorInfo };
    return scatterAdd(g, segmentIds, x, [attrs.numSegments, ...x.shape.slice(segmentIds.shape.length)]);
  });
  register('ScatterNd', ({ inputs, attrs, g }) => {
    const { indices, updates } = inputs as { indices: tf.TensorInfo; updates: tf.TensorInfo };
    return scatterInto(g, zeros(g, attrs.shape, dtypeOf(updates)), indices, updates);
  });
  register('TensorScatterUpdate', ({ inputs, g }) => {
    const { tensor, indices, updates } = inputs as Record<string, tf.TensorInfo>;
    return scatterInto(g, tensor!, indices!, updates!, 'none');
  });
  register('OneHot', ({ inputs, attrs, g }) => {
    const { indices } = inputs as { indices: tf.TensorInfo };
    const hot = oneHot(g, indices, attrs.depth, attrs.offValue ?? 0, attrs.onValue ?? 1);
    return cast(g, hot, attrs.dtype ?? 'int32');
  });
}

/** float32 `[...indices.shape, depth]`; a negative index counts from the end in ONNX and is nowhere in tfjs. */
function oneHot(g: TraceBackend, indices: tf.TensorInfo, depth: number, off = 0, on = 1): tf.TensorInfo {
  const values = g.graph.constant(Float32Array.of(off, on), 'float32', [2]);
  const past = g.tensorInfo(g.graph.constant(Int32Array.of(depth), 'int32', []));
  const zero = g.tensorInfo(g.graph.constant(Int32Array.of(0), 'int32', []));
  const negative = binary(g, 'Less', indices, zero, 'bool');
  // ONNX Runtime's CPU kernel wants int64 indices and makes floats
  return g.record(
    'OneHot',
    [int64(g, where(g, negative, past, indices)), g.graph.int64s([depth]), values],
    [{ dtype: 'float32', shape: [...indices.shape, depth] }],
  )[0]!;
}

/**
 * Rows of `updates` summed by `ids` (any shape) into a tensor of `shape`: the gradient of a row lookup, as a product with
 * one-hot rows. ScatterND is faster and wrong: ONNX Runtime adds from several threads without a lock, and of updates to one
 * row some get lost (4 of 12 runs with 15,240 updates on two threads, version 1.30).
 */
function scatterAdd(
  g: TraceBackend,
  ids: tf.TensorInfo,
  updates: tf.TensorInfo,
  shape: readonly number[],
): tf.TensorInfo {
  const count = ids.shape.reduce((a, b) => a * b, 1);
  const width = shape.slice(1).reduce((a, b) => a * b, 1);
  const hot = oneHot(g, reshape(g, ids, [count]), shape[0]!);
  const rows = cast(g, reshape(g, updates, [count, width]), 'float32');
  const output = { dtype: 'float32', shape: [shape[0]!, width] } as const;
  const sums = g.record('Gemm', [hot, rows], [output], { transA: 1 })[0]!;
  return cast(g, reshape(g, sums, [...shape]), dtypeOf(updates));
}

function scatterInto(
  g: TraceBackend,
  base: tf.TensorInfo,
  indices: tf.TensorInfo,
  updates: tf.TensorInfo,
  reduction = 'add',
) {
  return g.record(
    'ScatterND',
    [base, int64(g, indices), updates],
    [{ dtype: dtypeOf(base), shape: base.shape }],
    { reduction },
  )[0]!;
}

function zeros(g: TraceBackend, shape: readonly number[], dtype: Dtype): tf.TensorInfo {
  const zero = dtype === 'float32' ? g.graph.scalar(0) : g.graph.constant(Int32Array.of(0), 'int32', []);
  return expand(g, g.tensorInfo(zero), shape);
}

/** Gather with leading batch dimensions, by a flat gather at computed row numbers. Axis must follow the batch. */
function gatherBatched(
  g: TraceBackend,
  x: tf.TensorInfo,
  indices: tf.TensorInfo,
  axis: number,
  batch: number,
): tf.TensorInfo {
  const outer = x.shape.slice(0, axis);
  const inner = x.shape.slice(axis + 1);
  const [rows, length] = [outer.reduce((a, b) => a * b, 1), x.shape[axis]!];
  const perBatch = indices.shape.slice(batch);
  const batches = indices.shape.slice(0, batch).reduce((a, b) => a * b, 1);
  const perRow = rows / batches;
  const count = perBatch.reduce((a, b) => a * b, 1);
  const offsets = Int32Array.from({ length: rows }, (_, row) => row * length);
  const base = g.tensorInfo(g.graph.constant(offsets, 'int32', [batches, perRow, 1]));
  const wanted = reshape(g, indices, [batches, 1, count]);
  const at = g.record('Add', [base, wanted], [{ dtype: 'int32', shape: [batches, perRow, count] }])[0]!;
  const flat = reshape(g, x, [rows * length, ...inner]);
  const made = g.record(
    'Gather',
    [flat, at],
    [{ dtype: dtypeOf(x), shape: [batches, perRow, count, ...inner] }],
    { axis: 0 },
  )[0]!;
  return reshape(g, made, [...outer, ...perBatch, ...inner]);
}
