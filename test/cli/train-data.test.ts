import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type DataFlags, directionsOfPairs, trainingData } from '../../src/cli/train-data.ts';
import { writeProgram } from '../../src/corpus/cpu/cpu-folder.ts';
import { parseCpuProfiles } from '../../src/corpus/cpu/cpu-profiles.ts';
import { namedPrograms } from '../../src/corpus/cpu/named-programs.ts';
import { temporary } from '../corpus/helpers.ts';

const flags = (more: Partial<DataFlags>): DataFlags => ({
  syntheticShare: 0.5,
  remixShare: 0,
  transcriptionShare: 0,
  validPairs: 3,
  iHoldPermission: false,
  ...more,
});
const cpu = parseCpuProfiles('short') as DataFlags['cpu'];

test('CPU programs alone: endless, from a program to its states, validated on others', async () => {
  const { source, valid, close } = await trainingData(flags({ cpu: cpu! }), 1);
  expect(source.size).toBeUndefined();
  expect(await directionsOfPairs(source)).toEqual([{ from: 'cpu', to: 'states' }]);
  expect(valid.map(({ target }) => target.length)).toEqual([144, 144, 144]);
  const trained = await Promise.all([0, 1, 2].map((i) => source.pair(i)));
  expect(trained).not.toEqual(valid);
  await close();
});

test('CPU programs beside a folder of programs: nobody need say which file goes first', async () => {
  const folder = temporary();
  for (const program of namedPrograms({ kind: 'train', count: 2, seed: 0 }))
    for (const split of ['train', 'valid'])
      await writeProgram(join(folder, split), program.name, program, 'pair');
  const { source, valid, close } = await trainingData(flags({ cpu: cpu!, pairs: folder }), 1);
  expect(valid).toHaveLength(2);
  const pairs = await Promise.all([0, 1, 2, 3].map((i) => source.pair(i)));
  expect(new Set(pairs.map((pair) => `${pair?.sourceFormat}>${pair?.targetFormat}`))).toEqual(
    new Set(['cpu>states']),
  );
  expect(pairs.filter((pair) => pair?.target.length === 144)).toHaveLength(2);
  await close();
});

test('the states turned round', async () => {
  const { source } = await trainingData(flags({ cpu: cpu! }), 1, [{ from: 'states', to: 'cpu' }]);
  expect(await source.pair(0)).toMatchObject({ sourceFormat: 'states', targetFormat: 'cpu' });
});

test('programs beside tunes, and remixes of programs, are refused', async () => {
  const refused = expect.objectContaining({ code: 'usage/invalid-option' });
  await expect(trainingData(flags({ cpu: cpu!, synthetic: [{}] }), 1)).rejects.toEqual(refused);
  await expect(trainingData(flags({ cpu: cpu!, remixShare: 0.5 }), 1)).rejects.toEqual(refused);
});

test('transcriptions: all pairs, or a share beside abc>mid, those that validate too', async () => {
  const synthetic: DataFlags['synthetic'] = [{ profile: 'short' }];
  const names = (pairs: readonly ({ sourceFormat: string } | undefined)[]) =>
    new Set(pairs.map((pair) => pair?.sourceFormat ?? 'none'));
  const all = await trainingData(flags({ synthetic, transcriptionShare: 1, validPairs: 8 }), 1);
  expect(all.source.directions).toEqual([{ from: 'mid', to: 'abc' }]);
  expect(names(all.valid)).toEqual(new Set(['mid']));
  const half = await trainingData(flags({ synthetic, transcriptionShare: 0.5, validPairs: 8 }), 1);
  expect(half.source.directions).toEqual([
    { from: 'abc', to: 'mid' },
    { from: 'mid', to: 'abc' },
  ]);
  expect(names(half.valid)).toEqual(new Set(['abc', 'mid']));
  const trained = await Promise.all(Array.from({ length: 8 }, (_, i) => half.source.pair(i)));
  expect(trained.filter((pair) => pair?.sourceFormat === 'abc')).toHaveLength(4);
});

test('transcriptions of programs, or in another direction, are refused', async () => {
  const refused = expect.objectContaining({ code: 'usage/invalid-option' });
  await expect(trainingData(flags({ cpu: cpu!, transcriptionShare: 1 }), 1)).rejects.toEqual(refused);
  const synthetic: DataFlags['synthetic'] = [{ profile: 'short' }];
  const turned = [{ from: 'abc', to: 'mid' }];
  await expect(trainingData(flags({ synthetic, transcriptionShare: 1 }), 1, turned)).rejects.toEqual(refused);
});
