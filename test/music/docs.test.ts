import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SMF_CODES } from '../../src/formats/midi/smf/codes.ts';
import { CHECK_CODES, CHECKS } from '../../src/formats/midi/validate-midi.ts';
import { RENDERER_CODES } from '../../src/music/reference-renderer.ts';

const page = (name: string) => readFileSync(join(import.meta.dirname, '../../docs', name), 'utf8');

test('docs/formats.md lists every verdict code, and none that is not', () => {
  const text = page('formats.md');
  const codes = { ...SMF_CODES, ...CHECK_CODES };
  for (const [code, [check, meaning]] of Object.entries(codes))
    expect(text).toContain(`| \`${code}\` | ${check} | ${meaning} |`);
  for (const [code, meaning] of Object.entries(RENDERER_CODES))
    expect(text).toContain(`| \`${code}\` | ${meaning} |`);
  const listed = [...text.matchAll(/^\| `((?:smf|midi|notes)\/[a-z0-9-]+)`/gm)].map((match) => match[1]);
  expect(listed).toEqual(Object.keys(codes));
});

test('docs/validate.md names every check in order', () => {
  const listed = [...page('validate.md').matchAll(/^\| ([^|]+) \|/gm)].map((match) => match[1]!);
  expect(listed.filter((name) => (CHECKS as readonly string[]).includes(name))).toEqual(CHECKS);
});
