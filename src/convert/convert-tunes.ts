/** Tunes to files: each is converted, judged, compared with the renderer and written; one that cannot be costs no other. */
import { BgptError } from '../errors.ts';
import { conversionPrefix } from '../generate/prefix.ts';
import type { Conversion, ConvertOptions, Model } from './model.ts';
import type { TuneToConvert } from './plan-outputs.ts';
import { type TuneSource, tuneSource } from './tune-source.ts';
import { writeOutput } from './write-output.ts';

/** What became of one tune. */
export interface ConvertedTune {
  source: string;
  x: string;
  title: string;
  /** The file that was written. */
  out?: string;
  bytes: number;
  valid: boolean;
  /** Code of the verdict, or of what kept the tune from being converted. */
  code?: string;
  message?: string;
  check?: string;
  ended?: Conversion['ended'];
  guarded: number;
  repaired: boolean;
  seconds: number;
  firstByteSeconds?: number;
  /** What the renderer's own file for the tune breaks, where it is not valid. */
  referenceCode?: string;
  /** Beside the renderer; absent where the renderer cannot play the tune. */
  exact?: boolean;
  firstDifference?: {
    offset: number;
    field: string;
    renderer: number | undefined;
    model: number | undefined;
  };
  /** F1 of onset and pitch, and with the duration. */
  noteF1?: number;
  noteDurationF1?: number;
}

/** For a report: the tune with the bytes of both. */
export interface Shown {
  row: ConvertedTune;
  abc: string;
  midi: Uint8Array;
  renderer: Uint8Array | undefined;
}

export interface ConvertTunesOptions extends Partial<ConvertOptions> {
  onTune?: (shown: Shown) => void;
}

/** From this many tunes on they are written in a batch. */
const BATCH_FROM = 3;

/** @param paths where each tune goes  @returns one row a tune, in their order */
export async function convertTunes(
  model: Model,
  tunes: readonly TuneToConvert[],
  paths: readonly string[],
  options: ConvertTunesOptions,
): Promise<ConvertedTune[]> {
  const rows: ConvertedTune[] = [];
  const ready: { at: number; source: TuneSource }[] = [];
  for (const [at, tune] of tunes.entries()) {
    if (tune.refused) {
      rows[at] = failed(tune, tune.refused);
      continue;
    }
    try {
      const source = tuneSource(tune.text);
      conversionPrefix({ format: 'abc', bytes: source.bytes }, 'mid', model.config);
      ready.push({ at, source });
    } catch (thrown) {
      // alone it is the command's own failure
      if (!(thrown instanceof BgptError) || tunes.length === 1) throw thrown;
      rows[at] = failed(tune, thrown);
    }
  }
  const settle = async (i: number, conversion: Conversion) => {
    const { at, source } = ready[i]!;
    const { midi, ...about } = conversion;
    const out = await writeOutput(paths[at]!, midi, about);
    // the renderer is loaded only now: a file is there the sooner
    const { againstReference } = await import('./against-reference.ts');
    const compared = againstReference(source.abc, conversion.midi);
    const row = rowOf(tunes[at]!, conversion, out);
    if (compared.ok) {
      const { exact, firstDifference, onsetPitch, onsetPitchDuration } = compared.comparison;
      if (compared.referenceCode !== undefined) row.referenceCode = compared.referenceCode;
      row.exact = exact;
      if (firstDifference) {
        const { offset, field, a, b } = firstDifference;
        row.firstDifference = { offset, field, renderer: a, model: b };
      }
      row.noteF1 = onsetPitch.f1;
      row.noteDurationF1 = onsetPitchDuration.f1;
    }
    rows[at] = row;
    const renderer = compared.ok ? compared.renderer : undefined;
    options.onTune?.({ row, abc: source.abc, midi: conversion.midi, renderer });
  };
  const texts = ready.map(({ source }) => source.abc);
  if (texts.length < BATCH_FROM)
    for (const [i, text] of texts.entries()) await settle(i, await model.convert(text, options));
  else for await (const { index, ...done } of model.convertMany(texts, options)) await settle(index, done);
  return rows;
}

function named({ source, x, title }: TuneToConvert) {
  return { source, x, title };
}

function failed(tune: TuneToConvert, { code, message }: { code: string; message: string }): ConvertedTune {
  return { ...named(tune), bytes: 0, valid: false, code, message, guarded: 0, repaired: false, seconds: 0 };
}

function rowOf(tune: TuneToConvert, conversion: Conversion, out: string): ConvertedTune {
  const { midi, verdict, ended, guarded, repaired, seconds, firstByteSeconds } = conversion;
  return {
    ...named(tune),
    out,
    bytes: midi.length,
    valid: verdict.valid,
    check: verdict.check,
    ...(verdict.code === undefined ? {} : { code: verdict.code }),
    ...(verdict.message === undefined ? {} : { message: verdict.message }),
    ended,
    guarded,
    repaired,
    seconds,
    // in a batch nothing is given out before a file's end
    ...(firstByteSeconds < seconds ? { firstByteSeconds } : {}),
  };
}

/** Of some tunes that the renderer could play. */
export interface BesideReference {
  compared: number;
  exact: number;
  /** Tunes that have all of the renderer's notes and no other: note F1 of 1. */
  allNotesRight: number;
  meanNoteF1: number | null;
  meanNoteDurationF1: number | null;
}

export interface Totals extends BesideReference {
  tunes: number;
  written: number;
  valid: number;
  /** The same of the tunes whose renderer's file is valid. */
  validReference: BesideReference & { valid: number };
  /** Tunes whose file is not valid, or could not be written, by code. */
  invalid: Record<string, number>;
  /** Files that are not the renderer's, by the field in which they first differ. */
  firstDifference: Record<string, number>;
  bytes: number;
  seconds: number;
  bytesPerSecond: number;
}

/** @param seconds that all of it took, validation and comparison included */
export function totalsOf(rows: readonly ConvertedTune[], seconds: number): Totals {
  const sound = rows.filter((row) => row.exact !== undefined && row.referenceCode === undefined);
  const bytes = rows.reduce((sum, row) => sum + row.bytes, 0);
  return {
    tunes: rows.length,
    written: rows.filter((row) => row.out !== undefined).length,
    valid: rows.filter((row) => row.valid).length,
    ...besideReference(rows),
    validReference: { valid: sound.filter((row) => row.valid).length, ...besideReference(sound) },
    invalid: counts(rows.filter((row) => !row.valid).map((row) => row.code ?? 'unknown')),
    firstDifference: counts(rows.flatMap((row) => row.firstDifference?.field ?? [])),
    bytes,
    seconds,
    bytesPerSecond: bytes / seconds,
  };
}

function besideReference(rows: readonly ConvertedTune[]): BesideReference {
  const compared = rows.filter((row) => row.exact !== undefined);
  const mean = (key: 'noteF1' | 'noteDurationF1') =>
    compared.length === 0 ? null : compared.reduce((sum, row) => sum + row[key]!, 0) / compared.length;
  return {
    compared: compared.length,
    exact: compared.filter((row) => row.exact).length,
    allNotesRight: compared.filter((row) => row.noteF1 === 1).length,
    meanNoteF1: mean('noteF1'),
    meanNoteDurationF1: mean('noteDurationF1'),
  };
}

/** How often each word stands there, the commonest first. */
function counts(words: readonly string[]): Record<string, number> {
  const found: Record<string, number> = {};
  for (const word of words) found[word] = (found[word] ?? 0) + 1;
  return Object.fromEntries(Object.entries(found).sort(([, a], [, b]) => b - a));
}
