/**
 * Every kernel that records, forward and gradient: the traced graph in ONNX Runtime against tfjs's own cpu backend on
 * the same numbers. A kernel without a case fails, and so does a case that never reaches its kernel.
 */
import { afterAll, describe, expect, test } from 'vitest';
import type { Device } from '../../src/engine/engine.ts';
import { onnxEngine } from '../../src/engine/onnx/onnx-engine.ts';
import type { HostTensor } from '../../src/graph/host-tensor.ts';
import * as tf from '../../src/graph/tf.ts';
import { trace } from '../../src/graph/trace.ts';
import { TRACE_BACKEND } from '../../src/graph/trace-backend.ts';
import { plainly, traced, withGradient } from './both-ways.ts';
import { expectSameTensor, type Tolerance } from './close.ts';
import { testDevices } from './devices.ts';
import { CASES, type KernelCase } from './kernel-cases.ts';
import { random, tensor } from './random.ts';

/**
 * tfjs computes each value in float64 and rounds it once; ONNX Runtime computes in float32 with polynomials of 2 to 5
 * ulp for exp, tanh, erf and their like. 1e-5 is 84 ulp: a gradient chains up to ten such kernels, and sums run over up
 * to 625 values. Near 0 a difference of values of size 10 keeps an error of some ulp of 10: 1e-5.
 */
const CPU: Tolerance = { rtol: 1e-5, atol: 1e-5 };
/** WGSL asks less of its built-ins: sin and cos may be 2⁻¹¹ off, exp 3 + 2|x| ulp, pow and the hyperbolics by exp and log. */
const WEBGPU: Tolerance = { rtol: 2e-4, atol: 5e-4 };
const TOLERANCE: Record<Device, Tolerance> = { cpu: CPU, webgpu: WEBGPU, cuda: CPU };

/** A software adapter compiles every shader on the CPU: minutes where the CPU needs milliseconds. */
const TIMEOUT: Record<Device, number> = { cpu: 60_000, webgpu: 600_000, cuda: 60_000 };

// one trace, so that the kernels are registered
await trace(({ x }) => ({ y: x!.neg() }), { x: { dtype: 'float32', shape: [] } });
const KERNELS = tf
  .getKernelsForBackend(TRACE_BACKEND)
  .map(({ kernelName }) => kernelName)
  .sort();

test('every registered kernel has cases, and every case a kernel', () => {
  expect(Object.keys(CASES).sort()).toEqual(KERNELS);
});

/** Names of the kernels that record while `work` runs. */
async function kernelsUsed(work: () => Promise<unknown>): Promise<Set<string>> {
  const used = new Set<string>();
  const originals = tf
    .getKernelsForBackend(TRACE_BACKEND)
    .map((config) => [config, config.kernelFunc] as const);
  for (const [config, original] of originals) {
    config.kernelFunc = (params) => {
      used.add(config.kernelName);
      return original(params);
    };
  }
  try {
    await work();
  } finally {
    for (const [config, original] of originals) config.kernelFunc = original;
  }
  return used;
}

for (const { name, device, open, skipped } of await testDevices()) {
  describe.skipIf(skipped !== '')(`${name}${skipped}`, () => {
    const engine = skipped === '' ? open() : onnxEngine();
    afterAll(() => engine.dispose());

    test.each(KERNELS)('%s', { timeout: TIMEOUT[device] }, async (kernel) => {
      const r = random(kernel);
      const cases = CASES[kernel]!(r);
      for (const [i, { inputs, fn, gradient = true }] of cases.entries()) {
        const what = `${kernel} #${i} of ${describeInputs(inputs)}`;
        const wanted = await plainly((t) => ({ y: fn(t) }), inputs);
        let got: Record<string, HostTensor> = {};
        const used = await kernelsUsed(async () => {
          got = await traced(engine, (t) => ({ y: fn(t) }), inputs);
        });
        expect([...used], `${what} must reach its kernel`).toContain(kernel);
        expectSameTensor(got.y!, wanted.y!, TOLERANCE[device], what);
        if (gradient) await compareGradients(kernel, { inputs, fn }, wanted.y!, what);
      }
    });

    async function compareGradients(kernel: string, { inputs, fn }: KernelCase, y: HostTensor, what: string) {
      const names = Object.keys(inputs).filter((name) => inputs[name]!.dtype === 'float32');
      if (tf.getGradient(kernel) === undefined || y.dtype !== 'float32' || names.length === 0) return;
      const all = { ...inputs, dy: tensor(random(what), y.shape) };
      const both = withGradient(fn, names);
      const wanted = await plainly(both, all);
      const got = await traced(engine, both, all);
      for (const name of names) {
        expectSameTensor(
          got[`d${name}`]!,
          wanted[`d${name}`]!,
          TOLERANCE[device],
          `gradient of ${what} in ${name}`,
        );
      }
    }
  });
}

function describeInputs(inputs: Record<string, HostTensor>): string {
  return Object.values(inputs)
    .map(({ dtype, shape }) => `${dtype}[${shape}]`)
    .join(' ');
}
