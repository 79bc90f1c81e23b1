/** What the parser of options refuses: our code, our status, JSON where it was asked for. */
import { expect, test } from 'vitest';
import { run } from './run.ts';

const CODE = 'usage/invalid-option';

test.each([
  ['an unknown option', ['validate', '--nope'], /--nope/],
  ['a value that cannot be', ['convert', '--limit', '0', 'x.abc'], /at least 1/],
  ['a missing option', ['pairs', 'build', 'x.abc'], /--out/],
  ['an unknown command', ['nope'], /nope/],
  [
    'passes over tunes without end',
    ['train', '--out', 'x', '--synthetic', 'short', '--epochs', '1'],
    /--epochs/,
  ],
])('%s', async (_, args, says) => {
  const [plain, asJson] = await Promise.all([run(...args), run(...args, '--json')]);
  for (const { status } of [plain, asJson]) expect(status).toBe(2);
  expect(plain.stdout).toBe('');
  expect(plain.stderr).toMatch(says);
  expect(plain.stderr).toContain(`error ${CODE}: `);
  const { error } = JSON.parse(asJson.stdout);
  expect(error).toMatchObject({ code: CODE, message: expect.stringMatching(says) });
  // Said once
  expect(asJson.stderr.match(/error/g)).toHaveLength(1);
});

test('help that was asked for is no error; help that was not is none in JSON', async () => {
  expect(await run('convert', '--help')).toMatchObject({ status: 0 });
  expect(await run('pairs', '--json')).toMatchObject({ status: 2 });
});
