/** `bgpt-music compare-abc A.abc B.abc`: the notes and the notation of B against A's; of folders, tune by tune of one name. */
import { readdir, stat } from 'node:fs/promises';
import { join, parse } from 'node:path';
import type { Command } from 'commander';
import { BgptError, EXIT } from '../../errors.ts';
import { decodeText } from '../../formats/text.ts';
import { abcTotals } from '../../measure/compare-abc/abc-totals.ts';
import { type AbcComparison, compareAbc } from '../../measure/compare-abc/compare-abc.ts';
import { abcTotalsLines } from '../abc-totals-lines.ts';
import { action, command } from '../command.ts';
import { readInput } from '../read-input.ts';

export default (): Command =>
  action(
    command('compare-abc')
      .argument('<a>', 'the reference: an ABC file or a folder of them')
      .argument('<b>', 'what is judged by it: a file, or a folder with files of the same names'),
    async (terminal, _options, a: string, b: string) => {
      const tunes: ({ file: string } & AbcComparison)[] = [];
      const unread: string[] = [];
      for (const [reference, judged] of await pairsOf(a, b)) {
        terminal.signal.throwIfAborted();
        const row = compareAbc(await textOf(reference), judged === undefined ? '' : await textOf(judged));
        if (row) tunes.push({ file: reference, ...row });
        else unread.push(reference);
      }
      for (const file of unread) terminal.print(`left out: ${file} cannot be read or plays no notes`);
      const totals = abcTotals(tunes);
      if (tunes.length > 1) terminal.print(`${tunes.length} tunes`);
      for (const line of abcTotalsLines(totals)) terminal.print(line);
      terminal.result({ totals, tunes, unread });
      return tunes.length > 0 && unread.length === 0 ? EXIT.done : EXIT.failed;
    },
  );

/** A file with no partner is judged as an empty one. */
async function pairsOf(a: string, b: string): Promise<[string, string | undefined][]> {
  const [left, right] = [await filesIn(a), await filesIn(b)];
  if (!left && !right) return [[a, b]];
  if (!left || !right)
    throw new BgptError('usage/invalid-option', 'compare-abc takes two files or two folders');
  const byName = new Map(right.map((file) => [parse(file).name, join(b, file)]));
  return left.map((file) => [join(a, file), byName.get(parse(file).name)]);
}

/** undefined: no folder. */
async function filesIn(path: string): Promise<string[] | undefined> {
  const found = path === '-' ? undefined : await stat(path).catch(() => undefined);
  if (!found?.isDirectory()) return undefined;
  return (await readdir(path)).filter((name) => /\.abc$/i.test(name)).sort();
}

async function textOf(file: string): Promise<string> {
  return decodeText(await readInput(file)).text;
}
