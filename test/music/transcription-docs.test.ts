import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CANONICAL_CODES } from '../../src/music/canonical-midi/codes.ts';
import { VERIFIER_CODES } from '../../src/music/transcribe/note-verifier.ts';

test('docs/transcription.md lists every code, and none that is not', () => {
  const text = readFileSync(join(import.meta.dirname, '../../docs/transcription.md'), 'utf8');
  const rows = Object.entries({ ...CANONICAL_CODES, ...VERIFIER_CODES }).map(
    ([code, meaning]) => `| \`${code}\` | ${meaning} |`,
  );
  expect([...text.matchAll(/^\| `(?:midi|verify)\/.*$/gm)].map(([row]) => row)).toEqual(rows);
});
