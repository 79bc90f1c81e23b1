import { expect, test } from 'vitest';
import type { Program } from '../../src/engine/engine.ts';
import { programCache } from '../../src/engine/program-cache.ts';
import { BgptError } from '../../src/errors.ts';

function program(): Program & { disposed: number } {
  const made = {
    signature: {},
    disposed: 0,
    run: async () => ({}),
    dispose: async () => void made.disposed++,
  };
  return made;
}

test('a compilation that failed is not kept: the next call compiles again', async () => {
  const cache = programCache();
  const broken = () => Promise.reject(new BgptError('engine/failed', 'for once'));
  await expect(cache.get('a', broken)).rejects.toThrow('for once');
  const made = program();
  expect(await cache.get('a', async () => made)).toBe(made);
  expect(await cache.get('a', broken)).toBe(made);
});

test('callers at the same time share one compilation, its failure too', async () => {
  const cache = programCache();
  let compilations = 0;
  const compile = async () => {
    compilations++;
    await Promise.resolve();
    throw new BgptError('engine/failed', 'for both');
  };
  const both = await Promise.allSettled([cache.get('a', compile), cache.get('a', compile)]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(compilations).toBe(1);
});

test('dispose reaches every program, whatever else failed', async () => {
  const cache = programCache();
  const [first, second] = [program(), program()];
  await cache.get('a', async () => first);
  void cache.get('b', () => Promise.reject(new BgptError('engine/failed', 'no'))).catch(() => undefined);
  void cache.get('c', async () => second);
  await cache.dispose();
  expect([first.disposed, second.disposed]).toEqual([1, 1]);
});
