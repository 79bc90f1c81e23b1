/** What a recorded graph may not lose, repeat or carry along, and what a trace refuses. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { onnxEngine } from '../../src/engine/onnx/onnx-engine.ts';
import type { Graph } from '../../src/graph/graph.ts';
import { encodeOnnx } from '../../src/graph/onnx.ts';
import * as tf from '../../src/graph/tf.ts';
import { isTracing, trace } from '../../src/graph/trace.ts';

const VECTOR = { x: { dtype: 'float32', shape: [3] } } as const;
const ops = (graph: Graph) => graph.nodes.map((node) => node.op);

test('equal constants are stored once, unequal ones and other shapes apart', async () => {
  const graph = await trace(({ x }) => {
    const [a, b] = [tf.tensor1d([1, 2, 3]), tf.tensor1d([1, 2, 3])];
    return {
      y: x!
        .add(a)
        .mul(b)
        .add(tf.tensor2d([1, 2, 3], [1, 3]))
        .sub(tf.tensor1d([1, 2, 4])),
    };
  }, VECTOR);
  expect(graph.constants.map((c) => [[...c.shape], [...c.constant!]])).toEqual([
    [[3], [1, 2, 3]],
    [
      [1, 3],
      [1, 2, 3],
    ],
    [[3], [1, 2, 4]],
  ]);
});

test('what no output needs is dropped, constants too', async () => {
  const graph = await trace(({ x }) => {
    x!.exp().mul(17).sin();
    return { y: x!.neg() };
  }, VECTOR);
  expect(ops(graph)).toEqual(['Neg']);
  expect(graph.constants).toEqual([]);
});

test('the same node of the same inputs is shared, other attributes are another node', async () => {
  const graph = await trace(
    ({ x }) => ({ y: x!.exp().add(x!.exp()), z: x!.sum(0).add(x!.sum(0)), w: x!.expandDims(0).sum(0, true) }),
    VECTOR,
  );
  expect(ops(graph).sort()).toEqual(['Add', 'Add', 'Exp', 'ReduceSum', 'ReduceSum', 'Reshape']);
});

test('reshapes in a row are one, back to the first shape none, and so is a transpose that moves only axes of length 1', async () => {
  const cube = { x: { dtype: 'float32', shape: [1, 2, 3] } } as const;
  const back = await trace(
    ({ x }) => ({ y: x!.exp().reshape([6]).reshape([3, 2]).reshape([1, 2, 3]).sin() }),
    cube,
  );
  expect(ops(back)).toEqual(['Exp', 'Sin']);
  const chain = await trace(({ x }) => ({ y: x!.exp().transpose([1, 0, 2]).reshape([3, 2]) }), cube);
  expect(ops(chain)).toEqual(['Exp', 'Reshape']);
  const real = await trace(({ x }) => ({ y: x!.exp().transpose([0, 2, 1]) }), cube);
  expect(ops(real)).toEqual(['Exp', 'Transpose']);
});

test('inputs and outputs may have any name: constants and values do not answer to it', async () => {
  const names = ['c0', 'c1', 'v0', 'v1', 'v2', '0', '1'];
  const one = { dtype: 'float32', shape: [] } as const;
  const engine = onnxEngine();
  const program = await engine.compile(
    (t) => Object.fromEntries(names.map((name, i) => [`out ${name}`, t[name]!.add(i + 100)])),
    Object.fromEntries(names.map((name) => [name, one])),
  );
  const given = Object.fromEntries(names.map((name, i) => [name, { ...one, data: Float32Array.of(i) }]));
  const made = await program.run(given);
  expect(names.map((name) => made[`out ${name}`]!.data[0])).toEqual(names.map((_, i) => 2 * i + 100));
  await engine.dispose();
});

test('a kernel without ONNX form fails when the program is traced, by its name', async () => {
  const failing = trace(({ x }) => ({ y: tf.topk(x!, 2).values }), VECTOR);
  await expect(failing).rejects.toMatchObject({
    code: 'graph/kernel-unsupported',
    details: { kernel: 'TopK' },
    message: expect.stringContaining('TopK'),
  });
});

test('a gradient without ONNX form is named too', async () => {
  const failing = trace(({ x }) => ({ y: tf.grad((x) => tf.prod(x as tf.Tensor1D))(x!) }), VECTOR);
  await expect(failing).rejects.toMatchObject({
    code: 'graph/kernel-unsupported',
    details: { kernel: 'Cumprod' },
  });
});

test('reading a value that is not known yet is refused; the value of a constant is known', async () => {
  const reading = trace(({ x }) => ({ y: x!.mul(x!.sum().dataSync()[0]!) }), VECTOR);
  await expect(reading).rejects.toMatchObject({ code: 'graph/value-unknown' });
  const graph = await trace(({ x }) => ({ y: x!.add(tf.scalar(2).dataSync()[0]!) }), VECTOR);
  expect(graph.constants.map((c) => [...c.constant!])).toEqual([[2]]);
});

test('dtypes that graphs do not carry are refused', async () => {
  const strings = trace(() => ({ y: tf.tensor1d(['a']) }), {});
  await expect(strings).rejects.toMatchObject({ code: 'graph/dtype-unsupported' });
});

test('after a trace, failed or not, tfjs is on its former backend and holds no tensor more', async () => {
  await tf.setBackend('cpu');
  const before = tf.memory().numTensors;
  await trace(({ x }) => ({ y: x!.exp() }), VECTOR);
  await expect(trace(({ x }) => ({ y: tf.topk(x!, 2).values }), VECTOR)).rejects.toThrow();
  expect(tf.getBackend()).toBe('cpu');
  expect(isTracing()).toBe(false);
  expect(tf.memory().numTensors).toBe(before);
});

test('a tensor made before the trace becomes a constant', async () => {
  await tf.setBackend('cpu');
  const outside = tf.tensor1d([5, 6, 7]);
  const graph = await trace(({ x }) => ({ y: x!.add(outside) }), VECTOR);
  expect(graph.constants.map((c) => [...c.constant!])).toEqual([[5, 6, 7]]);
  expect([...outside.dataSync()]).toEqual([5, 6, 7]);
  outside.dispose();
});

test('the outputs may be an input itself, a constant, and one value under two names', async () => {
  const graph = await trace(({ x }) => {
    const y = x!.neg();
    return { same: x!, two: tf.scalar(2), y, again: y, x: y };
  }, VECTOR);
  const session = await ort.InferenceSession.create(encodeOnnx(graph));
  const made = await session.run({ x: new ort.Tensor('float32', [1, 2, 3], [3]) });
  const values = Object.entries(made).map(([name, { data }]) => [name, [...(data as Float32Array)]]);
  expect(Object.fromEntries(values)).toEqual({
    same: [1, 2, 3],
    two: [2],
    y: [-1, -2, -3],
    again: [-1, -2, -3],
    // a state's next value: ONNX wants every name once
    'x:next': [-1, -2, -3],
  });
  await session.release();
});

test('a saved model opens in plain ONNX Runtime, with its names, and computes the same', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bgpt-graph-'));
  const file = join(folder, 'model.onnx');
  const engine = onnxEngine({ threads: 1 });
  const fn = ({ x }: Record<string, tf.Tensor>) => ({
    y: tf.grad((x) => x.exp().sum())(x!),
    z: tf.matMul(x!.expandDims(1), x!.expandDims(0)),
  });
  const program = await engine.compile(fn, VECTOR, { saveTo: file });
  const data = Float32Array.of(0.1, -0.2, 0.3);
  const ours = await program.run({ x: { dtype: 'float32', shape: [3], data } });
  const session = await ort.InferenceSession.create(new Uint8Array(await readFile(file)), {
    intraOpNumThreads: 1,
  });
  expect([...session.inputNames]).toEqual(['x']);
  expect([...session.outputNames]).toEqual(['y', 'z']);
  const plain = await session.run({ x: new ort.Tensor('float32', data, [3]) });
  for (const name of ['y', 'z'])
    expect([...(plain[name]!.data as Float32Array)]).toEqual([...ours[name]!.data]);
  await session.release();
  await engine.dispose();
  await rm(folder, { recursive: true });
});
