import { expect, test } from 'vitest';
import { mixedPairs } from '../../src/bytes/pair-source.ts';
import type { PairBytes } from '../../src/bytes/sequence.ts';
import { storedPairs } from '../../src/bytes/stored-pairs.ts';
import { remixedPairs, syntheticPairs } from '../../src/music/rendered-pairs.ts';

const numbered = (n: number, mark = 0): PairBytes[] =>
  Array.from({ length: n }, (_, i) => ({
    sourceFormat: 'abc',
    targetFormat: 'mid',
    source: Uint8Array.of(i),
    target: Uint8Array.of(mark, i, i),
  }));

test('a mixture takes its share evenly and skips nothing of either stream', async () => {
  const a = { name: 'a', size: undefined, pair: async (i: number) => numbered(i + 1, 1)[i] };
  const b = { name: 'b', size: undefined, pair: async (i: number) => numbered(i + 1, 2)[i] };
  const mixed = mixedPairs(a, b, 0.3);
  const taken = await Promise.all(Array.from({ length: 100 }, (_, i) => mixed.pair(i)));
  const of = (mark: number) => taken.filter((p) => p!.target[0] === mark).map((p) => p!.source[0]);
  expect(of(2)).toEqual([...Array(30).keys()]);
  expect(of(1)).toEqual([...Array(70).keys()]);
});

test('a synthetic pair depends on its index alone', async () => {
  const source = syntheticPairs(3, { profile: 'short' });
  const again = syntheticPairs(3, { profile: 'short' });
  await again.pair(0);
  expect(await again.pair(41)).toEqual(await source.pair(41));
  expect(await syntheticPairs(4, { profile: 'short' }).pair(41)).not.toEqual(await source.pair(41));
});

test('a remixed pair depends on its index alone; what is not ABC is not remixed', async () => {
  const text = (pair?: PairBytes) => pair && new TextDecoder().decode(pair.source);
  const source = syntheticPairs(3, { profile: 'short' });
  const remixes = remixedPairs(3, source);
  const again = remixedPairs(3, syntheticPairs(3, { profile: 'short' }));
  await again.pair(0);
  const taken: (PairBytes | undefined)[] = [];
  const plain: (PairBytes | undefined)[] = [];
  for (let i = 0; i < 40; i++) {
    taken.push(await remixes.pair(i));
    plain.push(await source.pair(i));
  }
  for (const i of [39, 7, 20]) expect(await again.pair(i)).toEqual(taken[i]);
  expect(taken.filter((pair) => pair !== undefined).length).toBeGreaterThan(30);
  expect(taken.filter((pair, i) => pair && text(pair) !== text(plain[i])).length).toBeGreaterThan(25);
  expect(
    await remixedPairs(3, storedPairs('MIDI', [{ ...plain[0]!, sourceFormat: 'mid' }], 1)).pair(0),
  ).toBeUndefined();
});
