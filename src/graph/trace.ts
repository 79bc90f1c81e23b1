/** Traces a tfjs program, gradients included, into a graph: the program runs once, on tensors without values. */
import { BgptError, messageOf } from '../errors.ts';
import { type Graph, GraphBuilder, type Value } from './graph.ts';
import { registerTraceKernels } from './kernels/register.ts';
import { queue } from './queue.ts';
import type { ConstantTensors, Signature, TensorFunction } from './signature.ts';
import * as tf from './tf.ts';
import { onnxDtype, TRACE_BACKEND, TraceBackend } from './trace-backend.ts';

export type {
  ConstantTensors,
  Signature,
  TensorDtype,
  TensorFunction,
  TensorSpec,
  Tensors,
} from './signature.ts';

let backend: TraceBackend | undefined;
/** tfjs has one active backend: traces asked for at once run one after the other. */
const traces = queue();

function traceBackend(): TraceBackend {
  if (!backend) {
    backend = new TraceBackend();
    tf.registerBackend(TRACE_BACKEND, () => backend!, -1);
    registerTraceKernels();
  }
  return backend;
}

/** Whether the program that is running now is being traced. */
export function isTracing(): boolean {
  return backend !== undefined && tf.getBackend() === TRACE_BACKEND;
}

/** The backend that records; only for ops that emit nodes of their own (`isTracing()` must hold). */
export function tracing(): TraceBackend {
  return traceBackend();
}

/**
 * Runs `fn` once on symbolic tensors of the signature's shapes and returns the recorded graph. `constants` are further
 * inputs whose values are part of the graph.
 * @throws BgptError graph/kernel-unsupported naming a kernel without ONNX form, graph/value-unknown, or what `fn` throws.
 */
export function trace(
  fn: TensorFunction,
  signature: Signature,
  constants: ConstantTensors = {},
): Promise<Graph> {
  return traces.add(() => traceNow(fn, signature, constants));
}

async function traceNow(
  fn: TensorFunction,
  signature: Signature,
  constants: ConstantTensors,
): Promise<Graph> {
  const recorder = traceBackend();
  await tf.ready();
  const previous = tf.getBackend();
  await tf.setBackend(TRACE_BACKEND);
  const builder = new GraphBuilder();
  recorder.begin(builder);
  try {
    const outputs = new Map<string, Value>();
    tf.tidy(() => {
      const inputs: Record<string, tf.Tensor> = {};
      for (const [name, { dtype, shape }] of Object.entries(signature)) {
        inputs[name] = tf
          .engine()
          .makeTensorFromTensorInfo(recorder.tensorInfo(builder.input(name, onnxDtype(dtype), shape)));
      }
      for (const [name, { dtype, shape, data }] of Object.entries(constants)) {
        inputs[name] = tf
          .engine()
          .makeTensorFromTensorInfo(recorder.tensorInfo(builder.constant(data, dtype, shape)));
      }
      for (const [name, tensor] of Object.entries(fn(inputs))) outputs.set(name, recorder.valueFor(tensor));
    });
    return builder.finish(outputs);
  } catch (thrown) {
    throw unsupportedKernel(thrown) ?? thrown;
  } finally {
    recorder.end();
    await tf.setBackend(previous);
  }
}

/** tfjs says "Kernel 'X' not registered for backend 'onnx-trace'"; people should read what that means here. */
function unsupportedKernel(thrown: unknown): BgptError | undefined {
  const kernel = /[Kk]ernel '?(\w+)'? not registered for backend/.exec(messageOf(thrown))?.[1];
  if (!kernel) return undefined;
  return new BgptError(
    'graph/kernel-unsupported',
    `the tfjs kernel ${kernel} has no ONNX form here, so the program cannot be traced`,
    {
      cause: thrown,
      details: { kernel },
      hint: 'Add it in src/graph/kernels, or write the program with other ops.',
    },
  );
}
