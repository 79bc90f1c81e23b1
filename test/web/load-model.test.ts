/** The model behind messages: the same bytes as without a worker, and cancelled when it is told to. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadModel as loadInNode } from '../../src/convert/load-model.ts';
import type { Conversion } from '../../src/convert/model.ts';
import { loadModel, type WebModel } from '../../src/web/load-model.ts';
import { ADDRESS, ROOT, server, startWorkerHere } from './lines.ts';

const ABC = readFileSync(join(ROOT, 'corpora/bundled/hot-cross-buns.abc'), 'utf8');
const WASM = 'https://models.test/ort.wasm';

let model: WebModel;
let expected: Conversion;
beforeAll(async () => {
  const inNode = await loadInNode(join(ROOT, 'checkpoints/tunes-6m'), { engine: 'wasm', threads: 1 });
  expected = await inNode.convert(ABC);
  await inNode.dispose();
  model = await loadModel(ADDRESS, { wasm: WASM, startWorker: () => startWorkerHere(server()) });
});
afterAll(() => model.dispose());

test('the bytes are those of the library in Node, and so are those of the stream', async () => {
  const news: number[] = [];
  const { midi, verdict } = await model.convert(ABC, { onBytes: (bytes) => news.push(bytes) });
  expect(midi).toEqual(expected.midi);
  expect(verdict).toEqual(expected.verdict);
  expect(news.at(-1)).toBe(midi.length);
  const streamed: number[] = [];
  for await (const part of model.stream(ABC)) streamed.push(...part);
  expect(streamed).toEqual([...midi]);
});

test('bits per byte are the sum of what the bytes cost', async () => {
  const pair = { abc: ABC, midi: expected.midi };
  const { bits, ends } = await model.costs(pair);
  const sum = [...bits, ...ends.map((end) => end.bits)].reduce((a, b) => a + b, 0);
  expect(await model.bitsPerByte(pair)).toBeCloseTo(sum / expected.midi.length, 6);
});

test('a cancelled conversion fails at once, and the next one is not disturbed', async () => {
  const cancelling = new AbortController();
  let patches = 0;
  const cancelled = model.convert(ABC, {
    signal: cancelling.signal,
    onBytes: () => {
      if (++patches === 3) cancelling.abort();
    },
  });
  await expect(cancelled).rejects.toMatchObject({ code: 'interrupted' });
  // the worker has stopped too, or it would go on telling
  const seen = patches;
  expect((await model.convert(ABC)).midi).toEqual(expected.midi);
  expect(patches).toBe(seen);
});

test('a stream that nobody reads any more stops', async () => {
  for await (const _ of model.stream(ABC)) break;
  expect((await model.convert(ABC)).midi).toEqual(expected.midi);
});

test('errors keep their code on the way', async () => {
  await expect(model.convert('no tune at all')).rejects.toMatchObject({ code: 'convert/no-tune' });
});

test('what is asked of a model that was disposed fails with a code', async () => {
  const other = await loadModel(ADDRESS, { wasm: WASM, startWorker: () => startWorkerHere(server()) });
  const asked = other.convert(ABC);
  await other.dispose();
  await expect(asked).rejects.toMatchObject({ code: 'engine/disposed' });
  await expect(other.convert(ABC)).rejects.toMatchObject({ code: 'engine/disposed' });
});
