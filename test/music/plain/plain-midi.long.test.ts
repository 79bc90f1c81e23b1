/** The plain writer on the real tunes beside the repository: no byte of it may differ from abcjs's, and most tunes must be plain. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { normalizeAbc } from '../../../src/music/normalize-abc.ts';
import { decodeText, splitTunebook } from '../../../src/music/tunebook.ts';
import { byAbcjs, byUs, drawing, mutated } from './against-abcjs.ts';

const SHARED = join(import.meta.dirname, '../../../../shared/data');
const rows = (file: string): string[] =>
  gunzipSync(readFileSync(join(SHARED, file)))
    .toString()
    .trim()
    .split('\n')
    .map((row) => normalizeAbc(JSON.parse(row).abc));
const book = (name: string): string[] =>
  splitTunebook(decodeText(readFileSync(join(SHARED, 'tunebooks', `${name}.abc`))).text).map(({ text }) =>
    normalizeAbc(text),
  );

/** Share of plain tunes. */
function compared(abcs: readonly string[]): number {
  let plain = 0;
  for (const abc of abcs) {
    const ours = byUs(abc);
    if (ours === undefined) continue;
    plain++;
    if (ours !== byAbcjs(abc)) throw new Error(`other bytes than abcjs's:\n${abc}`);
  }
  return plain / abcs.length;
}

describe.skipIf(!existsSync(SHARED))('shared data (skipped where ../shared is absent)', () => {
  // the validation tunes have more voices and directives
  test.each<[string, number]>([
    ['train.jsonl.gz', 0.95],
    ['valid.jsonl.gz', 0.8],
  ])('%s: the same bytes, and most are plain', (file, share) => {
    expect(compared(rows(file))).toBeGreaterThan(share);
  });

  test.each(['aird', 'litten', 'misc21', 'mitirish', 'oneill', 'ryan'])(
    'tunebook %s: the same bytes',
    (name) => {
      expect(compared(book(name))).toBeGreaterThan(0.5);
    },
  );

  test('30,000 misprinted tunes: the same bytes without a warning, or left to abcjs', () => {
    const draw = drawing(7);
    const abcs = rows('train.jsonl.gz');
    const misprints = Array.from({ length: 30_000 }, () => mutated(abcs[draw(abcs.length)]!, draw));
    expect(compared(misprints)).toBeGreaterThan(0.3);
  });
});
