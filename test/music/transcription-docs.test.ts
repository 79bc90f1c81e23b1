import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CANONICAL_CODES } from '../../src/music/canonical-midi/codes.ts';

test('docs/transcription.md lists every code of canonical MIDI, and none that is not', () => {
  const text = readFileSync(join(import.meta.dirname, '../../docs/transcription.md'), 'utf8');
  const rows = Object.entries(CANONICAL_CODES).map(([code, meaning]) => `| \`${code}\` | ${meaning} |`);
  expect([...text.matchAll(/^\| `midi\/.*$/gm)].map(([row]) => row)).toEqual(rows);
});
