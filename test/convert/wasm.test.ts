/** The shipped model where the native library is missing: the bytes must not depend on which build of ONNX Runtime ran. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadModel } from '../../src/convert/load-model.ts';

const ROOT = join(import.meta.dirname, '../..');
const ABC = readFileSync(join(ROOT, 'corpora/bundled/hot-cross-buns.abc'), 'utf8');

async function converted(engine: 'onnx' | 'wasm') {
  const model = await loadModel(join(ROOT, 'checkpoints/tunes-6m'), { engine });
  const { midi, verdict } = await model.convert(ABC);
  const bitsPerByte = await model.bitsPerByte({ abc: ABC, midi });
  await model.dispose();
  return { midi, valid: verdict.valid, bitsPerByte };
}

test('WebAssembly writes the bytes that the native library writes', { timeout: 120_000 }, async () => {
  const [native, wasm] = [await converted('onnx'), await converted('wasm')];
  expect(wasm.midi).toEqual(native.midi);
  expect(wasm.valid).toBe(true);
  // sums of the same float32 products in another order
  expect(Math.abs(wasm.bitsPerByte - native.bitsPerByte)).toBeLessThan(1e-5);
});
