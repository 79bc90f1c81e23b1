/** The snippet of docs/train.md runs as it stands, but for the package's name, the folder and the number of steps. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readCheckpoint } from '../../src/store/checkpoint.ts';
import { temporary } from '../corpus/helpers.ts';

const ROOT = join(import.meta.dirname, '../..');

test('the snippet of docs/train.md trains, tells of it and leaves a checkpoint', async () => {
  const doc = await readFile(join(ROOT, 'docs/train.md'), 'utf8');
  const code = /```js\n([\s\S]*?)```/.exec(doc)![1]!;
  const folder = temporary();
  const written: string[] = [];
  const module = join(folder, 'snippet.ts');
  await writeFile(
    module,
    code
      .replace("'bgpt-music'", JSON.stringify(join(ROOT, 'src/index.ts')))
      .replace("folderStore('run')", `folderStore(${JSON.stringify(join(folder, 'run'))})`)
      .replace('steps: 100', 'steps: 2, batchPatches: 64, batchesPerStep: 1, poolPairs: 8, logSteps: 1')
      .replace('console.log(', 'globalThis.trained.push('),
  );
  Object.assign(globalThis, { trained: written });
  await import(/* @vite-ignore */ module);
  expect(written).toEqual(
    [1, 2].map((step) => expect.stringMatching(`^step ${step}: [\\d.]+ bits per byte$`)),
  );
  expect((await readCheckpoint(join(folder, 'run'))).config.architecture).toBe('bgpt-2');
});
