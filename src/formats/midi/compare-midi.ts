/**
 * Two MIDI files side by side: byte for byte, and note for note. Notes are compared as multisets in exact time, in
 * quarter notes or, in SMPTE time, seconds, whatever the tracks, channels, velocities and ticks; a file that cannot be read
 * has no notes.
 */
import { notesOf } from './notes.ts';
import { fieldOfByte, type SmfField } from './smf/label-bytes.ts';
import { lengthsLastOrder } from './smf/lengths-last.ts';
import { readSmf } from './smf/read-smf.ts';
import type { SmfFile } from './smf/types.ts';

/** Notes in common, each share from 0 to 1; `f1` is the harmonic mean of the two. */
export interface Score {
  /** Share of b's notes that are in a; 1 if b has none and a neither. */
  precision: number;
  /** Share of a's notes that are in b. */
  recall: number;
  f1: number;
}

/** How file a differs from file b, byte for byte and note for note. */
export interface Comparison {
  /** The same bytes. */
  exact: boolean;
  /**
   * The first byte that differs, and the field of a that it lies in (of b past a's end); a track's length counts as behind the
   * track. undefined past a file's end.
   */
  firstDifference?: { offset: number; field: SmfField; a: number | undefined; b: number | undefined };
  onsetPitch: Score;
  onsetPitchDuration: Score;
  /** Notes read, or the reader's verdict. */
  a: Side;
  b: Side;
}

export interface Side {
  bytes: number;
  notes: number;
  /** Why the file could not be read. */
  code?: string;
  offset?: number;
}

/** `a` is the reference, `b` what is judged by it. */
export function compareMidi(a: Uint8Array, b: Uint8Array): Comparison {
  const [left, right] = [sideOf(a), sideOf(b)];
  const scoreBy = (key: (note: TimedNote) => string) => score(left.notes.map(key), right.notes.map(key));
  const difference = firstDifference(a, b);
  return {
    exact: difference === undefined,
    ...(difference && { firstDifference: difference }),
    onsetPitch: scoreBy(({ onset, pitch }) => `${onset} ${pitch}`),
    onsetPitchDuration: scoreBy(({ onset, pitch, duration }) => `${onset} ${pitch} ${duration}`),
    a: left.side,
    b: right.side,
  };
}

function firstDifference(a: Uint8Array, b: Uint8Array): Comparison['firstDifference'] {
  // A length differs because what it counts does: looked at behind it
  const within = lengthsLastOrder(a).find((offset) => a[offset] !== b[offset]);
  if (within === undefined && a.length === b.length) return undefined;
  const offset = within ?? a.length;
  const field = fieldOfByte(offset < a.length ? a : b, offset)!;
  return { offset, field, a: a[offset], b: b[offset] };
}

interface TimedNote {
  /** Exact fractions in lowest terms, with their unit: a quarter note, or in SMPTE time a second. */
  onset: string;
  duration: string;
  pitch: number;
}

function sideOf(bytes: Uint8Array): { side: Side; notes: TimedNote[] } {
  const reading = readSmf(bytes);
  if (!reading.ok)
    return { side: { bytes: bytes.length, notes: 0, code: reading.code, offset: reading.offset }, notes: [] };
  const timeOf = exactTime(reading.file);
  const notes = notesOf(reading.file).notes.map(({ tick, duration, pitch }) => ({
    onset: timeOf(tick),
    duration: timeOf(duration),
    pitch,
  }));
  return { side: { bytes: bytes.length, notes: notes.length }, notes };
}

/** Ticks as a time that other files can be compared by. Whole numbers under 2⁵³: a track has less than 2³¹ ticks. */
function exactTime({ ppq, smpte }: SmfFile): (ticks: number) => string {
  const { ticks: whole, seconds } = smpte ?? { ticks: ppq!, seconds: 1 };
  return (ticks) => {
    const divisor = greatestCommonDivisor(ticks * seconds, whole);
    return `${(ticks * seconds) / divisor}/${whole / divisor}${smpte ? ' s' : ''}`;
  };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

function score(truth: string[], judged: string[]): Score {
  const left = new Map<string, number>();
  for (const key of truth) left.set(key, (left.get(key) ?? 0) + 1);
  let matched = 0;
  for (const key of judged) {
    const there = left.get(key) ?? 0;
    if (there === 0) continue;
    left.set(key, there - 1);
    matched++;
  }
  const both = truth.length + judged.length;
  if (both === 0) return { precision: 1, recall: 1, f1: 1 };
  return {
    precision: judged.length === 0 ? 0 : matched / judged.length,
    recall: truth.length === 0 ? 0 : matched / truth.length,
    f1: (2 * matched) / both,
  };
}
