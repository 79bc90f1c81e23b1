/** A cache that built twice, kept too much, gave up what is in use, or remembered a failure would fail here. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Program } from '../../src/engine/engine.ts';
import { bucketOf, bucketsOf, programCache } from '../../src/engine/program-cache.ts';

function builder() {
  const [built, disposed]: [string[], string[]] = [[], []];
  const build = async (key: string): Promise<Program> => {
    built.push(key);
    await new Promise((resolve) => setTimeout(resolve, 1));
    return {
      signature: {},
      run: async () => ({}),
      dispose: async () => {
        disposed.push(key);
      },
    };
  };
  return { built, disposed, build };
}

test('a program is built once, however often and however simultaneously it is asked for', async () => {
  const { built, build } = builder();
  const cache = programCache(build, 4);
  const [a, b] = await Promise.all([cache.get('a'), cache.get('a')]);
  expect(a).toBe(b);
  expect(await cache.get('a')).toBe(a);
  expect(built).toEqual(['a']);
});

test('the least recently used is disposed first, and built anew when it is asked for', async () => {
  const { built, disposed, build } = builder();
  const cache = programCache(build, 2);
  for (const key of ['a', 'b', 'a', 'c']) await cache.get(key);
  expect(disposed).toEqual(['b']);
  expect(cache.keys).toEqual(['a', 'c']);
  await cache.get('b');
  expect(disposed).toEqual(['b', 'a']);
  expect(built).toEqual(['a', 'b', 'c', 'b']);
});

test('never more live than the limit once all is quiet, and every one is disposed at the end', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e')),
      fc.integer({ min: 1, max: 4 }),
      async (keys, limit) => {
        const { built, disposed, build } = builder();
        const cache = programCache(build, limit);
        await Promise.all(keys.map((key) => cache.get(key)));
        expect(cache.keys.length).toBeLessThanOrEqual(limit);
        expect(built.length - disposed.length).toBe(cache.keys.length);
        await cache.dispose();
        expect([...disposed].sort()).toEqual([...built].sort());
      },
    ),
    { numRuns: 30 },
  );
});

test('a build that fails is not remembered', async () => {
  let tries = 0;
  const { build } = builder();
  const cache = programCache(async (key) => {
    if (tries++ === 0) throw new Error('no');
    return build(key);
  }, 2);
  await expect(cache.get('a')).rejects.toThrow('no');
  expect(cache.keys).toEqual([]);
  await cache.get('a');
  expect(tries).toBe(2);
});

test('buckets: every length fits, padding stays below the factor, none repeats', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 64 }), fc.integer({ min: 64, max: 4096 }), (least, most) => {
      const buckets = bucketsOf(least, most);
      expect(buckets.at(-1)).toBe(most);
      for (let i = 1; i < buckets.length; i++) {
        expect(buckets[i]).toBeGreaterThan(buckets[i - 1]!);
        expect(buckets[i]).toBeLessThanOrEqual(Math.max(buckets[i - 1]! + 1, buckets[i - 1]! * 1.5));
      }
      for (const length of [1, least, Math.min(least + 1, most), most])
        expect(bucketOf(length, buckets)).toBeGreaterThanOrEqual(length);
    }),
  );
  expect(bucketOf(9, [4, 8])).toBe(8);
});
