/** Hazards: baselines that are too weak because they are wrong, or that leave bits out that the model has to pay. */
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { measureBaselines } from '../../src/measure/baselines.ts';
import { orderK } from '../../src/measure/order-k.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

test('an order-k model prices what it has read no higher than what it has not', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 40 }),
      fc.integer({ min: 0, max: 3 }),
      (file, order) => {
        const model = orderK(order);
        const before = model.bits(file);
        model.learn(file);
        expect(model.bits(file)).toBeLessThan(before);
      },
    ),
  );
});

test('an empty model prices all 257 symbols alike', () => {
  expect(orderK(3).bits(bytes('abc'))).toBeCloseTo(4 * Math.log2(257), 9);
});

test('Witten-Bell by hand: after one file "a", order 0', () => {
  const model = orderK(0);
  model.learn(bytes('a'));
  // two symbols seen once each (a, end): p = (1 + 2/257) / 4 for each, (2/257) / 4 for any other
  const seen = (1 + 2 / 257) / 4;
  const other = 2 / 257 / 4;
  expect(model.bits(bytes('a'))).toBeCloseTo(-2 * Math.log2(seen), 9);
  expect(model.bits(bytes('b'))).toBeCloseTo(-Math.log2(other) - Math.log2(seen), 9);
  // all 257 together make 1
  expect(2 * seen + 255 * other).toBeCloseTo(1, 12);
});

test('longer contexts tell more of text that repeats', () => {
  const text = bytes('the cat sat on the mat, the cat sat on the hat. '.repeat(20));
  const bits = [0, 1, 2, 3].map((order) => {
    const model = orderK(order);
    model.learn(text);
    return model.bits(text);
  });
  expect(bits).toEqual([...bits].sort((a, b) => b - a));
});

test('figures are bits per target byte, ends included, and the source helps where it should', async () => {
  const noise = Uint8Array.from({ length: 400 }, (_, i) => (i * 7919 + i * i * 31 + (i >> 3) * 17) & 255);
  const pairs = [
    { source: noise, target: noise },
    { source: noise, target: noise.slice(100) },
  ];
  const { files, targetBytes, learntFrom, bitsPerByte } = await measureBaselines(pairs);
  expect([files, targetBytes, learntFrom]).toEqual([2, 700, 0]);
  expect(bitsPerByte.uniform).toBeCloseTo((Math.log2(257) * 702) / 700, 9);
  expect(bitsPerByte.gzip).toBeCloseTo(
    (8 * (gzipSync(noise, { level: 9 }).length + gzipSync(noise.slice(100), { level: 9 }).length)) / 700,
    9,
  );
  expect(bitsPerByte['gzip given source']).toBeLessThan(0.3 * bitsPerByte.gzip);
  expect(bitsPerByte['brotli given source']).toBeLessThan(0.3 * bitsPerByte.brotli);
});

test('trained on other files, the order-k models do not learn from what they price', async () => {
  const a = [{ source: bytes('x'), target: bytes('abcabcabc') }];
  const once = await measureBaselines(a, a);
  const twice = await measureBaselines([...a, ...a], a);
  expect(once.learntFrom).toBe(1);
  expect(twice.bitsPerByte['order-2']).toBeCloseTo(once.bitsPerByte['order-2'], 9);
});
