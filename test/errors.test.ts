import { expect, test } from 'vitest';
import { ERROR_CODES } from '../src/errors.ts';

/** After a change to the table: `npx vitest run test/errors.test.ts -u` writes docs/errors.md anew. */
test('docs/errors.md lists every error code with its exit status', async () => {
  const rows = Object.entries(ERROR_CODES).map(
    ([code, [exit, meaning]]) => `| \`${code}\` | ${exit} | ${meaning} |`,
  );
  const page = [
    '# Errors',
    '',
    'Every failure has a stable code. Commands print `error <code>: message` on stderr (with `--json`: one object',
    '`{"error": {"code", "message", "hint", "details"}}` on stdout) and end with the exit status below.',
    'Exit statuses: 0 done, 1 the work failed, 2 wrong usage, 130 interrupted.',
    'This page is printed from `src/errors.ts` by `test/errors.test.ts`.',
    '',
    '| code | exit | meaning |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n');
  await expect(page).toMatchFileSnapshot('../docs/errors.md');
});
