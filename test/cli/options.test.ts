/** Option parsers, all of them: no answer that commander takes for an empty text, no number that is none. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Command, InvalidArgumentError, type Option } from 'commander';
import { afterAll, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { run } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'bgpt-music-options-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Values that some option takes, and values that look as if one did. */
const TEXTS = [
  'any',
  'all',
  '0',
  '1',
  '12',
  '0.5',
  '1e400',
  'Infinity',
  '-Infinity',
  'NaN',
  '-1',
  '-5..6',
  '0/4',
].concat(['', ' ', 'x', 'x=1', 'short', 'null', 'undefined', 'none', 'false']);

function optionsOf(command: Command): { name: string; option: Option }[] {
  return [
    ...command.options.map((option) => ({ name: `${command.name()} ${option.flags}`, option })),
    ...command.commands.flatMap(optionsOf),
  ];
}

test('no option parser answers null, undefined or NaN, and Infinity only where a word says so', async () => {
  let parsers = 0;
  for (const { load } of Object.values(COMMANDS))
    for (const { name, option } of optionsOf((await load()).default())) {
      if (!option.parseArg) continue;
      parsers++;
      for (const text of TEXTS) {
        const value = parsed(option, text);
        expect(value, `${name} of "${text}"`).not.toBe(null);
        expect(value, `${name} of "${text}"`).not.toBe(undefined);
        expect(value, `${name} of "${text}"`).not.toBe(Number.NaN);
        if (/\d|inf/i.test(text) && typeof value === 'number') expect(value, name).toBeLessThan(1e300);
      }
    }
  expect(parsers).toBeGreaterThan(30);
});

/** What the parser makes of a text; a refusal is an answer, too. */
function parsed({ parseArg, defaultValue }: Option, text: string): unknown {
  try {
    return parseArg!(text, defaultValue as never);
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(InvalidArgumentError);
    return 'refused';
  }
}

test('pairs build: no pair is too long without --context or with "any"; with a number the reason says what was counted', async () => {
  const book = join(folder, 'long.abc');
  writeFileSync(book, `X:1\nT:Long\nL:1/8\nK:C\n${'CDEFGABc|'.repeat(150)}\n`);
  const build = async (name: string, ...flags: string[]) => {
    const out = join(folder, name);
    const { stdout } = await run('pairs', 'build', book, '--out', out, '--json', '--workers', '1', ...flags);
    const { pairs, byCode } = JSON.parse(stdout);
    return { pairs, byCode, quarantine: readFileSync(join(out, 'quarantine.jsonl'), 'utf8') };
  };
  expect(await build('default')).toMatchObject({ pairs: 1, byCode: {} });
  expect(await build('any', '--context', 'any')).toMatchObject({ pairs: 1, byCode: {} });
  const fixed = await build('fixed', '--context', '512');
  expect(fixed).toMatchObject({ pairs: 0, byCode: { 'context/too-long': 1 } });
  expect(fixed.quarantine).toMatch(/\d+ fixed patches of 16 bytes, the context is 512/);
  const aligned = await build('aligned', '--context', '512', '--patches', 'aligned', '--patch-size', '12');
  expect(aligned.quarantine).toMatch(/\d+ aligned patches of 12 bytes, the context is 512/);
});
