/** `bgpt-music format FILE…`: ABC in house style, verified; what is left as it was is said with its code. */
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Command } from 'commander';
import { BgptError, EXIT } from '../../errors.ts';
import { decodeText } from '../../formats/text.ts';
import { type BookResult, formatBook } from '../../music/house-style/format-book.ts';
import { writeWhole } from '../../store/write-whole.ts';
import { action, command } from '../command.ts';
import { readInput } from '../read-input.ts';
import type { Terminal } from '../terminal.ts';

interface Options {
  out?: string;
  force?: boolean;
  check?: boolean;
  fields?: string;
}

export default (): Command =>
  action(
    command('format')
      .argument('<file...>', 'ABC files, of one tune or many; - reads standard input')
      .option(
        '--out <path>',
        'write there instead of to standard output: a file, or a folder for several files',
      )
      .option('--force', 'overwrite what is there')
      .option('--check', 'write nothing; exit 1 if a tune is not in house style or cannot be formatted')
      .option('--fields <letters>', 'keep these header fields only, such as XTMK; L, V and K always stay'),
    format,
  );

async function format(terminal: Terminal, options: Options, files: string[]): Promise<number> {
  const { out, check = false, fields } = options;
  const outFolder = out !== undefined && (files.length > 1 || (await isFolder(out)));
  if (files.length > 1 && out === undefined && !check && !terminal.json)
    throw new BgptError('usage/invalid-option', 'several files need --out FOLDER, --check or --json');
  const totals = { tunes: 0, formatted: 0, changed: 0, notes: 0, codes: {} as Record<string, number> };
  const rows: unknown[] = [];
  for (const file of files) {
    terminal.signal.throwIfAborted();
    const book = formatBook(decodeText(await readInput(file)).text, { fields });
    const path = out === undefined ? undefined : outFolder ? join(out, basename(file)) : out;
    if (path !== undefined && !check) await write(path, book.text, options.force);
    else if (!check && !terminal.json) process.stdout.write(book.text);
    for (const tune of book.tunes) count(totals, tune);
    for (const tune of book.tunes.filter((tune) => !tune.ok || (check && tune.changed)))
      terminal.note(line(file, tune));
    rows.push({
      file,
      ...(path !== undefined && !check ? { path } : check ? {} : { text: book.text }),
      tunes: book.tunes,
    });
  }
  if (check || out !== undefined || totals.tunes > 1) terminal.note(summary(totals));
  terminal.result({ files: rows, ...totals });
  return check && (totals.changed > 0 || totals.formatted < totals.tunes) ? EXIT.failed : EXIT.done;
}

async function isFolder(path: string): Promise<boolean> {
  return (
    path.endsWith('/') ||
    (await stat(path).then(
      (found) => found.isDirectory(),
      () => false,
    ))
  );
}

async function write(path: string, text: string, force = false): Promise<void> {
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  if (isThere && !force)
    throw new BgptError('usage/output-exists', `${path} is already there`, { hint: 'Use --force.' });
  await writeWhole(path, text);
}

function count(
  totals: { tunes: number; formatted: number; changed: number; notes: number; codes: Record<string, number> },
  tune: BookResult,
): void {
  totals.tunes++;
  if (tune.changed) totals.changed++;
  if (tune.ok) {
    totals.formatted++;
    totals.notes += tune.notes;
  } else totals.codes[tune.code] = (totals.codes[tune.code] ?? 0) + 1;
}

function line(file: string, tune: BookResult): string {
  const place = `${file}:${tune.ok ? tune.start : (tune.line ?? tune.start)}`;
  const name = tune.title === '' ? '' : ` ${tune.title}:`;
  return tune.ok
    ? `${place}${name} not in house style`
    : `${place}${name} left as it is: ${tune.message} (${tune.code})`;
}

function summary({
  tunes,
  formatted,
  changed,
  notes,
}: {
  tunes: number;
  formatted: number;
  changed: number;
  notes: number;
}): string {
  return `${formatted} of ${tunes} tunes in house style, ${changed} changed, ${notes} notes verified`;
}
