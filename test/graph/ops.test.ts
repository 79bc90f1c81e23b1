/**
 * Every fused op by both of its paths, traced and plain, against its definition in float64 (./references.ts): values,
 * and gradients against central differences of that definition.
 */
import { afterAll, describe, expect, test } from 'vitest';
import type { Device } from '../../src/engine/engine.ts';
import { onnxEngine } from '../../src/engine/onnx/onnx-engine.ts';
import type { HostTensor, HostTensors } from '../../src/graph/host-tensor.ts';
import { gelu, squaredRelu } from '../../src/graph/ops/activations.ts';
import { attention, causalMask, MASKED } from '../../src/graph/ops/attention.ts';
import { crossEntropy } from '../../src/graph/ops/cross-entropy.ts';
import { embedding } from '../../src/graph/ops/embedding.ts';
import { layerNorm, NORM_EPSILON, rmsNorm } from '../../src/graph/ops/layer-norm.ts';
import { linear } from '../../src/graph/ops/linear.ts';
import { adamW, clipFactor, gradientNorm, muon, orthogonalize } from '../../src/graph/ops/optimizers.ts';
import { rotary, rotaryTables } from '../../src/graph/ops/rotary.ts';
import type * as tf from '../../src/graph/tf.ts';
import type { TensorFunction } from '../../src/graph/trace.ts';
import { plainly, traced, withGradient } from './both-ways.ts';
import { expectClose, type Tolerance } from './close.ts';
import { testDevices } from './devices.ts';
import { type Random, random, tensor } from './random.ts';
import * as reference from './references.ts';

/**
 * float32 keeps 6e-8 of each value; an op here chains up to ten roundings and adds up to 60 terms of size 10, so an entry
 * may be 1e-5 off, and near 0 by as much absolutely. Central differences with h = 1e-5 in float64 are right to 1e-9.
 */
const CPU: Tolerance = { rtol: 2e-5, atol: 2e-5 };
/** WGSL's exp, tanh and division are 2.5 to 8 ulp off, and its shaders may reorder sums. */
const WEBGPU: Tolerance = { rtol: 2e-4, atol: 2e-4 };
const TOLERANCE: Record<Device, Tolerance> = { cpu: CPU, webgpu: WEBGPU, cuda: CPU };

/** A software adapter compiles every shader on the CPU: minutes where the CPU needs milliseconds. */
const TIMEOUT: Record<Device, number> = { cpu: 60_000, webgpu: 600_000, cuda: 60_000 };

type Tensors = Record<string, tf.Tensor>;
type Exact = Record<string, Float64Array>;

interface OpCase {
  inputs: Record<string, HostTensor>;
  fn: (t: Tensors) => tf.Tensor;
  /** The definition, of the float inputs in float64. */
  exact: (x: Exact) => Float64Array;
}

const scalar = (value: number): HostTensor => ({ dtype: 'float32', shape: [], data: Float32Array.of(value) });
const ints = (shape: number[], data: number[]): HostTensor => ({
  dtype: 'int32',
  shape,
  data: Int32Array.from(data),
});

/** `[batch, 1, 1, m]` from 1 for what is there and 0 for padding, `[batch, m]`. */
const paddingMask = (present: tf.Tensor) => present.sub(1).mul(-MASKED).expandDims(1).expandDims(1);
/** Leading shapes in front of the last axis: none, a size of 1, several. */
const LEADING = [[1], [3], [2, 3], [2, 1, 3]];

const OPS: Record<string, (r: Random) => OpCase[]> = {
  linear: (r) =>
    [[4], [2, 3], [1, 1], [2, 2, 3]].flatMap((leading) =>
      [false, true].flatMap((transposed) =>
        [false, true].map((biased) => {
          const [inner, out] = [r.int(1, 6), r.int(1, 6)];
          return {
            inputs: {
              x: tensor(r, [...leading, inner]),
              w: tensor(r, transposed ? [out, inner] : [inner, out]),
              ...(biased ? { b: tensor(r, [out]) } : {}),
            },
            fn: ({ x, w, b }: Tensors) => linear(x!, w!, b, transposed),
            exact: ({ x, w, b }: Exact) => reference.linear(x!, w!, b, inner, out, transposed),
          };
        }),
      ),
    ),
  layerNorm: (r) =>
    LEADING.map((leading) => ({
      inputs: { x: tensor(r, [...leading, 7]), gain: tensor(r, [7]), bias: tensor(r, [7]) },
      fn: ({ x, gain, bias }) => layerNorm(x!, gain!, bias!),
      exact: ({ x, gain, bias }) => reference.layerNorm(x!, gain!, bias!, NORM_EPSILON),
    })),
  rmsNorm: (r) =>
    LEADING.map((leading) => ({
      inputs: { x: tensor(r, [...leading, 7]), gain: tensor(r, [7]) },
      fn: ({ x, gain }) => rmsNorm(x!, gain!),
      exact: ({ x, gain }) => reference.rmsNorm(x!, gain!, NORM_EPSILON),
    })),
  gelu: (r) =>
    [[1], [5], [2, 1, 3], [2, 2, 1, 4]].map((shape) => ({
      inputs: { x: tensor(r, shape, { low: -6, high: 6 }) },
      fn: ({ x }) => gelu(x!),
      exact: ({ x }) => reference.gelu(x!),
    })),
  squaredRelu: (r) =>
    [[1], [5], [2, 1, 3], [2, 2, 1, 4]].map((shape) => ({
      inputs: { x: tensor(r, shape) },
      fn: ({ x }) => squaredRelu(x!),
      exact: ({ x }) => reference.squaredRelu(x!),
    })),
  crossEntropy: (r) =>
    [
      { classes: 5, labels: [0, 4, 2] },
      { classes: 5, labels: [-1, 4, -1, 0] }, // ignored positions
      { classes: 257, labels: [256] },
      { classes: 3, labels: [-1] },
    ].map(({ classes, labels }) => ({
      inputs: { x: tensor(r, [labels.length, classes]), labels: ints([labels.length], labels) },
      fn: ({ x, labels }) => crossEntropy(x!, labels!),
      exact: ({ x }) => reference.crossEntropy(x!, labels),
    })),
  attention: (r) => {
    const sizes = { batch: 2, heads: 2, n: 4, m: 4, d: 3 };
    const qkv = ({ batch, heads, n, m, d }: typeof sizes) => ({
      q: tensor(r, [batch, heads, n, d]),
      k: tensor(r, [batch, heads, m, d]),
      v: tensor(r, [batch, heads, m, d]),
    });
    const present = [1, 1, 1, 0, 1, 1, 0, 0]; // [batch, m]
    const padding: HostTensor = { dtype: 'float32', shape: [2, 4], data: Float32Array.from(present) };
    const real = (batch: number, j: number) => present[batch * 4 + j] === 1;
    const cross = { batch: 1, heads: 3, n: 2, m: 5, d: 4 };
    return [
      {
        inputs: qkv(sizes),
        fn: ({ q, k, v }) => attention(q!, k!, v!),
        exact: (x) => reference.attention(x as never, sizes, () => true),
      },
      {
        inputs: qkv(cross),
        fn: ({ q, k, v }) => attention(q!, k!, v!),
        exact: (x) => reference.attention(x as never, cross, () => true),
      },
      {
        inputs: qkv(sizes),
        fn: ({ q, k, v }) => attention(q!, k!, v!, causalMask(4)),
        exact: (x) => reference.attention(x as never, sizes, (_, i, j) => j <= i),
      },
      {
        inputs: { ...qkv(sizes), present: padding },
        fn: ({ q, k, v, present }) => attention(q!, k!, v!, paddingMask(present!)),
        exact: (x) => reference.attention(x as never, sizes, (batch, _, j) => real(batch, j)),
      },
      {
        inputs: { ...qkv(sizes), present: padding },
        fn: ({ q, k, v, present }) => attention(q!, k!, v!, causalMask(4).add(paddingMask(present!))),
        exact: (x) => reference.attention(x as never, sizes, (batch, i, j) => j <= i && real(batch, j)),
      },
    ];
  },
  rotary: (r) =>
    [
      { batch: 2, heads: 3, n: 4, d: 8, positions: [0, 1, 2, 3, 0, 1, 0, 1] }, // a packed second row
      { batch: 1, heads: 1, n: 1, d: 4, positions: [5] },
    ].map(({ batch, heads, n, d, positions }) => ({
      inputs: { x: tensor(r, [batch, heads, n, d]), positions: ints([batch, n], positions) },
      fn: ({ x, positions }) => {
        const { cos, sin } = rotaryTables(8, d);
        return rotary(x!, cos, sin, positions!);
      },
      exact: ({ x }) => reference.rotary(x!, heads, n, d, positions),
    })),
  // row 1 is looked up twice: its gradient adds up
  embedding: (r) =>
    [[5], [5, 1], [1, 5]].map((shape) => ({
      inputs: { table: tensor(r, [6, 3]), ids: ints(shape, [1, 0, 5, 1, 3]) },
      fn: ({ table, ids }) => embedding(table!, ids!),
      exact: ({ table }) => reference.embedding(table!, [1, 0, 5, 1, 3], 3),
    })),
};

const exactly = (inputs: HostTensors): Exact =>
  Object.fromEntries(
    Object.entries(inputs)
      .filter(([, { dtype }]) => dtype === 'float32')
      .map(([name, { data }]) => [name, Float64Array.from(data)]),
  );

/** ∂ Σ dy·f / ∂ x[name], entry by entry. */
function centralDifferences(
  f: (x: Exact) => Float64Array,
  x: Exact,
  name: string,
  dy: HostTensor['data'],
): Float64Array {
  const h = 1e-5;
  const cost = (i: number, move: number) => {
    const moved = { ...x, [name]: x[name]!.slice() };
    moved[name]![i]! += move;
    return f(moved).reduce((sum, y, at) => sum + y * dy[at]!, 0);
  };
  return x[name]!.map((_, i) => (cost(i, h) - cost(i, -h)) / (2 * h));
}

for (const { name, device, open, skipped } of await testDevices()) {
  describe.skipIf(skipped !== '')(`${name}${skipped}`, () => {
    const engine = skipped === '' ? open() : onnxEngine();
    afterAll(() => engine.dispose());
    const tolerance = TOLERANCE[device];
    const paths = {
      plain: (fn: TensorFunction, inputs: HostTensors) => plainly(fn, inputs),
      traced: (fn: TensorFunction, inputs: HostTensors) => traced(engine, fn, inputs),
    };

    describe.each(['traced', 'plain'] as const)('%s', { timeout: TIMEOUT[device] }, (path) => {
      test.each(Object.keys(OPS))('%s: values and gradients', async (op) => {
        for (const [i, { inputs, fn, exact }] of OPS[op]!(random(op)).entries()) {
          const what = `${op} #${i}`;
          const x = exactly(inputs);
          const { y } = await paths[path]((t) => ({ y: fn(t as Tensors) }), inputs);
          expectClose(y!.data, exact(x), tolerance, what);
          // a mask has no gradient, and rotary's tables are no inputs
          const names = Object.keys(x).filter((name) => name !== 'present');
          const dy = tensor(random(what), y!.shape);
          const got = await paths[path](withGradient(fn, names), { ...inputs, dy });
          for (const name of names) {
            const wanted = centralDifferences(exact, x, name, dy.data);
            expectClose(got[`d${name}`]!.data, wanted, tolerance, `gradient of ${what} in ${name}`);
          }
        }
      });

      test('adamW: weights and moments after one step, with and without decay', async () => {
        const r = random('adamW');
        for (const decay of [0, 0.1]) {
          const inputs = {
            ...{ weight: tensor(r, [3, 4]), gradient: tensor(r, [3, 4]), m: tensor(r, [3, 4]) },
            v: tensor(r, [3, 4], { low: 0.01, high: 1 }),
            ...{ rate: scalar(0.01), c1: scalar(1 - 0.9 ** 3), c2: scalar(1 - 0.999 ** 3) },
          };
          const got = await paths[path](({ weight, gradient, m, v, rate, c1, c2 }) => {
            const made = adamW(
              { weight: weight!, gradient: gradient!, m: m!, v: v! },
              { rate: rate!, decay, correction1: c1!, correction2: c2! },
            );
            return { nextWeight: made.weight, nextM: made.m, nextV: made.v };
          }, inputs);
          const wanted = reference.adamW(exactly(inputs) as never, { rate: 0.01, decay, step: 3 });
          expectClose(got.nextWeight!.data, wanted.weight, tolerance, 'weight');
          expectClose(got.nextM!.data, wanted.m, tolerance, 'm');
          expectClose(got.nextV!.data, wanted.v, tolerance, 'v');
        }
      });

      /** Five steps of a quintic multiply an error of 6e-8 by up to 3.4⁵ = 460 in small singular directions. */
      const iterated: Tolerance = { rtol: 1e-3, atol: 20 * tolerance.atol };

      test('orthogonalize: tall, wide and square; singular values near 1', async () => {
        const r = random('orthogonalize');
        for (const [rows, columns] of [
          [3, 5],
          [5, 3],
          [4, 4],
          [1, 4],
        ] as const) {
          const x = tensor(r, [rows, columns]);
          const { y } = await paths[path](({ x }) => ({ y: orthogonalize(x!) }), { x });
          // the definition works on the rows: a tall matrix is the transpose of a wide one
          const exact = Float64Array.from(x.data);
          const wanted =
            rows > columns
              ? reference.transposed(
                  reference.orthogonalize(reference.transposed(exact, columns), rows, 5),
                  rows,
                )
              : reference.orthogonalize(exact, columns, 5);
          expectClose(y!.data, wanted, iterated, `[${rows}, ${columns}]`);
          const energy = Array.from(y!.data).reduce((sum, value) => sum + value ** 2, 0);
          const mean = energy / Math.min(rows, columns);
          expect(mean, 'mean square of the singular values').toBeGreaterThan(0.3);
          expect(mean, 'mean square of the singular values').toBeLessThan(1.5);
        }
      });

      test('muon: weights and momentum after one step', async () => {
        const r = random('muon');
        for (const [rows, columns] of [
          [3, 5],
          [5, 3],
        ] as const) {
          const shape = [rows, columns];
          const inputs = {
            weight: tensor(r, shape),
            gradient: tensor(r, shape),
            m: tensor(r, shape),
            rate: scalar(0.02),
          };
          const got = await paths[path](({ weight, gradient, m, rate }) => {
            const made = muon({ weight: weight!, gradient: gradient!, m: m! }, { rate: rate!, decay: 0.1 });
            return { nextWeight: made.weight, nextM: made.m };
          }, inputs);
          const exact = exactly(inputs) as Record<'weight' | 'gradient' | 'm', Float64Array>;
          const wide = (x: Float64Array) => (rows > columns ? reference.transposed(x, columns) : x);
          const back = (x: Float64Array) => (rows > columns ? reference.transposed(x, rows) : x);
          const turned = { weight: wide(exact.weight), gradient: wide(exact.gradient), m: wide(exact.m) };
          const options = { rate: 0.02, decay: 0.1, columns: Math.max(rows, columns), scale: columns / rows };
          const wanted = reference.muon(turned, options);
          expectClose(got.nextWeight!.data, back(wanted.weight), iterated, 'weight');
          expectClose(got.nextM!.data, back(wanted.m), tolerance, 'momentum');
        }
      });

      test('clipFactor: the norm of all gradients together; 1 below the limit', async () => {
        const r = random('clip');
        const inputs = { a: tensor(r, [3, 2]), b: tensor(r, [4]) };
        const norm = Math.hypot(...inputs.a.data, ...inputs.b.data);
        for (const limit of [norm / 3, norm * 2]) {
          const got = await paths[path](({ a, b }) => {
            const norm = gradientNorm([a!, b!]);
            return { norm, factor: clipFactor(norm, limit) };
          }, inputs);
          expectClose(got.norm!.data, [norm], tolerance, 'norm');
          expectClose(got.factor!.data, [Math.min(1, limit / norm)], tolerance, 'factor');
        }
      });
    });
  });
}
