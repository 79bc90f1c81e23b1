import { afterAll, expect, test } from 'vitest';
import { END } from '../../src/bytes/symbols.ts';
import { onnxEngine } from '../../src/engine/onnx/onnx-engine.ts';
import { SYMBOLS } from '../../src/model/config.ts';
import { isPatchWeight, verifyProgram, verifySignature } from '../../src/model/decode.ts';
import { stateWidth } from '../../src/model/model.ts';
import { loudWeights, NANO } from '../convert/nano.ts';

const without = NANO['bgpt-2'];
const config = { ...without, previousBytes: true };
const { patchSize: size } = config;
const width = stateWidth(config);
const engine = onnxEngine({ threads: 1 });
afterAll(() => engine.dispose());

const weights = Object.fromEntries(
  Object.entries(loudWeights(config, 7)).filter(([name]) => !isPatchWeight(name)),
);
const given = {
  states: {
    dtype: 'float32' as const,
    shape: [1, width],
    data: Float32Array.from({ length: width }, (_, i) => Math.sin(i)),
  },
  targets: {
    dtype: 'int32' as const,
    shape: [1, size],
    data: Int32Array.from({ length: size }, (_, i) => i),
  },
};

/** Logits of each place of one patch behind these bytes. */
async function logitsBehind(...bytes: number[]): Promise<Float32Array[]> {
  const program = await engine.compile(verifyProgram(config), verifySignature(config, 1), {
    constants: weights,
  });
  const previous = {
    dtype: 'int32' as const,
    shape: [1, size],
    data: Int32Array.from({ length: size }, (_, i) => bytes[i] ?? END),
  };
  return places((await program.run({ ...given, previous })).logits!.data as Float32Array);
}

function places(logits: Float32Array): Float32Array[] {
  return Array.from({ length: size }, (_, k) => logits.slice(k * SYMBOLS, (k + 1) * SYMBOLS));
}

function apart(a: Float32Array, b: Float32Array): number {
  return a.reduce((most, x, i) => Math.max(most, Math.abs(x - b[i]!)), 0);
}

test('every place sees every byte of the patch before', async () => {
  const bytes = Array.from({ length: size }, (_, i) => 3 * i);
  const logits = await logitsBehind(...bytes);
  for (const changed of [0, size - 1]) {
    const others = await logitsBehind(...bytes.map((byte, i) => (i === changed ? 255 : byte)));
    for (let k = 0; k < size; k++) expect(apart(logits[k]!, others[k]!)).toBeGreaterThan(1e-3);
  }
});

test('behind an empty patch the logits are those of a model that does not look back', async () => {
  const program = await engine.compile(verifyProgram(without), verifySignature(without, 1), {
    constants: weights,
  });
  const expected = places((await program.run(given)).logits!.data as Float32Array);
  const logits = await logitsBehind();
  for (let k = 0; k < size; k++) expect(apart(logits[k]!, expected[k]!)).toBeLessThan(1e-4);
});

test('the same bytes at other places are something else', async () => {
  const logits = await logitsBehind(1, 2);
  const others = await logitsBehind(2, 1);
  expect(apart(logits[0]!, others[0]!)).toBeGreaterThan(1e-3);
});
