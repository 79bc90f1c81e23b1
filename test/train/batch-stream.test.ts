/** Hazards: an order that depends on the clock or on how far ahead was prepared, memory that runs ahead, a resume that differs. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PairSource } from '../../src/bytes/pair-source.ts';
import { storedPairs } from '../../src/bytes/stored-pairs.ts';
import { PRESETS } from '../../src/model/config.ts';
import { batchStream, STREAM_START, type StepBatches } from '../../src/train/batch-stream.ts';
import { lookAhead } from '../../src/train/look-ahead.ts';
import { pairOf } from './run.ts';

const pairs = Array.from({ length: 50 }, (_, i) => pairOf(i, 20 + 7 * (i % 9)));
const shapes = [{ rows: 2, length: 16, scored: 24 }];
const options = { poolPairs: 16, batchesPerStep: 2, seed: 5, sourceWeight: 0 };
const stored = () => storedPairs('pairs', pairs, 1);

const open = (from = STREAM_START, more = {}, source: PairSource = stored()) =>
  batchStream(source, PRESETS.bgpt.nano, shapes, { ...options, ...more }, from);

/** The first so many steps, the stream closed behind them. */
async function take(stream: ReturnType<typeof open>, count: number): Promise<StepBatches[]> {
  const steps: StepBatches[] = [];
  for await (const step of stream) if (steps.push(step) === count) break;
  return steps;
}

test('a stream that goes on from a position deals out what the undisturbed one would', async () => {
  const straight = await take(open(), 24);
  for (const [k, { next }] of straight.slice(0, 20).entries())
    expect(await take(open(next), 3)).toEqual(straight.slice(k + 1, k + 4));
});

test('what comes does not depend on when pairs come, nor on how many pools are prepared ahead', async () => {
  const expected = await take(open(), 12);
  const delayed = fc.asyncProperty(
    fc.infiniteStream(fc.nat({ max: 3 })),
    fc.nat({ max: 3 }),
    async (delays, poolsAhead) => {
      const inner = stored();
      const source: PairSource = {
        ...inner,
        async pair(index) {
          for (let turns = delays.next().value; turns > 0; turns--) await new Promise(setImmediate);
          return inner.pair(index);
        },
      };
      expect(await take(open(STREAM_START, { poolsAhead }, source), 12)).toEqual(expected);
    },
  );
  await fc.assert(delayed, { numRuns: 8 });
});

test('hazard: no more is prepared ahead than was allowed', async () => {
  let asked = 0;
  const inner = stored();
  const source: PairSource = { ...inner, pair: (index) => inner.pair(Math.max(asked++, index)) };
  const stream = open(STREAM_START, { poolsAhead: 1 }, source);
  await stream.next();
  for (let turns = 0; turns < 200; turns++) await new Promise(setImmediate);
  expect(asked).toBe(32);
  await stream.return(0);
});

test('an end within a pool is an end: each pair before it comes once, and all were drawn', async () => {
  const steps: StepBatches[] = [];
  const stream = open(STREAM_START, { end: 40 });
  for await (const step of stream) steps.push(step);
  const seen = steps.flatMap(({ batches }) => batches.flatMap(({ placed }) => placed.map((p) => p.sequence)));
  expect(seen.length).toBe(40);
  expect(steps.at(-1)).toMatchObject({ drawn: 40, next: { pool: 40, step: 0, pairs: 40 } });
  const drawn = steps.map((step) => step.drawn);
  expect(drawn).toEqual([...drawn].sort((a, b) => a - b));
});

test('a source that gives nothing is a coded error, told when its turn comes', async () => {
  const none: PairSource = { name: 'none', size: undefined, pair: async () => undefined };
  await expect(open(STREAM_START, {}, none).next()).rejects.toMatchObject({ code: 'train/no-pairs' });
  const thenNone: PairSource = {
    name: 'some',
    size: undefined,
    pair: async (index) => (index < 16 ? pairs[index] : undefined),
  };
  const stream = open(STREAM_START, {}, thenNone);
  const first = await stream.next();
  expect((first.value as StepBatches).batches.length).toBeGreaterThan(0);
  await expect(
    (async () => {
      for await (const _ of stream);
    })(),
  ).rejects.toMatchObject({ code: 'train/no-pairs' });
});

test('an iterator that is left is closed at its source', async () => {
  let closed = false;
  async function* numbers() {
    try {
      for (let i = 0; ; i++) yield i;
    } finally {
      closed = true;
    }
  }
  const seen: number[] = [];
  for await (const n of lookAhead(numbers(), 3)) if (seen.push(n) === 5) break;
  expect(seen).toEqual([0, 1, 2, 3, 4]);
  expect(closed).toBe(true);
});
