import { afterAll, describe, expect, test } from 'vitest';
import { END } from '../../src/bytes/symbols.ts';
import { CONVERT_DEFAULTS } from '../../src/convert/model.ts';
import { onnxEngine } from '../../src/engine/onnx/onnx-engine.ts';
import type { SamplingOptions } from '../../src/generate/choose.ts';
import { openDecoder } from '../../src/generate/decoder.ts';
import { RepeatDrafts } from '../../src/generate/drafts.ts';
import { generate } from '../../src/generate/generate.ts';
import { generateMany } from '../../src/generate/generate-many.ts';
import { generateNaively } from '../../src/generate/naive.ts';
import { conversionPrefix } from '../../src/generate/prefix.ts';
import type { ModelConfig } from '../../src/model/config.ts';
import { loudWeights, NANO, SOURCES } from '../convert/nano.ts';

const engine = onnxEngine({ threads: 1 });
afterAll(() => engine.dispose());

const WAYS: Record<string, Partial<SamplingOptions>> = {
  greedy: {},
  'temperature 1': { temperature: 1, seed: 3 },
  'temperature 0.7, top-k 20, top-p 0.9': { temperature: 0.7, topK: 20, topP: 0.9, seed: 4 },
};

const CONFIGS: Record<string, ModelConfig> = {
  ...NANO,
  'bgpt-2 with the bytes of the patch before': { ...NANO['bgpt-2'], previousBytes: true },
  'bgpt-2 with byte features': { ...NANO['bgpt-2'], byteFeatures: true },
  'bgpt-2 with both': { ...NANO['bgpt-2'], previousBytes: true, byteFeatures: true },
  'bgpt-2 with these and value residuals': {
    ...NANO['bgpt-2'],
    previousBytes: true,
    byteFeatures: true,
    valueResiduals: true,
  },
};

/** Logits of the ways differ in their last bits only, so that a tie nearer than that could part them: none of these is. */
describe.each(Object.entries(CONFIGS))(
  '%s: every way of generating writes the bytes of the naive decode',
  (_, config) => {
    const weights = loudWeights(config, 7);
    const decoder = openDecoder(engine, config, weights);
    const prefixes = SOURCES.map((bytes) => conversionPrefix({ format: 'abc', bytes }, 'mid', config));

    test.each(Object.entries(WAYS))('%s', async (_, sampling) => {
      const options = { ...CONVERT_DEFAULTS, ...sampling };
      const expected: number[][] = [];
      for (const prefix of prefixes)
        expected.push([...(await generateNaively(engine, config, weights, prefix, sampling))]);
      // a model that writes nothing, or the same whatever it reads, would prove nothing
      expect(Math.min(...expected.map((bytes) => bytes.length))).toBeGreaterThan(20);
      expect(new Set(expected.map(String)).size).toBe(SOURCES.length);

      for (const drafts of [false, true])
        for (const [i, prefix] of prefixes.entries()) {
          const parts: number[] = [];
          for await (const bytes of generate(decoder, prefix, { ...options, drafts, guard: undefined }))
            parts.push(...bytes);
          expect(parts, `file ${i}, ${drafts ? 'drafted' : 'cached'}`).toEqual(expected[i]);
        }
      // two rows for three files: one row takes a second file
      for (const rows of [2, 3]) {
        const batched: number[][] = [];
        for await (const { index, bytes } of generateMany(decoder, prefixes, { ...options, rows }))
          batched[index] = [...bytes];
        expect(batched, `a batch of ${rows}`).toEqual(expected);
      }
    });
  },
);

test.each(Object.entries(CONFIGS))(
  '%s: two outputs that are read in turns have the bytes that each has alone',
  async (_, config) => {
    const decoder = openDecoder(engine, config, loudWeights(config, 7, 0.3));
    const options = { ...CONVERT_DEFAULTS, guard: undefined };
    const open = (bytes: Uint8Array) =>
      generate(decoder, conversionPrefix({ format: 'abc', bytes }, 'mid', config), options);
    const alone: number[][] = [];
    for (const source of SOURCES) {
      const parts: number[] = [];
      for await (const bytes of open(source)) parts.push(...bytes);
      alone.push(parts);
    }
    const runs = SOURCES.map((source) => ({ run: open(source), parts: [] as number[], done: false }));
    while (runs.some(({ done }) => !done))
      for (const one of runs) {
        const next = await one.run.next();
        if (next.done) one.done = true;
        else one.parts.push(...next.value);
      }
    expect(runs.map(({ parts }) => parts)).toEqual(alone);
  },
);

test('drafts that hold are counted, and what does not repeat is not drafted', async () => {
  const config = NANO.bgpt;
  const decoder = openDecoder(engine, config, loudWeights(config, 7, 0.3));
  const run = generate(decoder, conversionPrefix({ format: 'abc', bytes: SOURCES[0]! }, 'mid', config), {
    ...CONVERT_DEFAULTS,
    guard: undefined,
  });
  let last = await run.next();
  while (!last.done) last = await run.next();
  const { drafted, accepted } = last.value;
  expect(accepted).toBeGreaterThan(0);
  expect(accepted).toBeLessThanOrEqual(drafted);

  const written = [1, 2, 3, 4, 5, END, 1, 2, 3, 4, 5, END, 1, 2, 3, 4];
  const patch = (...symbols: number[]) => Uint16Array.from({ length: 16 }, (_, i) => symbols[i] ?? END);
  const drafts = new RepeatDrafts(written, 16);
  expect(drafts.patches(patch(1, 2, 3, 4), 4, 2)).toEqual([patch(1, 2, 3, 4, 5), patch(1, 2, 3, 4, 5)]);
  expect(new RepeatDrafts([1, 2, 3, 4, 5, 6, 7, 8, 9], 16).patches(patch(), 0, 2)).toEqual([]);
});
