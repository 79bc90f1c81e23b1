import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { CONVERT_DEFAULTS, openModel } from '../../src/convert/model.ts';
import { onnxEngine } from '../../src/engine/onnx/onnx-engine.ts';
import { readSmf } from '../../src/formats/midi/smf/read-smf.ts';
import { openDecoder } from '../../src/generate/decoder.ts';
import { generate } from '../../src/generate/generate.ts';
import { generateMany } from '../../src/generate/generate-many.ts';
import { generateNaively } from '../../src/generate/naive.ts';
import { conversionPrefix } from '../../src/generate/prefix.ts';
import { readCheckpoint } from '../../src/store/checkpoint.ts';
import { importPth } from '../../src/store/pth/import-pth.ts';
import { loudWeights, NANO } from './nano.ts';

const SHARED = join(import.meta.dirname, '../../../shared');
const FIXTURE = join(SHARED, 'fixtures/bgpt-tiny');
const TUNES = join(SHARED, 'data/valid.jsonl.gz');
const engine = onnxEngine();
afterAll(() => engine.dispose());

async function fixtureModel() {
  const folder = await mkdtemp(join(tmpdir(), 'bgpt-tiny-'));
  try {
    await importPth(join(FIXTURE, 'weights.pth'), folder);
    return await readCheckpoint(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

describe.skipIf(!existsSync(FIXTURE) || !existsSync(TUNES))('with the files of ../shared', () => {
  test('the parity fixture: greedy bytes are those that PyTorch wrote', async () => {
    const { config, weights } = await fixtureModel();
    const decoder = openDecoder(engine, config, weights);
    const { pairs, greedyMidBase64 } = JSON.parse(readFileSync(join(FIXTURE, 'fixture.json'), 'utf8'));
    for (const [i, base64] of (greedyMidBase64 as string[]).entries()) {
      const prefix = conversionPrefix(
        { format: 'abc', bytes: new TextEncoder().encode(pairs[i].abc) },
        'mid',
        config,
      );
      const bytes: number[] = [];
      for await (const part of generate(decoder, prefix, { ...CONVERT_DEFAULTS, guard: undefined }))
        bytes.push(...part);
      expect(bytes).toEqual([...Buffer.from(base64, 'base64')]);
    }
  });

  test.each([
    ['greedy', {}],
    ['temperature 0.8, top-p 0.95', { temperature: 0.8, topP: 0.95, seed: 11 }],
  ])('50 real tunes, %s: cached, drafted and batched are the naive bytes', async (_, sampling) => {
    const { config, weights } = await fixtureModel();
    const decoder = openDecoder(engine, config, weights);
    const encoder = new TextEncoder();
    const sources = gunzipSync(readFileSync(TUNES))
      .toString()
      .trim()
      .split('\n')
      .map((line) => encoder.encode(JSON.parse(line).abc))
      .filter((source) => source.length < 16 * 50)
      .slice(0, 50);
    expect(sources).toHaveLength(50);
    const options = { ...CONVERT_DEFAULTS, ...sampling };
    const prefixes = sources.map((source) =>
      conversionPrefix({ format: 'abc', bytes: source }, 'mid', config),
    );
    const batched: Uint8Array[] = [];
    for await (const { index, bytes } of generateMany(decoder, prefixes, options)) batched[index] = bytes;
    for (const [i, prefix] of prefixes.entries()) {
      const naive = [...(await generateNaively(engine, config, weights, prefix, sampling))];
      expect([...batched[i]!], `tune ${i}, batched`).toEqual(naive);
      for (const drafts of [false, true]) {
        const bytes: number[] = [];
        for await (const part of generate(decoder, prefixes[i]!, { ...options, drafts, guard: undefined }))
          bytes.push(...part);
        expect(bytes, `tune ${i}, ${drafts ? 'drafted' : 'cached'}`).toEqual(naive);
      }
    }
  });
});

test.each(['bgpt', 'bgpt-2'] as const)(
  '%s: 100 guarded generations of an untrained model are structurally valid',
  async (architecture) => {
    const config = { ...NANO[architecture], patchLength: 48 };
    const model = openModel(engine, config, loudWeights(config, 9));
    const tunes = Array.from(
      { length: 20 },
      (_, i) => `X:${i}\nT:Tune ${i}\nK:G\n${'GABc'.repeat(1 + (i % 5))}|\n`,
    );
    let count = 0;
    for (let seed = 0; seed < 5; seed++)
      for await (const { midi, guarded } of model.convertMany(tunes, { guard: true, temperature: 1, seed })) {
        const reading = readSmf(midi);
        expect(reading.ok ? 'ok' : reading.code, `seed ${seed}`).toBe('ok');
        expect(guarded).toBeGreaterThan(0);
        count++;
      }
    expect(count).toBe(100);
  },
);
