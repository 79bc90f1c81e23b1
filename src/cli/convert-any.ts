/** `convert` between any two formats: files in, files out, a row for each. ABC to MIDI has its own way, with tunebooks and a reference. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { convertFiles } from '../convert/convert-files.ts';
import { type ConvertedTune, totalsOf } from '../convert/convert-tunes.ts';
import { loadModel } from '../convert/load-model.ts';
import { planOutputs, refuseExisting } from '../convert/plan-outputs.ts';
import { BgptError, EXIT } from '../errors.ts';
import { type Direction, directionName } from '../formats/direction.ts';
import { filesToConvert } from './files-to-convert.ts';
import { openProgress } from './progress.ts';
import { readInput } from './read-input.ts';
import type { Terminal } from './terminal.ts';

export interface ConvertAnyFlags {
  direction: Required<Direction>;
  checkpoint: string;
  out?: string;
  against?: string;
  guard?: boolean;
  drafts: boolean;
  temperature: number;
  topK: number;
  topP: number;
  seed: number;
  threads?: number;
  force?: boolean;
  limit?: number;
  // of ABC to MIDI alone
  repair?: boolean;
  report?: string;
  bpb?: boolean;
  ids?: RegExp;
}

export async function convertAny(
  terminal: Terminal,
  flags: ConvertAnyFlags,
  inputs: readonly string[],
): Promise<number> {
  const { direction } = flags;
  for (const name of ['repair', 'report', 'bpb', 'ids'] as const)
    if (flags[name])
      throw new BgptError(
        'usage/invalid-option',
        `--${name} is for abc>mid, not for ${directionName(direction)}`,
      );
  const files = (await filesToConvert(inputs, direction.from)).slice(0, flags.limit);
  const paths = planOutputs(files, flags.out, direction.to);
  refuseExisting(paths, flags.force);
  const read = await Promise.all(
    files.map(async ({ source }) => ({ path: source, bytes: await readInput(source) })),
  );
  const model = await loadModel(
    flags.checkpoint,
    flags.threads === undefined ? {} : { threads: flags.threads },
  );
  const started = performance.now();
  const progress = await openProgress(terminal, 'convert', files.length);
  let done = 0;
  try {
    const rows = await convertFiles(model, read, paths, {
      direction,
      ...(flags.against === undefined
        ? {}
        : { against: files.map(({ below }) => beside(flags.against!, below, direction.to)) }),
      guard: flags.guard === true,
      drafts: flags.drafts,
      temperature: flags.temperature,
      topK: flags.topK,
      topP: flags.topP,
      seed: flags.seed,
      signal: terminal.signal,
      onFile: () => progress.update(++done, `${done} of ${files.length} files`),
    }).finally(() => progress.stop());
    const totals = totalsOf(rows, (performance.now() - started) / 1000);
    for (const row of rows) terminal.print(line(row));
    if (rows.length > 1)
      terminal.print(
        `\n${totals.valid} of ${totals.tunes} valid, ${totals.bytes} bytes in ${totals.seconds.toFixed(1)} s`,
      );
    if (flags.against !== undefined)
      terminal.print(`${totals.exact} of ${totals.compared} exactly the files in ${flags.against}`);
    terminal.result({ direction: directionName(direction), files: rows, totals });
    return rows.every((row) => row.valid) ? EXIT.done : EXIT.failed;
  } finally {
    await model.dispose();
  }
}

/** The file that is right, where the folder has one of the same stem. */
function beside(folder: string, below: string, to: string): string | undefined {
  const path = join(folder, `${below.replace(/\.[^./\\]*$/, '')}.${to}`);
  return existsSync(path) ? path : undefined;
}

function line(row: ConvertedTune): string {
  if (row.out === undefined) return `failed   ${row.source}: ${row.message} (${row.code})`;
  const wrong = row.valid ? '' : `: ${row.message} (${row.code})`;
  const full = row.ended === 'context-full' ? ' [the context was full]' : '';
  return `${row.valid ? 'valid  ' : 'invalid'}  ${row.out}: ${row.bytes} bytes${wrong}${full}`;
}
