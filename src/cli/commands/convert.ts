/** `bgpt-music convert FILE…|FOLDER`: the model writes a file behind every file, and says what it is worth. */
import { type Command, Option } from 'commander';
import { CONVERT_DEFAULTS as DEFAULTS } from '../../convert/convert-options.ts';
import type { ConvertedTune, Shown, Totals } from '../../convert/convert-tunes.ts';
import { planOutputs, refuseExisting } from '../../convert/plan-outputs.ts';
import { TRANSCRIBE_DEFAULTS } from '../../convert/transcribe-options.ts';
import { BgptError, EXIT } from '../../errors.ts';
import { type Direction, directionFrom, directionName, parseDirection } from '../../formats/direction.ts';
import { checkFormatName } from '../../formats/registry.ts';
import { action, command } from '../command.ts';
import { formatOfInputs } from '../files-to-convert.ts';
import { notNegative, pattern, share, usage, wholeNumber } from '../parse-option.ts';
import { openProgress } from '../progress.ts';
import { directionsIn, shippedDirections, shippedFor } from '../shipped.ts';
import type { Terminal } from '../terminal.ts';

interface Flags {
  checkpoint?: string;
  against?: string;
  from?: string;
  to?: string;
  out?: string;
  guard?: boolean;
  repair?: boolean;
  drafts: boolean;
  temperature: number;
  topK: number;
  topP: number;
  seed: number;
  threads?: number;
  force?: boolean;
  report?: string;
  bpb?: boolean;
  ids?: RegExp;
  limit?: number;
  verify: boolean;
  tries: number;
  quantise?: boolean;
  track?: number;
  baseline?: 'rules' | 'literal';
}

/** Bits per byte, and of how many renderer files: the others do not fit the context. */
interface Measured {
  bpb?: number;
  measured?: number;
}

export default (): Command =>
  action(
    command('convert')
      .argument(
        '<inputs...>',
        'files that the model converts, folders of them; of ABC dumps, too (.jsonl, .json, also .gz); - reads standard input',
      )
      .option('--checkpoint <folder>', 'the model (default: the shipped one for the formats)')
      .option(
        '--to <format>',
        'what is written (default: what the model writes for such files)',
        usage(checkFormatName),
      )
      .option('--from <format>', 'what is read (default: told by name or content)', usage(checkFormatName))
      .option('--out <path>', 'a folder, or for one result its file (default: beside each input)')
      .option(
        '--guard',
        'only bytes that the format allows: the structure is valid whatever the model believes',
      )
      .option('--repair', 'recompute MIDI track lengths where they are all that is wrong')
      .option(
        '--temperature <t>',
        '0 takes the likeliest byte, 1 draws as the model believes',
        notNegative,
        DEFAULTS.temperature,
      )
      .option('--top-k <n>', 'draw among the n likeliest (0: all)', wholeNumber(0), DEFAULTS.topK)
      .option('--top-p <share>', 'draw among the likeliest with this much probability', share, DEFAULTS.topP)
      .option('--seed <n>', 'of what is drawn', wholeNumber(0), DEFAULTS.seed)
      .option('--no-drafts', 'verify no guesses: the same bytes, later')
      .option(
        '--threads <n>',
        'threads of the engine (default: one for a small model, else one a core)',
        wholeNumber(1),
      )
      .option('--ids <pattern>', 'of dumps, only tunes whose id matches this regular expression', pattern)
      .option('--limit <n>', 'convert only the first n tunes', wholeNumber(1))
      .option('--bpb', 'measure bits per byte of what the renderer writes, too')
      .option(
        '--report <file>',
        'write an HTML page: piano rolls, score, the bytes around the first difference',
      )
      .option('--against <folder>', 'files that are right, by the same names: how many are written exactly')
      .option('--no-verify', 'of MIDI to ABC: what the model writes, judged at the end only')
      .option(
        '--tries <n>',
        'of MIDI to ABC: continuations that are tried before a bar is written note by note',
        wholeNumber(0),
        TRANSCRIBE_DEFAULTS.tries,
      )
      .option('--quantise', 'of MIDI to ABC: take onsets off the grid to the beat of the file’s tempo map')
      .option('--track <n>', 'of MIDI to ABC: only this voice, from 1', wholeNumber(1))
      .addOption(
        new Option(
          '--baseline <name>',
          'of MIDI to ABC: no model, but rules, or every bar note by note',
        ).choices(['rules', 'literal']),
      )
      .option('--force', 'write over outputs that are there'),
    run,
  );

async function run(terminal: Terminal, flags: Flags, inputs: string[]): Promise<number> {
  const { checkpoint, direction } = await chosen(flags, inputs);
  if (direction.from === 'mid' && direction.to === 'abc') {
    const { transcribeMidi } = await import('../transcribe-midi.ts');
    return transcribeMidi(terminal, { ...flags, checkpoint }, inputs);
  }
  for (const name of ['baseline', 'quantise', 'track'] as const)
    if (flags[name] !== undefined) throw notForIt(`--${name}`, direction);
  if (!flags.verify) throw notForIt('--no-verify', direction);
  if (checkpoint === undefined) throw new Error('a model is chosen for every direction but mid>abc');
  const settled = { ...flags, checkpoint };
  if (direction.from === 'abc' && direction.to === 'mid') return convertTunebooks(terminal, settled, inputs);
  const { convertAny } = await import('../convert-any.ts');
  return convertAny(terminal, { ...settled, direction }, inputs);
}

function notForIt(option: string, direction: Direction): BgptError {
  return new BgptError(
    'usage/invalid-option',
    `${option} is for mid>abc, not for ${directionName(direction)}`,
  );
}

/** The model and the direction that the inputs ask for; a baseline needs no model. */
async function chosen(
  flags: Flags,
  inputs: readonly string[],
): Promise<{ checkpoint?: string; direction: Required<Direction> }> {
  if (flags.baseline !== undefined) {
    if (flags.checkpoint !== undefined)
      throw new BgptError('usage/invalid-option', '--baseline stands not beside --checkpoint');
    return { direction: { from: flags.from ?? 'mid', to: flags.to ?? 'abc' } };
  }
  const known = flags.checkpoint === undefined ? shippedDirections() : directionsIn(flags.checkpoint);
  // what is asked for is not what is read
  const froms = [...new Set([...known.flatMap((d) => parseDirection(d).from ?? []), 'mid'])].filter(
    (format) => format !== flags.to,
  );
  const from = flags.from ?? (await formatOfInputs(inputs, froms));
  const to = flags.to === undefined ? {} : { to: flags.to };
  const checkpoint = flags.checkpoint ?? shippedFor({ from, ...to });
  const directions = directionsIn(checkpoint).map(parseDirection);
  // what is no checkpoint says so when it is loaded
  const fallback = { from, to: flags.to ?? 'mid' };
  const direction: Required<Direction> =
    directions.length === 0 ? fallback : directionFrom(from, directions, flags.to);
  return { checkpoint, direction };
}

type TuneFlags = Flags & { checkpoint: string };

async function convertTunebooks(terminal: Terminal, flags: TuneFlags, inputs: string[]): Promise<number> {
  if (flags.against !== undefined)
    throw new BgptError(
      'usage/invalid-option',
      '--against is not for abc>mid: it is compared with the renderer anyway',
    );
  const { tunesToConvert } = await import('../tunes-to-convert.ts');
  // before anything is loaded: what is wrong with a name should be known at once
  const tunes = await tunesToConvert(inputs, flags);
  const paths = planOutputs(tunes, flags.out);
  refuseExisting([...paths, ...(flags.report ? [flags.report] : [])], flags.force);
  const { loadModel } = await import('../../convert/load-model.ts');
  const { convertTunes, totalsOf } = await import('../../convert/convert-tunes.ts');
  const model = await loadModel(
    flags.checkpoint,
    flags.threads === undefined ? {} : { threads: flags.threads },
  );
  const started = performance.now();
  const elapsed = () => (performance.now() - started) / 1000;
  const progress = await openProgress(terminal, 'convert', tunes.length);
  const shown: Shown[] = [];
  let done = 0;
  let bytes = 0;
  const words = () => `${done} of ${tunes.length} tunes, ${Math.round(bytes / elapsed())} B/s`;
  try {
    const rows = await convertTunes(model, tunes, paths, {
      guard: flags.guard === true,
      repair: flags.repair === true,
      drafts: flags.drafts,
      temperature: flags.temperature,
      topK: flags.topK,
      topP: flags.topP,
      seed: flags.seed,
      signal: terminal.signal,
      onBytes: (all) => {
        bytes = all;
        progress.update(done, words());
      },
      onTune: (tune) => {
        done++;
        if (flags.report || flags.bpb) shown.push(tune);
        progress.update(done, words());
      },
    }).finally(() => progress.stop());
    const totals: Totals & Measured = totalsOf(rows, elapsed());
    const rendered = shown.flatMap(({ abc, renderer }) => (renderer ? [{ abc, midi: renderer }] : []));
    if (flags.bpb && rendered.length > 0) {
      const { bpb, tooLong } = await model.evaluate(rendered);
      totals.measured = rendered.length - tooLong.length;
      if (totals.measured > 0) totals.bpb = bpb;
    }
    if (flags.report) {
      const { writeReport } = await import('../../report/conversion/write-report.ts');
      await writeReport(flags.report, { shown, rows, totals, checkpoint: flags.checkpoint });
    }
    print(terminal, rows, totals, flags);
    terminal.result({ files: rows, totals, ...(flags.report ? { report: flags.report } : {}) });
    return rows.every((row) => row.valid) ? EXIT.done : EXIT.failed;
  } finally {
    await model.dispose();
  }
}

function print(
  terminal: Terminal,
  rows: readonly ConvertedTune[],
  totals: Totals & Measured,
  { report, guard, repair }: Flags,
): void {
  for (const row of rows) terminal.print(line(row));
  if (rows.length > 1) {
    const { tunes, valid, exact, compared, allNotesRight, meanNoteF1, validReference, bytesPerSecond } =
      totals;
    terminal.print();
    terminal.print(`${valid} of ${tunes} valid, ${exact} of ${compared} exactly the renderer's bytes`);
    if (meanNoteF1 !== null)
      terminal.print(`mean note F1 ${meanNoteF1.toFixed(4)}, ${allNotesRight} with all notes right`);
    if (validReference.meanNoteF1 !== null && validReference.compared < compared)
      terminal.print(
        `where the renderer's file is valid: ${validReference.valid} of ${validReference.compared} valid, ${validReference.exact} exact, mean note F1 ${validReference.meanNoteF1.toFixed(4)}`,
      );
    if (valid < tunes) terminal.print(`invalid: ${listed(totals.invalid)}`);
    if (exact < compared) terminal.print(`first difference: ${listed(totals.firstDifference)}`);
    terminal.print(
      `${totals.bytes} bytes in ${totals.seconds.toFixed(1)} s, ${Math.round(bytesPerSecond)} B/s`,
    );
  }
  if (totals.bpb !== undefined)
    terminal.print(`${totals.bpb.toFixed(4)} bits per byte over ${totals.measured} renderer files`);
  const acted = rows.filter((row) => row.guarded > 0).length;
  if (guard) terminal.print(`the guard acted in ${acted} of ${rows.length}`);
  if (repair)
    terminal.print(`lengths repaired in ${rows.filter((row) => row.repaired).length} of ${rows.length}`);
  if (report) terminal.print(`report: ${report}`);
}

function listed(counts: Record<string, number>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');
}

function line(row: ConvertedTune): string {
  const name = row.out ?? `${row.source}${row.x ? ` X:${row.x}` : ''}`;
  if (row.out === undefined) return `failed   ${name}: ${row.message} (${row.code})`;
  const wrong = row.valid ? '' : `: breaks "${row.check}": ${row.message} (${row.code})`;
  const acted = [
    row.ended === 'context-full' ? 'the context was full' : '',
    row.guarded > 0 ? `guard changed ${row.guarded}` : '',
    row.repaired ? 'track lengths repaired' : '',
  ].filter(Boolean);
  const notes = acted.length > 0 ? ` [${acted.join(', ')}]` : '';
  return `${row.valid ? 'valid  ' : 'invalid'}  ${name}: ${row.bytes} bytes${wrong}${notes}${beside(row)}`;
}

function beside({ exact, firstDifference, noteF1 }: ConvertedTune): string {
  if (exact === undefined) return '; the renderer cannot play this tune';
  if (exact) return '; exactly the bytes of the renderer';
  const at = firstDifference ? `byte ${firstDifference.offset} (${firstDifference.field})` : 'its end';
  return `; differs from the renderer at ${at}, note F1 ${noteF1!.toFixed(3)}`;
}
