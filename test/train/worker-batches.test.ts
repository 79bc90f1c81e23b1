import { expect, test } from 'vitest';
import { sharedStep } from '../../src/train/worker-batches.ts';

test('a step of three batches is four smaller ones for two workers, and as it was for one or three', () => {
  const step = { batchPatches: 1024, batchesPerStep: 3 };
  expect(sharedStep(step, 1)).toEqual(step);
  expect(sharedStep(step, 3)).toEqual(step);
  expect(sharedStep(step, 2)).toEqual({ batchPatches: 768, batchesPerStep: 4 });
  expect(sharedStep(step, 8)).toEqual({ batchPatches: 384, batchesPerStep: 8 });
});
