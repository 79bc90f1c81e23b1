/** MIDI files to ABC files: each is transcribed, written whole and, where a human's text is given, compared; one that cannot be costs no other. */
import { readFile } from 'node:fs/promises';
import { BgptError, messageOf } from '../errors.ts';
import { decodeText } from '../formats/text.ts';
import { type AbcTotals, abcTotals } from '../measure/compare-abc/abc-totals.ts';
import { type AbcComparison, compareAbc } from '../measure/compare-abc/compare-abc.ts';
import { writeWhole } from '../store/write-whole.ts';
import type { Transcribed, Transcription } from './transcription.ts';

export interface FileToTranscribe {
  path: string;
  bytes: Uint8Array;
  /** Where the text goes. */
  out: string;
  /** A human's text of the tune, where there is one. */
  against?: string | undefined;
}

/** What became of one file. `code` and `message` are there exactly where it is not verified. */
export interface TranscribedFile
  extends Pick<Transcription, 'verified' | 'notes' | 'bars' | 'warnings' | 'seconds'>,
    Partial<Pick<Transcription, 'origin' | 'by' | 'header' | 'ended' | 'windows' | 'message'>> {
  source: string;
  /** The file that was written; absent where the source was refused. */
  out?: string;
  bytes: number;
  code?: string;
  leftOut: { drums: number };
  comparison?: AbcComparison;
}

export interface TranscribeFilesOptions {
  signal?: AbortSignal | undefined;
  onFile?: (row: TranscribedFile) => void;
}

/** @returns one row a file, in their order */
export async function transcribeFiles(
  files: readonly FileToTranscribe[],
  transcribe: (midi: Uint8Array) => Promise<Transcribed>,
  { signal, onFile }: TranscribeFilesOptions = {},
): Promise<TranscribedFile[]> {
  const rows: TranscribedFile[] = [];
  for (const file of files) {
    signal?.throwIfAborted();
    const row = await transcribeFile(file, transcribe);
    rows.push(row);
    onFile?.(row);
  }
  return rows;
}

async function transcribeFile(
  { path, bytes, out, against }: FileToTranscribe,
  transcribe: (midi: Uint8Array) => Promise<Transcribed>,
): Promise<TranscribedFile> {
  const human = against === undefined ? undefined : await textOf(against);
  const result = await transcribe(bytes).catch((thrown: unknown) => {
    // a source that the context does not hold, where plain decoding was asked for
    if (thrown instanceof BgptError && thrown.code === 'convert/too-long')
      return { ok: false, code: thrown.code, message: thrown.message } as const;
    throw thrown;
  });
  const comparison = (abc: string) => {
    const compared = human === undefined ? undefined : compareAbc(human, abc);
    return compared && { comparison: compared };
  };
  if (!result.ok) {
    const { code, message } = result;
    const bars = { model: 0, retried: 0, literal: 0 };
    return {
      ...{ source: path, bytes: 0, verified: false, code, message, notes: 0, bars },
      ...{ leftOut: { drums: 0 }, warnings: [], seconds: 0 },
      // a failure counts as a text that plays nothing
      ...comparison(''),
    };
  }
  const { ok: _, abc, leftOut, ...about } = result;
  await writeWhole(out, abc);
  const size = new TextEncoder().encode(abc).length;
  return { source: path, out, bytes: size, ...about, leftOut: { drums: leftOut.drums }, ...comparison(abc) };
}

export interface TranscriptionTotals {
  files: number;
  written: number;
  verified: number;
  /** Verified without a bar that was written note by note. */
  withoutLiteral: number;
  bars: Transcription['bars'];
  /** Files that are not verified, by code. */
  unverified: Record<string, number>;
  /** Files whose text abcjs's parser warns of. */
  warned: number;
  bytes: number;
  seconds: number;
  /** Where human texts are given. */
  against?: AbcTotals;
}

/** @param seconds that all of it took */
export function transcriptionTotals(rows: readonly TranscribedFile[], seconds: number): TranscriptionTotals {
  const sum = (value: (row: TranscribedFile) => number) => rows.reduce((all, row) => all + value(row), 0);
  const unverified: Record<string, number> = {};
  for (const { code } of rows) if (code !== undefined) unverified[code] = (unverified[code] ?? 0) + 1;
  const compared = rows.flatMap(({ comparison }) => comparison ?? []);
  return {
    files: rows.length,
    written: sum(({ out }) => Number(out !== undefined)),
    verified: sum(({ verified }) => Number(verified)),
    withoutLiteral: sum(({ verified, bars }) => Number(verified && bars.literal === 0)),
    bars: {
      model: sum(({ bars }) => bars.model),
      retried: sum(({ bars }) => bars.retried),
      literal: sum(({ bars }) => bars.literal),
    },
    unverified,
    warned: sum(({ warnings }) => Number(warnings.length > 0)),
    bytes: sum(({ bytes }) => bytes),
    seconds,
    ...(compared.length > 0 && { against: abcTotals(compared) }),
  };
}

async function textOf(path: string): Promise<string> {
  const bytes = await readFile(path).catch((thrown) => {
    throw new BgptError('io/not-found', `cannot read ${path}: ${messageOf(thrown)}`, { details: { path } });
  });
  return decodeText(bytes).text;
}
