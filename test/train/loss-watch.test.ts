import { expect, test } from 'vitest';
import { lossWatch } from '../../src/train/loss-watch.ts';

/** A watch that has seen a hundred steps at half a bit. */
function settled() {
  const watch = lossWatch();
  for (let i = 0; i < 100; i++) expect(watch.diverged(0.5)).toBe(false);
  return watch;
}

test('what is no number stops at once', () => {
  expect(lossWatch().diverged(Number.NaN)).toBe(true);
  expect(settled().diverged(Number.POSITIVE_INFINITY)).toBe(true);
});

test('a batch of a kind never seen costs four times as much, and stops nothing', () => {
  const watch = settled();
  expect(watch.diverged(4)).toBe(false);
  expect(watch.alarmed).toBe(true);
  expect(watch.diverged(0.5)).toBe(false);
  expect(watch.alarmed).toBe(false);
  expect(watch.usual()).toBeCloseTo(0.5);
});

test('a loss that stays high stops the run, and does not become the usual one', () => {
  const watch = settled();
  const verdicts = [4, 5, 6, 5, 4].map((bpb) => watch.diverged(bpb));
  expect(verdicts).toEqual([false, false, false, false, true]);
  expect(watch.usual()).toBeCloseTo(0.5);
});

test('before a level is known nothing is far from it', () => {
  const watch = lossWatch();
  for (let i = 0; i < 20; i++) expect(watch.diverged(i % 2 === 0 ? 0.1 : 9)).toBe(false);
});
