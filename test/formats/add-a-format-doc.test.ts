/** Hazard: a page that shows a format nobody could add. Its code is run as it stands. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inspectPair } from '../../src/corpus/inspect-pair.ts';
import { formatNamed } from '../../src/formats/registry.ts';

const ROOT = join(import.meta.dirname, '../..');

test('the format of docs/add-a-format.md is registered, and cuts, counts, names and checks', async () => {
  const page = await readFile(join(ROOT, 'docs/add-a-format.md'), 'utf8');
  const code = /```ts\n([\s\S]*?)```/.exec(page)![1]!;
  const statements = code.split('\n').filter((line) => line.trim() !== '' && !line.trim().startsWith('//'));
  expect(statements.length).toBeLessThanOrEqual(30);
  const folder = await mkdtemp(join(tmpdir(), 'bgpt-doc-'));
  try {
    const module = join(folder, 'snippet.ts');
    // only what a checkout cannot have is put in place: the package's name
    await writeFile(module, code.replace("'bgpt-music'", JSON.stringify(join(ROOT, 'src/index.ts'))));
    await import(/* @vite-ignore */ module);
    const format = formatNamed('rec');
    const file = Uint8Array.of(2, 65, 66, 1, 9, 0);
    expect(format.cut!(file)).toEqual([3, 5]);
    expect(await format.check!(file)).toEqual({ valid: true });
    expect(await format.check!(file.subarray(0, 5))).toMatchObject({ valid: false, code: 'rec/unended' });
    const pair = { sourceFormat: '', targetFormat: 'rec', source: new Uint8Array(), target: file };
    const shown = inspectPair(pair, { patchSize: 16, alignedPatches: true });
    expect(shown.map(({ meaning }) => meaning).slice(1, -1)).toEqual([
      'length, content',
      'length, content',
      'length',
    ]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
