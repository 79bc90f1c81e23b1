import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { END, SYMBOLS } from '../../src/bytes/symbols.ts';
import { writeCheckpoint } from '../../src/store/checkpoint.ts';
import { loudWeights, NANO } from './nano.ts';

const ROOT = join(import.meta.dirname, '../..');

/** The snippets of docs/library.md, each run as it stands on a small untrained model; what they print. */
async function printed(which: number): Promise<string[]> {
  const doc = await readFile(join(ROOT, 'docs/library.md'), 'utf8');
  const code = [...doc.matchAll(/```js\n([\s\S]*?)```/g)][which]![1]!;
  const folder = await mkdtemp(join(tmpdir(), 'bgpt-doc-'));
  try {
    const config = { ...NANO['bgpt-2'], patchLength: 64 };
    const weights = loudWeights(config, 5);
    // END is likely, so that the file ends before the context does
    const head = weights['byte.head']!;
    for (let i = END; i < head.data.length; i += SYMBOLS) head.data[i]! *= 4;
    await writeCheckpoint(join(folder, 'checkpoints'), { config, weights });
    // only what a checkout cannot have is put in place: the package's name, the shipped model, a stdout to look at
    const written: string[] = [];
    const module = join(folder, 'snippet.ts');
    await writeFile(
      module,
      code
        .replace("'bgpt-music'", JSON.stringify(join(ROOT, 'src/index.ts')))
        .replace("'checkpoints/tunes-6m'", JSON.stringify(join(folder, 'checkpoints')))
        .replaceAll('console.log(', 'globalThis.written.push(')
        .replace('process.stdout.write(', 'globalThis.written.push('),
    );
    Object.assign(globalThis, { written });
    await import(/* @vite-ignore */ module);
    return written;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test('the first snippet of docs/library.md converts, streams and measures as it stands', async () => {
  const written = await printed(0);
  expect(written[0]).toMatch(/^\d+ bytes, (valid|smf\/[a-z-]+)$/);
  const streamed = written.slice(1, -1).join('').replaceAll(' ', '');
  expect(written.at(-1)).toMatch(/^[\d.]+ bits per byte$/);
  expect(streamed.length / 2).toBe(Number.parseInt(written[0]!, 10));
});

test('the second one writes behind a source, goes on with a file, and writes many', async () => {
  const [directions, on, ...many] = await printed(1);
  expect(directions).toBe('abc>mid');
  expect(on).toMatch(/^(true|false) true$/);
  expect(many.toSorted()).toEqual([
    expect.stringMatching(/^0: \d+ bytes$/),
    expect.stringMatching(/^1: \d+ bytes$/),
  ]);
});
