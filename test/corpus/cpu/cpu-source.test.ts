import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { sequencePatches } from '../../../src/bytes/sequence.ts';
import type { FilesEntry } from '../../../src/corpus/entry.ts';
import type { Recipe, RecipeMaker } from '../../../src/corpus/recipe.ts';
import { runCpuFile } from '../../../src/formats/cpu/cpu-file.ts';
import { CPU_FILE_BYTES } from '../../../src/formats/cpu/layout.ts';
import { segmentCpu, segmentStates } from '../../../src/formats/cpu/segment-cpu.ts';

const RECIPE = resolve(import.meta.dirname, '../../../pipelines/cpu-states.ts');
const recipe = async (...words: string[]): Promise<Recipe> => {
  const { default: make } = (await import(pathToFileURL(RECIPE).href)) as { default: RecipeMaker };
  return make(words);
};

async function entries(...words: string[]): Promise<FilesEntry[]> {
  const found: FilesEntry[] = [];
  for await (const entry of (await recipe(...words)).tunes({})) found.push(entry as FilesEntry);
  return found;
}

test('the recipe: published programs by their names, each with its run', async () => {
  const found = await entries('count=5');
  expect(found.map(({ group }) => group)[0]).toBe('cpu:df6323f5f2cb0f7230b92220eef1d2e0');
  expect(found).toHaveLength(5);
  for (const { files } of found) {
    expect(files.map(({ format }) => format)).toEqual(['cpu', 'states']);
    expect(runCpuFile(files[0]!.bytes)).toEqual({ ok: true, states: files[1]!.bytes });
  }
});

test('equal programs are one group, so that none stands in both splits', async () => {
  const found = await entries('count=2000');
  const groups = found.map(({ group }) => group);
  // one program in 255 is HLT alone
  expect(new Set(groups).size).toBeLessThan(groups.length);
});

test('profiles and seeds are words of the recipe; others are refused', async () => {
  const found = await entries('short', 'count=3', 'seed=9');
  expect(found.map(({ files }) => files[1]!.bytes.length)).toEqual([144, 144, 144]);
  await expect(recipe('long')).rejects.toMatchObject({ code: 'usage/invalid-option' });
  await expect(recipe('count=x')).rejects.toMatchObject({ code: 'usage/invalid-option' });
});

test('the longest program fits the context of the recipe', async () => {
  const source = new Uint8Array(CPU_FILE_BYTES).fill(8, 16);
  source.fill(0, CPU_FILE_BYTES - 4);
  const run = runCpuFile(source);
  expect(run.ok).toBe(true);
  const pair = { sourceFormat: 'cpu', targetFormat: 'states', source, target: run.states };
  const patches = sequencePatches(pair, { segmenters: { cpu: segmentCpu, states: segmentStates } });
  expect((await recipe()).options!.context).toBe(patches);
});
