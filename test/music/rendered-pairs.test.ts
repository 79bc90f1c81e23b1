import { expect, test } from 'vitest';
import { mixedPairs, storedPairs } from '../../src/bytes/pair-source.ts';
import type { PairBytes } from '../../src/bytes/sequence.ts';
import { PRESETS } from '../../src/model/config.ts';
import { remixedPairs, syntheticPairs } from '../../src/music/rendered-pairs.ts';
import { openBatchStream, STREAM_START } from '../../src/train/batch-stream.ts';

const numbered = (n: number, mark = 0): PairBytes[] =>
  Array.from({ length: n }, (_, i) => ({
    sourceFormat: 'abc',
    targetFormat: 'mid',
    source: Uint8Array.of(i),
    target: Uint8Array.of(mark, i, i),
  }));

test('an epoch holds every stored pair once, in an order of its own', () => {
  const source = storedPairs('twenty', numbered(20), 1);
  const epoch = (n: number) => Array.from({ length: 20 }, (_, i) => source.pair(20 * n + i)!.source[0]!);
  for (const n of [0, 1, 5]) expect([...epoch(n)].sort((a, b) => a - b)).toEqual([...Array(20).keys()]);
  expect(epoch(0)).not.toEqual(epoch(1));
  expect(epoch(1)).toEqual(epoch(1));
});

test('a mixture takes its share evenly and skips nothing of either stream', () => {
  const a = { name: 'a', size: undefined, pair: (i: number) => numbered(i + 1, 1)[i] };
  const b = { name: 'b', size: undefined, pair: (i: number) => numbered(i + 1, 2)[i] };
  const mixed = mixedPairs(a, b, 0.3);
  const taken = Array.from({ length: 100 }, (_, i) => mixed.pair(i)!);
  const of = (mark: number) => taken.filter((p) => p.target[0] === mark).map((p) => p.source[0]);
  expect(of(2)).toEqual([...Array(30).keys()]);
  expect(of(1)).toEqual([...Array(70).keys()]);
});

test('a synthetic pair depends on its index alone', () => {
  const source = syntheticPairs(3, { profile: 'short' });
  const again = syntheticPairs(3, { profile: 'short' });
  again.pair(0);
  expect(again.pair(41)).toEqual(source.pair(41));
  expect(syntheticPairs(4, { profile: 'short' }).pair(41)).not.toEqual(source.pair(41));
});

test('a remixed pair depends on its index alone; what is not ABC is not remixed', () => {
  const text = (pair?: PairBytes) => pair && new TextDecoder().decode(pair.source);
  const source = syntheticPairs(3, { profile: 'short' });
  const remixes = remixedPairs(3, source);
  const again = remixedPairs(3, syntheticPairs(3, { profile: 'short' }));
  again.pair(0);
  const taken = Array.from({ length: 40 }, (_, i) => remixes.pair(i));
  for (const i of [39, 7, 20]) expect(again.pair(i)).toEqual(taken[i]);
  expect(taken.filter((pair) => pair !== undefined).length).toBeGreaterThan(30);
  expect(taken.filter((pair, i) => pair && text(pair) !== text(source.pair(i))).length).toBeGreaterThan(25);
  expect(
    remixedPairs(3, storedPairs('MIDI', [{ ...source.pair(0)!, sourceFormat: 'mid' }], 1)).pair(0),
  ).toBeUndefined();
});

test('a stream that goes on from a position deals out what the undisturbed one would', () => {
  const open = (from = STREAM_START) =>
    openBatchStream(
      storedPairs('pairs', numbered(50), 1),
      PRESETS.bgpt.nano,
      [{ rows: 2, length: 16, scored: 12 }],
      { poolPairs: 16, batchesPerStep: 2, seed: 5, sourceWeight: 0 },
      from,
    );
  const straight = open();
  for (let k = 0; k < 12; k++) {
    const { next } = straight.take();
    const fork = open(next);
    expect(fork.take()).toEqual(open(next).take());
    const sideBySide = open();
    for (let i = 0; i <= k; i++) sideBySide.take();
    sideBySide.take();
    expect(fork.take()).toEqual(sideBySide.take());
  }
});
