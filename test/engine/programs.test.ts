/** What can go wrong around a program: wrong tensors, use after disposal, state that two programs share, no memory. */
import { afterAll, describe, expect, test } from 'vitest';
import { onnxEngine } from '../../src/engine/onnx/onnx-engine.ts';
import { asEngineError } from '../../src/engine/onnx-failure.ts';
import { wasmEngineInNode } from '../../src/engine/wasm/load-wasm.ts';
import type { HostTensor, HostTensors } from '../../src/graph/host-tensor.ts';
import * as tf from '../../src/graph/tf.ts';

const engines = [onnxEngine({ threads: 1 }), await wasmEngineInNode(1)];

const vector = (...values: number[]): HostTensor => ({
  dtype: 'float32',
  shape: [values.length],
  data: Float32Array.from(values),
});
const PAIR = { dtype: 'float32', shape: [2] } as const;
const values = (tensor: HostTensor | undefined) => [...tensor!.data];

const wrong: [string, HostTensors, RegExp][] = [
  ['missing', { x: vector(1, 2) }, /tensor "by" is missing; expected float32\[2\]/],
  [
    'of the wrong shape',
    { x: vector(1, 2, 3), by: vector(1, 1) },
    /"x" is float32\[3\]; expected float32\[2\]/,
  ],
  [
    'of the wrong dtype',
    { x: vector(1, 2), by: { dtype: 'int32', shape: [2], data: Int32Array.of(1, 2) } },
    /"by" is int32\[2\]; expected float32\[2\]/,
  ],
  [
    'shorter than its shape',
    { x: vector(1, 2), by: { dtype: 'float32', shape: [2], data: Float32Array.of(1) } },
    /"by" holds 1 values; expected float32\[2\]/,
  ],
  ['unknown', { x: vector(1, 2), by: vector(1, 1), bye: vector(1) }, /"bye" is not an input of this program/],
];
/** 2⁵⁰ bytes: more than an x86-64 process can address, whatever the machine has. */
const SIDE = 2 ** 24;

describe.each(engines)('$name', (engine) => {
  afterAll(() => engine.dispose());

  const increment = () =>
    engine.compile(({ x, by }) => ({ x: x!.add(by!), sum: x!.sum() }), { x: PAIR, by: PAIR });

  test.each(wrong)('a tensor that is %s is named with what was expected', async (_, inputs, message) => {
    const program = await increment();
    await expect(program.run(inputs)).rejects.toMatchObject({
      code: 'engine/bad-input',
      message: expect.stringMatching(message),
    });
    // and the program goes on working
    expect(values((await program.run({ x: vector(1, 2), by: vector(1, 1) })).x)).toEqual([2, 3]);
  });

  test('a tensor whose bytes are not of its dtype is refused, not read as numbers', async () => {
    const program = await increment();
    const lying = { dtype: 'float32', shape: [2], data: Int32Array.of(1, 2) } as HostTensor;
    await expect(program.run({ x: lying, by: vector(1, 1) })).rejects.toMatchObject({
      code: 'engine/bad-input',
    });
  });

  test('without a state, an output that is named as an input is returned', async () => {
    const program = await increment();
    const made = await program.run({ x: vector(1, 2), by: vector(10, 20) });
    expect([values(made.x), values(made.sum)]).toEqual([[11, 22], [3]]);
  });

  test('with a state it replaces the state and is not returned; what was given is untouched', async () => {
    const program = await increment();
    const state = engine.state({ x: vector(1, 2) });
    for (let i = 1; i <= 5; i++) {
      const made = await program.run({ by: vector(1, 10) }, state);
      expect(Object.keys(made)).toEqual(['sum']);
      expect(values(await state.read('x'))).toEqual([1 + i, 2 + 10 * i]);
    }
    // two buffers take turns: what was read before stays as it was
    const before = await state.read('x');
    await program.run({ by: vector(1, 1) }, state);
    expect(values(before)).toEqual([6, 52]);
  });

  test('an input given beside the state wins over it, and the state stays', async () => {
    const program = await increment();
    const state = engine.state({ x: vector(1, 2) });
    const made = await program.run({ x: vector(5, 5), by: vector(1, 1) }, state);
    expect(values(made.x)).toEqual([6, 6]);
    expect(values(await state.read('x'))).toEqual([1, 2]);
  });

  test('two programs share a state, each leaving alone what it does not write', async () => {
    const add = await increment();
    const scale = await engine.compile(({ x, y }) => ({ y: y!.mul(x!) }), { x: PAIR, y: PAIR });
    const state = engine.state({ x: vector(1, 2), y: vector(1, 1) });
    await add.run({ by: vector(1, 1) }, state);
    await scale.run({}, state);
    await scale.run({}, state);
    await add.run({ by: vector(1, 1) }, state);
    expect(values(await state.read('x'))).toEqual([3, 4]);
    expect(values(await state.read('y'))).toEqual([4, 9]);
    expect(state.names).toEqual(['x', 'y']);
  });

  test('write replaces the present values; another length, a name there is none of, are refused', async () => {
    const program = await increment();
    const state = engine.state({ x: vector(1, 2) });
    await program.run({ by: vector(1, 1) }, state);
    await state.write('x', Float32Array.of(7, 8));
    await program.run({ by: vector(1, 1) }, state);
    expect(values(await state.read('x'))).toEqual([8, 9]);
    await expect(state.write('x', Float32Array.of(1))).rejects.toMatchObject({ code: 'engine/bad-input' });
    await expect(state.read('z')).rejects.toMatchObject({ code: 'engine/bad-input' });
  });

  test('a state of the wrong shape is named, and a failed run replaces nothing', async () => {
    const program = await increment();
    const state = engine.state({ x: vector(1, 2, 3) });
    await expect(program.run({ by: vector(1, 1) }, state)).rejects.toThrow(
      /"x" is float32\[3\]; expected float32\[2\]/,
    );
    expect(values(await state.read('x'))).toEqual([1, 2, 3]);
  });

  test('runs asked for at once, of two programs on one state, run one after the other', async () => {
    const programs = [await increment(), await increment()];
    const state = engine.state({ x: vector(0, 0) });
    await Promise.all(
      Array.from({ length: 50 }, (_, i) => programs[i % 2]!.run({ by: vector(1, i) }, state)),
    );
    expect(values(await state.read('x'))).toEqual([50, (49 * 50) / 2]);
  });

  test('programs compiled at once are each their own', async () => {
    const made = await Promise.all(
      [1, 2, 3].map((k) => engine.compile(({ x }) => ({ y: x!.mul(k) }), { x: PAIR })),
    );
    for (const [i, program] of made.entries()) {
      expect(values((await program.run({ x: vector(1, 2) })).y)).toEqual([i + 1, 2 * (i + 1)]);
    }
  });

  test('a disposed program or state is refused; runs that were waiting end first', async () => {
    const program = await increment();
    const waiting = program.run({ x: vector(1, 2), by: vector(1, 1) });
    const disposed = Promise.all([program.dispose(), program.dispose()]);
    expect(values((await waiting).x)).toEqual([2, 3]);
    await disposed;
    await expect(program.run({ x: vector(1, 2), by: vector(1, 1) })).rejects.toMatchObject({
      code: 'engine/disposed',
    });

    const again = await increment();
    const state = engine.state({ x: vector(1, 2) });
    state.dispose();
    await expect(again.run({ by: vector(1, 1) }, state)).rejects.toThrow();
    await expect(state.read('x')).rejects.toMatchObject({ code: 'engine/disposed' });
  });

  test('a state of another kind of engine is refused', async () => {
    const program = await increment();
    const foreign = { names: [], read: () => {}, write: () => {}, dispose: () => {} };
    await expect(program.run({ by: vector(1, 1) }, foreign as never)).rejects.toMatchObject({
      code: 'engine/bad-input',
    });
  });

  test('constants are part of the program and are not passed', async () => {
    const program = await engine.compile(
      ({ x, k }) => ({ y: x!.mul(k!) }),
      { x: PAIR },
      { constants: { k: vector(3, 4) } },
    );
    expect(values((await program.run({ x: vector(1, 2) })).y)).toEqual([3, 8]);
    await expect(program.run({ x: vector(1, 2), k: vector(1, 1) })).rejects.toMatchObject({
      code: 'engine/bad-input',
    });
  });

  test('memory that runs out while a program runs is reported with sizes', async () => {
    const program = await engine.compile(({ x, y }) => ({ z: tf.add(x!, y!).sum() }), {
      x: { dtype: 'float32', shape: [SIDE, 1] },
      y: { dtype: 'float32', shape: [1, SIDE] },
    });
    const data = new Float32Array(SIDE);
    const failing = program.run({
      x: { dtype: 'float32', shape: [SIDE, 1], data },
      y: { dtype: 'float32', shape: [1, SIDE], data },
    });
    await expect(failing).rejects.toMatchObject({
      code: 'engine/out-of-memory',
      message: expect.stringMatching(/the inputs alone are 128\.0 MiB/),
      hint: expect.stringMatching(/Largest: x 64\.0 MiB, y 64\.0 MiB/),
      details: { inputBytes: 2 ** 27 },
    });
  });

  test('an output too large for any buffer is reported the same way', async () => {
    const compiling = engine.compile(({ x }) => ({ y: tf.tile(x!.reshape([1, 2]), [SIDE, SIDE / 2]) }), {
      x: PAIR,
    });
    await expect(compiling).rejects.toMatchObject({ code: 'engine/out-of-memory' });
  });
});

test("an engine's other messages keep their words", () => {
  expect(asEngineError(new Error('Non-zero status code'), {})).toMatchObject({
    code: 'engine/failed',
    message: 'Non-zero status code',
  });
  expect(asEngineError('std::bad_alloc', { x: PAIR })).toMatchObject({ code: 'engine/out-of-memory' });
});
