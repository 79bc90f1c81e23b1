import { expect, test } from 'vitest';
import { END } from '../../src/bytes/symbols.ts';
import { onnxEngine } from '../../src/engine/onnx/onnx-engine.ts';
import { FEATURES, patchFeatures, symbolTable } from '../../src/model/byte-features.ts';
import { PRESETS, SYMBOLS } from '../../src/model/config.ts';
import { initialWeights } from '../../src/model/initial-weights.ts';

const config = { ...PRESETS['bgpt-2'].nano, byteFeatures: true };

/** Weights under which a feature is a column: the sum of what is read shows them. */
function plainWeights() {
  const weights = initialWeights(config, 3);
  weights['byte.embedding']!.data.fill(0);
  const { data } = weights['byte.features']!;
  data.fill(0);
  for (let i = 0; i < FEATURES; i++) data[i * config.byteHidden + i] = 1;
  return weights;
}

test('a byte is its eight bits and its value; END is none', async () => {
  const engine = onnxEngine({ threads: 1 });
  const program = await engine.compile(
    (t) => ({ table: symbolTable(t, config).clone() }),
    {},
    {
      constants: plainWeights(),
    },
  );
  const { table } = await program.run({});
  const row = (symbol: number) =>
    Array.from(table!.data.subarray(symbol * config.byteHidden, symbol * config.byteHidden + FEATURES));
  expect(row(0)).toEqual([-1, -1, -1, -1, -1, -1, -1, -1, -1]);
  expect(row(255)).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1]);
  expect(row(0x85).slice(0, 8)).toEqual([1, -1, 1, -1, -1, -1, -1, 1]);
  expect(row(0x85)[8]).toBeCloseTo(133 / 127.5 - 1, 6);
  expect(row(END)).toEqual(new Array(FEATURES).fill(0));
  expect(new Set(Array.from({ length: SYMBOLS }, (_, symbol) => String(row(symbol)))).size).toBe(SYMBOLS);
  await engine.dispose();
});

test('a patch reads the features of each byte at its own place', async () => {
  const engine = onnxEngine({ threads: 1 });
  const weights = initialWeights(config, 3);
  const { hidden, patchSize: size } = config;
  const program = await engine.compile(
    (t) => ({ read: patchFeatures(t, t.patches!) }),
    { patches: { dtype: 'int32', shape: [1, size] } },
    { constants: weights },
  );
  const matrix = weights['patch.features']!.data;
  const data = new Int32Array(size).fill(END);
  data[3] = 0;
  const { read } = await program.run({ patches: { dtype: 'int32', shape: [1, size], data } });
  for (let i = 0; i < hidden; i++) {
    let sum = 0;
    for (let feature = 0; feature < FEATURES; feature++)
      sum -= matrix[(3 * FEATURES + feature) * hidden + i]!;
    expect(read!.data[i]).toBeCloseTo(sum, 4);
  }
  await engine.dispose();
});
