import { expect, test } from 'vitest';
import { PRESETS } from '../../src/model/config.ts';
import { trainingFlops } from '../../src/model/flops.ts';

const batch = { rows: 2, length: 10, scored: 5 };

test('bgpt, counted by hand', () => {
  const d = 64;
  const products = 2 * (d * 3 * d + d * d + d * 4 * d + 4 * d * d);
  const patches = 2 * 10 * (products + 2 * (2 * 10 * d));
  const symbols = 5 * 16 * (products + 2 * (2 * 16 * d) + 2 * d * 257);
  expect(trainingFlops(PRESETS.bgpt.nano, batch)).toBe(3 * (patches + symbols));
});

test('bgpt-2: its byte decoder has a width of its own and reads slices of the state', () => {
  const sizes = { hidden: 128, byteHidden: 64, mlpRatio: 2, patchSize: 12 };
  const config = { ...PRESETS['bgpt-2'].nano, ...sizes, pointerHeads: 0 };
  const block = (d: number, n: number) => 2 * (d * 3 * d + d * d + d * 2 * d + 2 * d * d) + 2 * (2 * n * d);
  const patches = 2 * 10 * block(128, 10);
  const symbols = 5 * (2 * 128 * 12 * 64 + 12 * (block(64, 12) + 2 * 64 * 257));
  expect(trainingFlops(config, batch)).toBe(3 * (patches + symbols));
});

test('bgpt-2: a pointer looks at every patch of its row and brings the codes of its bytes', () => {
  const config = { ...PRESETS['bgpt-2'].nano, headWidth: 64, patchSize: 12 };
  const patches = 2 * 10 * (2 * 64 * (2 * 2 * 64) + 2 * 2 * 10 * (64 + 12 * 32));
  const scored = 5 * 12 * (2 * (2 * 32) * 64);
  const without = trainingFlops({ ...config, pointerHeads: 0 }, batch);
  expect(trainingFlops(config, batch) - without).toBe(3 * (patches + scored));
});

test('twice the rows and scored patches cost twice', () => {
  const twice = { rows: 4, length: 10, scored: 10 };
  for (const config of [PRESETS.bgpt.small, PRESETS['bgpt-2'].small])
    expect(trainingFlops(config, twice)).toBe(2 * trainingFlops(config, batch));
});
