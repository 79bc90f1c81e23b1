/** A step run hundreds of times: the same bits every time, no tensor and no memory more. */
import { afterAll, expect, test } from 'vitest';
import { onnxEngine } from '../../src/engine/onnx/onnx-engine.ts';
import * as tf from '../../src/graph/tf.ts';
import { bytesInUse } from '../memory.ts';
import { batch, firstState, STATE_BYTES, STEP_SIGNATURE, step } from './small-step.ts';

const engines = [onnxEngine({ threads: 2 }), onnxEngine({ threads: 2 })];
afterAll(() => Promise.all(engines.map((engine) => engine.dispose())));

/** Twenty steps from the first state: losses and the last weights, as bits. */
async function history(engine = engines[0]!): Promise<string> {
  const program = await engine.compile(step, STEP_SIGNATURE);
  const state = firstState(engine);
  const bits: string[] = [];
  for (let i = 1; i <= 20; i++) {
    const { loss } = await program.run(batch(i), state);
    bits.push(Buffer.from(loss!.data.slice().buffer).toString('hex'));
  }
  for (const name of state.names)
    bits.push(Buffer.from((await state.read(name)).data.buffer).toString('base64'));
  state.dispose();
  await program.dispose();
  return bits.join();
}

test('the loss falls: the step does learn', async () => {
  const program = await engines[0]!.compile(step, STEP_SIGNATURE);
  const state = firstState(engines[0]!);
  const losses: number[] = [];
  for (let i = 1; i <= 20; i++) losses.push((await program.run(batch(i), state)).loss!.data[0]!);
  expect(losses.at(-1)).toBeLessThan(losses[0]! - 1);
  await program.dispose();
});

test('same inputs, same threads: bit-identical in the same session, another session, another engine', async () => {
  const first = await history();
  expect(await history()).toBe(first);
  expect(await history(engines[1]!)).toBe(first);
});

test('tensors and memory stay as they are over 600 steps', async () => {
  const engine = engines[0]!;
  const program = await engine.compile(step, STEP_SIGNATURE);
  const state = firstState(engine);
  const inputs = batch(1);
  const usage = () => {
    const used = bytesInUse();
    return { used, rss: process.memoryUsage().rss };
  };
  // the first steps fill ONNX Runtime's arena and the allocator's free lists
  for (let i = 0; i < 50; i++) await program.run(inputs, state);
  const { numTensors } = tf.memory();
  const grown: { used: number; rss: number }[] = [];
  for (let stretch = 0; stretch < 3; stretch++) {
    const before = usage();
    for (let i = 0; i < 200; i++) await program.run(inputs, state);
    const after = usage();
    grown.push({ used: after.used - before.used, rss: after.rss - before.rss });
  }
  expect(tf.memory().numTensors).toBe(numTensors);
  // One copy of the state a step would be 200 × 1 MB in every stretch
  expect(STATE_BYTES).toBeGreaterThan(900_000);
  const least = (of: 'used' | 'rss') => Math.min(...grown.map((figures) => figures[of]));
  expect(least('used')).toBeLessThan(2 ** 20);
  // what the allocator keeps or gives back moves a stretch, not all three
  expect(least('rss')).toBeLessThan(16 * 2 ** 20);
  await program.dispose();
});

test('programs compiled and disposed leave no tensor behind', async () => {
  const before = tf.memory().numTensors;
  for (let i = 0; i < 5; i++) await (await engines[0]!.compile(step, STEP_SIGNATURE)).dispose();
  expect(tf.memory().numTensors).toBe(before);
});
