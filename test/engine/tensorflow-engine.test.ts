/** Programs on TensorFlow, where it is set up, against the same programs on ONNX Runtime; and the hazards of its memory. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../src/engine/engine.ts';
import { onnxEngine } from '../../src/engine/onnx/onnx-engine.ts';
import { loadTensorflow, type Tensorflow } from '../../src/engine/tensorflow/load.ts';
import { tensorflowEngine } from '../../src/engine/tensorflow/tensorflow-engine.ts';
import type { HostTensors } from '../../src/graph/host-tensor.ts';
import { gelu } from '../../src/graph/ops/activations.ts';
import { attention, causalMask } from '../../src/graph/ops/attention.ts';
import { crossEntropy } from '../../src/graph/ops/cross-entropy.ts';
import { embedding } from '../../src/graph/ops/embedding.ts';
import { layerNorm, rmsNorm } from '../../src/graph/ops/layer-norm.ts';
import { linear } from '../../src/graph/ops/linear.ts';
import { rotary, rotaryTables } from '../../src/graph/ops/rotary.ts';
import * as tf from '../../src/graph/tf.ts';
import type { Signature, TensorFunction } from '../../src/graph/trace.ts';

const loaded = await loadTensorflow();
const reason = 'unavailable' in loaded ? ` (skipped: ${loaded.unavailable})` : '';
const tensorflow = loaded as Tensorflow;

const SIGNATURE = {
  x: { dtype: 'float32', shape: [2, 6, 8] },
  w: { dtype: 'float32', shape: [8, 8] },
  g: { dtype: 'float32', shape: [8] },
  ids: { dtype: 'int32', shape: [2, 6] },
} as const satisfies Signature;

const INPUTS: HostTensors = {
  x: { ...SIGNATURE.x, data: Float32Array.from({ length: 96 }, (_, i) => Math.sin(i * 1.7) * 2) },
  w: { ...SIGNATURE.w, data: Float32Array.from({ length: 64 }, (_, i) => Math.cos(i * 0.9)) },
  g: { ...SIGNATURE.g, data: Float32Array.from({ length: 8 }, (_, i) => 1 + i / 10) },
  ids: { ...SIGNATURE.ids, data: Int32Array.from({ length: 12 }, (_, i) => (i * 5) % 8) },
};

type Inputs = { x: tf.Tensor; w: tf.Tensor; g: tf.Tensor; ids: tf.Tensor };

const PROGRAMS: Record<string, (t: Inputs) => tf.Tensor> = {
  linear: ({ x, w, g }) => linear(x, w, g),
  'products, transposed every way': ({ w, g }) =>
    tf
      .matMul(w, w, true, true)
      .add(tf.matMul(w, w, true))
      .add(tf.matMul(w, w, false, true))
      .add(g),
  'layer norm': ({ x, g }) => layerNorm(x, g, g),
  'RMS norm': ({ x, g }) => rmsNorm(x, g),
  gelu: ({ x }) => gelu(x),
  attention: ({ x }) => {
    const heads = x.reshape([2, 6, 2, 4]).transpose([0, 2, 1, 3]);
    return attention(heads, heads, heads, causalMask(6));
  },
  rotary: ({ x, ids }) => {
    const { cos, sin } = rotaryTables(8, 4);
    return rotary(x.reshape([2, 6, 2, 4]).transpose([0, 2, 1, 3]), cos, sin, ids);
  },
  embedding: ({ w, ids }) => embedding(w, ids),
  'cross-entropy': ({ x, ids }) => crossEntropy(x.reshape([12, 8]), ids.flatten()),
};

/** Programs for which tfjs itself has no gradient, or none that means anything. */
const VALUES_ONLY: Record<string, (t: Inputs) => tf.Tensor> = {
  'slices, joins, pads': ({ x }) => {
    const [a, b] = tf.split(x, [3, 5], 2) as [tf.Tensor, tf.Tensor];
    return tf
      .concat(
        [
          b,
          a.pad(
            [
              [0, 0],
              [0, 0],
              [1, 0],
            ],
            2,
          ),
          tf.reverse(x, 1),
        ],
        2,
      )
      .stridedSlice([0, 1, 0], [2, 6, 16], [1, 2, 3]);
  },
  'sums and extremes': ({ x }) =>
    x
      .sum(0)
      .add(x.mean([0, 1]))
      .add(x.max(2).sum())
      .add(tf.cumsum(x, 1).min([0, 1])),
  'comparisons and choice': ({ x, g }) =>
    tf.where(x.greater(g).logicalOr(x.less(-1)), x.exp(), x.abs().add(1).log()).add(x.clipByValue(-1, 1)),
  'wholes, remainders, one-hot': ({ x, ids }) =>
    tf
      .oneHot(ids, 8)
      .mul(x.mod(tf.scalar(0.7)))
      .add(x.floor())
      .add(x.round()),
  arguments: ({ x }) => tf.argMax(x, 2).cast('float32').add(tf.argMin(x, 1).sum().cast('float32')),
  'Tile and batch gather': ({ x, ids }) => tf.gather(x.tile([1, 2, 1]), ids, 1, 1),
};

describe.skipIf(reason !== '')(`TensorFlow programs${reason}`, () => {
  let onnx: Engine;
  let engine: Engine;
  let half: Engine;
  beforeAll(() => {
    onnx = onnxEngine();
    engine = tensorflowEngine(tensorflow);
    half = tensorflowEngine(tensorflow, { products: 'bfloat16' });
  });
  afterAll(() => Promise.all([onnx.dispose(), engine.dispose(), half.dispose()]));

  async function outputs(on: Engine, fn: TensorFunction): Promise<HostTensors> {
    const program = await on.compile(fn, SIGNATURE);
    const made = await program.run(INPUTS);
    const copies = Object.fromEntries(
      Object.entries(made).map(([k, v]) => [k, { ...v, data: v.data.slice() }]),
    );
    await program.dispose();
    return copies;
  }

  /** Largest difference over the largest value. */
  function distance(a: HostTensors, b: HostTensors): number {
    return Math.max(
      ...Object.keys(b).map((name) => {
        expect(a[name]!.shape).toEqual(b[name]!.shape);
        const [x, y] = [a[name]!.data, b[name]!.data];
        const scale = Math.max(1e-3, ...Array.from(y, Math.abs));
        return Math.max(...Array.from(y, (value, i) => Math.abs(value - x[i]!))) / scale;
      }),
    );
  }

  /** The value, and the gradients of the sum of its sines, which are smooth and depend on every entry. */
  const withGradients =
    (fn: (t: Inputs) => tf.Tensor): TensorFunction =>
    (t) => {
      const { ids } = t as unknown as Inputs;
      const [x, w, g] = [t.x!, t.w!, t.g!];
      const loss = (x: tf.Tensor, w: tf.Tensor, g: tf.Tensor) =>
        fn({ x, w, g, ids }).sin().sum() as tf.Scalar;
      const made = fn({ x, w, g, ids });
      // A program need not depend on every tensor: adding zero times each keeps tfjs from refusing.
      const all = (...[x, w, g]: tf.Tensor[]) =>
        loss(x!, w!, g!).add(tf.addN([x!.sum(), w!.sum(), g!.sum()]).mul(0)) as tf.Scalar;
      const [dx, dw, dg] = tf.grads(all)([x, w, g]) as [tf.Tensor, tf.Tensor, tf.Tensor];
      return { made, dx, dw, dg };
    };

  // float32 sums of at most 96 terms in two orders: a few units in the last of 24 bits, times what exp and log amplify
  test.each(Object.entries(PROGRAMS))('%s, with gradients, is what ONNX Runtime says', async (_, fn) => {
    const program = withGradients(fn);
    expect(distance(await outputs(engine, program), await outputs(onnx, program))).toBeLessThan(2e-5);
  });

  test.each(Object.entries(VALUES_ONLY))('%s: what ONNX Runtime says', async (_, fn) => {
    const program: TensorFunction = (t) => ({ made: fn(t as unknown as Inputs) });
    expect(distance(await outputs(engine, program), await outputs(onnx, program))).toBeLessThan(2e-5);
  });

  test('bfloat16 products are near and are not float32', async () => {
    const program = withGradients(PROGRAMS.linear!);
    const error = distance(await outputs(half, program), await outputs(onnx, program));
    expect(error).toBeGreaterThan(1e-4);
    expect(error).toBeLessThan(5e-2);
  });

  test('the same inputs give the same bits', async () => {
    const program = withGradients(PROGRAMS.attention!);
    expect(await outputs(engine, program)).toEqual(await outputs(engine, program));
  });

  test('state moves on from run to run, and nothing grows', async () => {
    const signature = { a: SIGNATURE.g, step: { dtype: 'float32', shape: [] } } as const;
    const program = await engine.compile(({ a, step }) => ({ a: a!.add(step!), sum: a!.sum() }), signature);
    const state = engine.state({ a: { ...SIGNATURE.g, data: new Float32Array(8) } });
    const step = { dtype: 'float32', shape: [], data: Float32Array.of(0.5) } as const;
    const before = tensorflow.binding.getNumOfTensors();
    for (let i = 0; i < 200; i++) expect((await program.run({ step }, state)).sum!.data[0]).toBe(i * 4);
    expect(tensorflow.binding.getNumOfTensors()).toBe(before);
    expect((await state.read('a')).data).toEqual(new Float32Array(8).fill(100));
    await state.write('a', new Float32Array(8).fill(7));
    expect((await program.run({ step }, state)).sum!.data[0]).toBe(56);
    state.dispose();
    await program.dispose();
    await expect(program.run({ step })).rejects.toMatchObject({ code: 'engine/disposed' });
  });

  test('a wrong tensor is named with what was expected', async () => {
    const program = await engine.compile(({ g }) => ({ made: g!.mul(2) }), { g: SIGNATURE.g });
    const wrong = { ...SIGNATURE.w, data: new Float32Array(64) };
    await expect(program.run({ g: wrong })).rejects.toMatchObject({
      code: 'engine/bad-input',
      message: expect.stringMatching(/"g" is float32\[8, 8\]; expected float32\[8\]/),
    });
    await expect(program.run({})).rejects.toMatchObject({ code: 'engine/bad-input' });
    const state = engine.state({ g: wrong });
    await expect(program.run({}, state)).rejects.toMatchObject({ code: 'engine/bad-input' });
    state.dispose();
  });
});
