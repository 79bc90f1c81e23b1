import { expect, test } from 'vitest';
import { PRESETS } from '../../src/model/config.ts';
import { trainingFlops, usefulFlops } from '../../src/model/flops.ts';

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

test('bgpt-2: the bytes of the patch before are as many places again, and features a product of each patch', () => {
  const config = { ...PRESETS['bgpt-2'].nano, pointerHeads: 0, patchSize: 12 };
  const block = (n: number) => 2 * (12 * 64 * 64) + 2 * (2 * n * 64);
  const symbols = 12 * (2 * block(24) - block(12) + 2 * 64 * 257);
  const both = { ...config, previousBytes: true, byteFeatures: true };
  const features = 2 * 10 * (2 * (12 * 9) * 64);
  expect(trainingFlops(both, batch) - trainingFlops(config, batch)).toBe(3 * (5 * symbols + features));
});

test('twice the rows and scored patches cost twice', () => {
  const twice = { rows: 4, length: 10, scored: 10 };
  for (const config of [PRESETS.bgpt.small, PRESETS['bgpt-2'].small])
    expect(trainingFlops(config, twice)).toBe(2 * trainingFlops(config, batch));
});

test('rows of symbols cost what they hold, not what whole patches would', () => {
  const config = PRESETS['bgpt-2'].small;
  const whole = trainingFlops(config, { rows: 2, length: 10, scored: 64 });
  // 64 patches of 16 places are 32 rows of 32
  const ratio = trainingFlops(config, { rows: 2, length: 10, scored: 64, byteRows: 8 }) / whole;
  expect(ratio).toBeGreaterThan(0.25);
  expect(ratio).toBeLessThan(0.6);
});

test('causal attention by blocks of a long row costs five eighths of the square', () => {
  const config = { ...PRESETS.bgpt.nano, patchLength: 512 };
  const attention = (length: number) =>
    trainingFlops(config, { rows: 1, length, scored: 0 }) -
    512 * (trainingFlops(config, { rows: 1, length: 1, scored: 0 }) - 3 * 4 * 64);
  expect(attention(512)).toBe(3 * 4 * 64 * 512 * 512 * 0.625);
});

test.each([false, true])(
  'what is useful is never more than what is computed, patch before %s',
  (previousBytes) => {
    const config = { ...PRESETS['bgpt-2'].small, previousBytes };
    const useful = usefulFlops(config, { patches: 400, scored: 200, symbols: 1800 });
    expect(useful).toBeLessThan(trainingFlops(config, { rows: 1, length: 416, scored: 208, byteRows: 60 }));
  },
);
