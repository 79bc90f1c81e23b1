import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SMF_CODES } from '../../src/formats/midi/smf/codes.ts';
import { LADDER_CODES, RUNGS } from '../../src/formats/midi/validate-midi.ts';
import { TEACHER_CODES } from '../../src/music/teacher.ts';

const page = (name: string) => readFileSync(join(import.meta.dirname, '../../docs', name), 'utf8');

test('docs/formats.md lists every verdict code, and none that is not', () => {
  const text = page('formats.md');
  const codes = { ...SMF_CODES, ...LADDER_CODES };
  for (const [code, [rung, meaning]] of Object.entries(codes))
    expect(text).toContain(`| \`${code}\` | ${rung} | ${meaning} |`);
  for (const [code, meaning] of Object.entries(TEACHER_CODES))
    expect(text).toContain(`| \`${code}\` | ${meaning} |`);
  const listed = [...text.matchAll(/^\| `((?:smf|midi|notes)\/[a-z0-9-]+)`/gm)].map((match) => match[1]);
  expect(listed).toEqual(Object.keys(codes));
});

test('docs/validate.md names every rung in order', () => {
  const listed = [...page('validate.md').matchAll(/^\| ([^|]+) \|/gm)].map((match) => match[1]!);
  expect(listed.filter((name) => (RUNGS as readonly string[]).includes(name))).toEqual(RUNGS);
});
