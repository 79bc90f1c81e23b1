import { expect, test } from 'vitest';
import synthetic from '../../../pipelines/synthetic.ts';
import { BgptError } from '../../../src/errors.ts';
import { syntheticTune } from '../../../src/music/compose/generate.ts';

test('the recipe takes a profile and numbers, and streams that part of the stream', async () => {
  const recipe = synthetic(['short', 'count=5', 'seed=7']);
  expect(recipe.parameters).toMatchObject({ profile: 'short', count: 5, seed: 7, version: 3 });
  const texts: string[] = [];
  for await (const entry of recipe.tunes()) texts.push(entry.abc);
  expect(texts).toEqual([0, 1, 2, 3, 4].map((index) => syntheticTune(7, index, { profile: 'short' })));
});

test.each(['tall', 'count=many', 'colour=3'])('%s is refused', (word) => {
  expect(() => synthetic([word])).toThrow(BgptError);
});
