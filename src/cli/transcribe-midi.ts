/** `convert` of MIDI to ABC: files in, texts out, a row for each that says what was verified. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadModel } from '../convert/load-model.ts';
import type { Model } from '../convert/model.ts';
import { planOutputs, refuseExisting } from '../convert/plan-outputs.ts';
import { type TranscribedFile, transcribeFiles, transcriptionTotals } from '../convert/transcribe-files.ts';
import { transcribedBy } from '../convert/transcription.ts';
import { BgptError, EXIT } from '../errors.ts';
import { canonicalMidi } from '../music/canonical-midi/canonical-midi.ts';
import { abcTotalsLines } from './abc-totals-lines.ts';
import { filesToConvert } from './files-to-convert.ts';
import { openProgress } from './progress.ts';
import { readInput } from './read-input.ts';
import type { Terminal } from './terminal.ts';

export interface TranscribeFlags {
  /** Undefined with a baseline. */
  checkpoint?: string;
  baseline?: 'rules' | 'literal';
  out?: string;
  against?: string;
  verify: boolean;
  tries: number;
  quantise?: boolean;
  track?: number;
  temperature: number;
  topK: number;
  topP: number;
  seed: number;
  threads?: number;
  force?: boolean;
  limit?: number;
  // of other directions
  guard?: boolean;
  repair?: boolean;
  report?: string;
  bpb?: boolean;
  ids?: RegExp;
}

export async function transcribeMidi(
  terminal: Terminal,
  flags: TranscribeFlags,
  inputs: readonly string[],
): Promise<number> {
  for (const name of ['guard', 'repair', 'report', 'bpb', 'ids'] as const)
    if (flags[name]) throw new BgptError('usage/invalid-option', `--${name} is not for mid>abc`);
  const named = (await filesToConvert(inputs, 'mid')).slice(0, flags.limit);
  const paths = planOutputs(named, flags.out, 'abc');
  refuseExisting(paths, flags.force);
  const files = await Promise.all(
    named.map(async ({ source, below }, i) => ({
      path: source,
      bytes: await readInput(source),
      out: paths[i]!,
      against: flags.against === undefined ? undefined : humanText(flags.against, below),
    })),
  );
  const { checkpoint, threads } = flags;
  const model =
    checkpoint === undefined
      ? undefined
      : await loadModel(checkpoint, threads === undefined ? {} : { threads });
  const started = performance.now();
  const progress = await openProgress(terminal, 'transcribe', files.length);
  let done = 0;
  try {
    const rows = await transcribeFiles(files, transcriberOf(model, flags, terminal.signal), {
      signal: terminal.signal,
      onFile: () => progress.update(++done, `${done} of ${files.length} files`),
    }).finally(() => progress.stop());
    const totals = transcriptionTotals(rows, (performance.now() - started) / 1000);
    for (const row of rows) terminal.print(line(row));
    if (rows.length > 1) {
      const { model: own, retried, literal } = totals.bars;
      terminal.print();
      terminal.print(
        `${totals.verified} of ${totals.files} verified, ${totals.withoutLiteral} without a literal bar; bars: ${own} of the model, ${retried} retried, ${literal} literal; ${totals.seconds.toFixed(1)} s`,
      );
    }
    if (totals.against) {
      terminal.print(`\n${totals.against.tunes} beside the texts in ${flags.against}:`);
      for (const each of abcTotalsLines(totals.against)) terminal.print(each);
    }
    terminal.result({ direction: 'mid>abc', files: rows, totals });
    return rows.every(({ verified }) => verified) ? EXIT.done : EXIT.failed;
  } finally {
    await model?.dispose();
  }
}

function transcriberOf(model: Model | undefined, flags: TranscribeFlags, signal: AbortSignal) {
  const { quantise = false, track, verify, tries, temperature, topK, topP, seed } = flags;
  return async (midi: Uint8Array) => {
    if (model)
      return model.transcribe(midi, {
        ...{ verify, tries, quantise, temperature, topK, topP, seed, signal },
        ...(track !== undefined && { track }),
      });
    const source = canonicalMidi(midi, { quantise, track });
    return source.ok ? transcribedBy(source, flags.baseline ?? 'rules') : source;
  };
}

/** The text of the same stem, where the folder has one. */
function humanText(folder: string, below: string): string | undefined {
  const path = join(folder, `${below.replace(/\.[^./\\]*$/, '')}.abc`);
  return existsSync(path) ? path : undefined;
}

function line({
  source,
  out,
  verified,
  notes,
  bars,
  code,
  message,
  warnings,
  leftOut,
}: TranscribedFile): string {
  if (out === undefined) return `refused   ${source}: ${message} (${code})`;
  const { model, retried, literal } = bars;
  const whose = [
    ...(model > 0 ? [`${model} of the model`] : []),
    ...(retried > 0 ? [`${retried} retried`] : []),
    ...(literal > 0 ? [`${literal} literal`] : []),
  ].join(', ');
  const more = [
    ...(verified ? [] : [`${message} (${code})`]),
    ...(leftOut.drums > 0 ? [`${leftOut.drums} drum notes left out`] : []),
    ...(warnings.length > 0 ? [`warning: ${warnings[0]}`] : []),
  ];
  const words = [`${notes} notes, bars: ${whose || 'none'}`, ...more].join('; ');
  return `${verified ? 'verified ' : 'different'} ${out}: ${words}`;
}
