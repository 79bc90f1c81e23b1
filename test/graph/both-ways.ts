/** One function of tensors, computed by tfjs's own cpu backend and by its traced graph in ONNX Runtime. */
import type { Engine } from '../../src/engine/engine.ts';
import type { HostTensor, HostTensors } from '../../src/graph/host-tensor.ts';
import * as tf from '../../src/graph/tf.ts';
import type { Signature, TensorDtype, TensorFunction } from '../../src/graph/trace.ts';

export type Host = Record<string, HostTensor>;

/** By tfjs's cpu backend: float64 arithmetic inside a kernel, rounded to float32 between kernels. */
export async function plainly(fn: TensorFunction, inputs: HostTensors): Promise<Host> {
  await tf.setBackend('cpu');
  const made = tf.tidy(() => {
    const tensors = Object.fromEntries(
      Object.entries(inputs).map(([name, { data, shape, dtype }]) => [
        name,
        tf.tensor(data, [...shape], dtype),
      ]),
    );
    const outputs = fn(tensors);
    return Object.entries(outputs).map(([name, y]) => [
      name,
      { dtype: y.dtype as TensorDtype, shape: y.shape, data: y.dataSync().slice() as HostTensor['data'] },
    ]);
  });
  return Object.fromEntries(made as [string, HostTensor][]);
}

/** By the traced graph. */
export async function traced(engine: Engine, fn: TensorFunction, inputs: HostTensors): Promise<Host> {
  const program = await engine.compile(fn, signatureOf(inputs));
  try {
    return { ...(await program.run(inputs)) };
  } finally {
    await program.dispose();
  }
}

export function signatureOf(inputs: HostTensors): Signature {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, { dtype, shape }]) => [name, { dtype, shape }]),
  );
}

/**
 * The function and, for the float inputs named, its vector-Jacobian product with the input `dy`: outputs `y` and
 * `d<name>`.
 */
export function withGradient(
  fn: (inputs: Record<string, tf.Tensor>) => tf.Tensor,
  names: string[],
): TensorFunction {
  return (inputs) => {
    const f = (...xs: tf.Tensor[]) =>
      fn({ ...inputs, ...Object.fromEntries(names.map((name, i) => [name, xs[i]!])) });
    const { value, grads } = tf.valueAndGrads(f)(
      names.map((name) => inputs[name]!),
      inputs.dy!,
    );
    return { y: value, ...Object.fromEntries(names.map((name, i) => [`d${name}`, grads[i]!])) };
  };
}
