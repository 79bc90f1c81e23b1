/** How a recording kernel is written: inputs and attributes in, the tensors of the recorded nodes out. */
import * as tf from '../tf.ts';
import { TRACE_BACKEND, type TraceBackend } from '../trace-backend.ts';

/** Inputs by name or position, attributes as tfjs gives them: their types differ from kernel to kernel. */
// biome-ignore lint/suspicious/noExplicitAny: tfjs types kernel inputs and attributes only by convention
export type KernelCall = { inputs: any; attrs: any; g: TraceBackend };
export type Kernel = (call: KernelCall) => tf.TensorInfo | tf.TensorInfo[];

export function register(kernelName: string, kernel: Kernel): void {
  tf.registerKernel({
    kernelName,
    backendName: TRACE_BACKEND,
    kernelFunc: ({ inputs, attrs, backend }) => {
      const g = backend as TraceBackend;
      const made = kernel({ inputs, attrs: attrs ?? {}, g });
      // tfjs frees a kernel's inputs by their data: an output must never be an input's own record
      const taken = new Set(Object.values(inputs).map((x) => (x as tf.TensorInfo | undefined)?.dataId));
      const fresh = (x: tf.TensorInfo) => (taken.has(x.dataId) ? g.tensorInfo(g.valueFor(x)) : x);
      return Array.isArray(made) ? made.map(fresh) : fresh(made);
    },
  });
}

/** tfjs dtypes that reach this backend; `string` and `complex64` are refused where tensors are made. */
export type Dtype = 'float32' | 'int32' | 'bool';

export function dtypeOf(info: tf.TensorInfo): Dtype {
  return info.dtype as Dtype;
}

export function broadcast(a: readonly number[], b: readonly number[]): number[] {
  return tf.broadcast_util.assertAndGetBroadcastShape([...a], [...b]);
}

/** Axes as sorted non-negative numbers. */
export function axesOf(axis: number | number[] | undefined, shape: readonly number[]): number[] {
  return tf.util.parseAxisParam((axis ?? null) as number[], [...shape]).sort((a, b) => a - b);
}

export function reshape(g: TraceBackend, x: tf.TensorInfo, shape: readonly number[]): tf.TensorInfo {
  if (x.shape.length === shape.length && x.shape.every((d, i) => d === shape[i])) return x;
  return g.tensorInfo(g.graph.reshape(g.valueFor(x), shape));
}

export function cast(g: TraceBackend, x: tf.TensorInfo, dtype: Dtype): tf.TensorInfo {
  if (x.dtype === dtype) return x;
  return g.record('Cast', [x], [{ dtype, shape: x.shape }], { to: ONNX_TYPE[dtype] })[0]!;
}

/** The int64 form that some ONNX ops want for indices. */
export function int64(g: TraceBackend, x: tf.TensorInfo) {
  return g.graph.node('Cast', [g.valueFor(x)], [{ dtype: 'int64', shape: x.shape }], {
    to: ONNX_TYPE.int64,
  })[0]!;
}

const ONNX_TYPE = { float32: 1, int32: 6, int64: 7, bool: 9 } as const;
