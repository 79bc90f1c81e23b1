import { expect, test } from 'vitest';
import { rateFactor, SCHEDULE_DEFAULTS } from '../../src/train/schedule.ts';

const linear = {
  ...SCHEDULE_DEFAULTS,
  warmupSteps: 10,
  cooldown: 'linear',
  cooldownShare: 0.5,
  floor: 0,
} as const;

test('the rate rises over the warm-up, stands, and falls to the floor', () => {
  expect(rateFactor(0, 0, linear)).toBeCloseTo(0.1);
  expect(rateFactor(9, 0.1, linear)).toBe(1);
  expect(rateFactor(100, 0.5, linear)).toBe(1);
  expect(rateFactor(150, 0.75, linear)).toBeCloseTo(0.5);
  expect(rateFactor(200, 1, linear)).toBe(0);
  expect(rateFactor(200, 1, { ...linear, floor: 0.1 })).toBeCloseTo(0.1);
});

test('a cosine cool-down is half way down in its middle and flat at both ends', () => {
  const cosine = { ...linear, cooldown: 'cosine' } as const;
  expect(rateFactor(100, 0.75, cosine)).toBeCloseTo(0.5);
  expect(rateFactor(100, 0.51, cosine)).toBeGreaterThan(0.99);
  expect(rateFactor(100, 0.99, cosine)).toBeLessThan(0.01);
});
