import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chooser, isDrawn, patchNoise, SAMPLING_DEFAULTS } from '../../src/generate/choose.ts';
import { SYMBOLS } from '../../src/model/config.ts';

const logits = fc
  .array(fc.double({ min: -60, max: 60, noNaN: true }), { minLength: SYMBOLS, maxLength: SYMBOLS })
  .map((values) => Float32Array.from(values));

test.each([1e-40, Number.MIN_VALUE, 1e-30, 1e-7])(
  'temperature %d: the likeliest symbol, as at 0',
  (temperature) => {
    const greedy = chooser(SAMPLING_DEFAULTS, undefined);
    fc.assert(
      fc.property(logits, fc.nat(1000), (values, seed) => {
        const options = { ...SAMPLING_DEFAULTS, temperature, seed };
        const cold = chooser(options, isDrawn(options) ? patchNoise(seed, 0, 1) : undefined);
        expect(cold(values, 0, 0)).toBe(greedy(values, 0, 0));
      }),
      { numRuns: 20 },
    );
  },
);

test('every temperature there is draws a symbol that is allowed and not left out', () => {
  const temperature = fc.oneof(
    fc.double({ min: 0, max: 100, noNaN: true }),
    fc.constantFrom(1e-6, 1e-5, 1e-3),
  );
  fc.assert(
    fc.property(
      logits,
      temperature,
      fc.nat(1000),
      fc.integer({ min: 1, max: 4 }),
      (values, t, seed, topK) => {
        const options = { temperature: t, topK, topP: 1, seed };
        const choose = chooser(options, isDrawn(options) ? patchNoise(seed, 0, 1) : undefined);
        const falling = [...values].sort((a, b) => b - a);
        expect(values[choose(values, 0, 0)]).toBeGreaterThanOrEqual(falling[topK - 1]!);
        expect(choose(values, 0, 0, (symbol) => symbol === 200)).toBe(200);
      },
    ),
    { numRuns: 50 },
  );
});
