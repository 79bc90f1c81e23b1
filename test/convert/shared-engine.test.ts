/** An engine that the caller opened is the caller's: models come and go on it. */
import { afterAll, expect, test } from 'vitest';
import { openModel } from '../../src/convert/model.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { onnxEngine } from '../../src/engine/onnx/onnx-engine.ts';
import { BgptError } from '../../src/errors.ts';
import { loudWeights, NANO } from './nano.ts';

const TUNE = 'X:1\nT:x\nK:C\nCDEF|\n';
const config = NANO['bgpt-2'];
const weights = loudWeights(config, 5);
const engine = onnxEngine({ threads: 1 });
afterAll(() => engine.dispose());

/** The engine with its compilations counted, and the first of them refused where `fails` says so. */
function counted(fails = 0): { engine: Engine; compilations: () => number } {
  let count = 0;
  return {
    compilations: () => count,
    engine: {
      ...engine,
      compile(...args) {
        count++;
        if (count <= fails) return Promise.reject(new BgptError('engine/failed', 'for once'));
        return engine.compile(...args);
      },
    },
  };
}

test('dispose of one model leaves the engine to the other', async () => {
  const [one, other] = [openModel(engine, config, weights), openModel(engine, config, weights)];
  const before = await one.convert(TUNE);
  await one.dispose();
  const { midi } = await other.convert(TUNE);
  expect([...midi]).toEqual([...before.midi]);
  expect([...(await other.convert(TUNE)).midi]).toEqual([...midi]);
  await other.dispose();
});

test('a model whose first compilation failed works at the next call', async () => {
  const { engine: failing } = counted(1);
  const model = openModel(failing, config, weights);
  await expect(model.convert(TUNE)).rejects.toThrow('for once');
  expect((await model.convert(TUNE)).midi.length).toBeGreaterThan(0);
  await model.dispose();
});

test('bits per byte: the second pair compiles nothing, and costs what it costs among others', async () => {
  const { engine: counting, compilations } = counted();
  const model = openModel(counting, config, weights);
  const pairs = [
    { abc: TUNE, midi: new Uint8Array(60).fill(64) },
    { abc: TUNE, midi: new Uint8Array(70).fill(65) },
  ];
  const alone = [await model.bitsPerByte(pairs[0]!)];
  const before = compilations();
  expect(before).toBeGreaterThan(0);
  alone.push(await model.bitsPerByte(pairs[1]!), await model.bitsPerByte(pairs[0]!));
  expect(compilations()).toBe(before);
  expect(alone[2]).toBe(alone[0]);
  const { perFile } = await model.evaluate(pairs);
  for (const [i, { bpb }] of perFile.entries()) expect(bpb).toBeCloseTo(alone[i]!, 4);
  await model.dispose();
});
