/**
 * Two ABC texts of one tune: by the notes that they play and by how they are notated. The measures are those of
 * docs/transcription.md, each 0 to 1; a measure that does not apply is undefined. Failure to parse or play counts 0.
 */
import { matchNotes } from '../../music/transcribe/compare-notes.ts';
import type { ScoreFacts } from './facts.ts';
import { scoreFacts } from './score-facts.ts';

/** How well one ABC text stands for another, measure by measure: 0 to 1, but for `length`, a ratio. */
export interface AbcComparison {
  /** The text that is judged can be read and plays notes. */
  plays: boolean;
  /** Without a warning of abcjs's parser. */
  clean: number;
  /** F1 of notes by onset and pitch, and by duration, too: within 0.04 of a quarter note. */
  onsetPitchF1: number;
  noteF1: number;
  /** Every note right, none extra; and the same to the tick. */
  allNotes: number;
  exactTicks: number;
  keySignature: number;
  keyAndMode: number;
  metre: number;
  unit: number;
  /** Its length is the reference's, none included; and whether the reference has one. */
  pickup: number;
  referenceHasPickup: boolean | undefined;
  barLineF1: number;
  /** Of bars with the same start, spelt pitches, ties and written lengths. */
  barContentF1: number;
  /** Share of bars that are as long as the metre says. */
  barsAddUp: number;
  /** Of notes alike in time and pitch, the share on the same staff step. */
  spelling: number;
  /** Repeats and endings both counted alike; where the reference has repeats. */
  repeats: number | undefined;
  /** Repeats where the reference has none. */
  falseRepeats: number | undefined;
  tupletF1: number | undefined;
  graceF1: number | undefined;
  voices: number;
  /** Bytes of the body over those of the reference's. */
  length: number | undefined;
}

/** Ticks at 480 a quarter note, of 0.04 of one. */
const TOLERANCE = 19 / 480;
/** Bar lines and notes are alike in time within this many ticks. */
const BAR_LINE_TICKS = 10;
const SPELLING_TICKS = 20;

const FAILED: AbcComparison = {
  ...{ plays: false, clean: 0, onsetPitchF1: 0, noteF1: 0, allNotes: 0, exactTicks: 0 },
  ...{ keySignature: 0, keyAndMode: 0, metre: 0, unit: 0, pickup: 0, barLineF1: 0, barContentF1: 0 },
  ...{ barsAddUp: 0, spelling: 0, repeats: 0, voices: 0 },
  ...{ falseRepeats: undefined, tupletF1: undefined, graceF1: undefined, length: undefined },
  referenceHasPickup: undefined,
};

/** @returns undefined where the reference itself cannot be read */
export function compareAbc(reference: string, judged: string): AbcComparison | undefined {
  const want = scoreFacts(reference);
  return want && compareFacts(want, scoreFacts(judged));
}

/** `compareAbc` on what was read already.  @param got undefined: the judged text cannot be read */
export function compareFacts(want: ScoreFacts, got: ScoreFacts | undefined): AbcComparison {
  if (!got) return FAILED;
  const both = (name: 'tuplets' | 'graces') =>
    want[name] > 0 ? f1(Math.min(want[name], got[name]), want[name], got[name]) : undefined;
  const right = (tolerance: number, lengthTolerance: number) =>
    matchNotes(want.notes, got.notes, tolerance, lengthTolerance).right;
  const all = (hits: number) => Number(hits === want.notes.length && hits === got.notes.length);
  const near = right(TOLERANCE, TOLERANCE);
  const lines = [want, got].map(({ barLines }) => [
    ...new Set(barLines.map((at) => Math.round(at / BAR_LINE_TICKS))),
  ]);
  return {
    plays: true,
    clean: Number(got.warnings === 0),
    onsetPitchF1: f1(right(TOLERANCE, Number.POSITIVE_INFINITY), want.notes.length, got.notes.length),
    noteF1: f1(near, want.notes.length, got.notes.length),
    allNotes: all(near),
    exactTicks: all(right(0, 0)),
    keySignature: Number(got.keySignature === want.keySignature),
    keyAndMode: Number(got.key === want.key),
    metre: Number(got.metre.num === want.metre.num && got.metre.den === want.metre.den),
    unit: Number(got.unit === want.unit),
    pickup: Number(got.pickup === want.pickup),
    referenceHasPickup: want.pickup > 0,
    barLineF1: f1(common(lines[0]!, lines[1]!), lines[0]!.length, lines[1]!.length),
    barContentF1: f1(
      common(want.barContents, got.barContents),
      want.barContents.length,
      got.barContents.length,
    ),
    barsAddUp: got.bars > 0 ? got.barsRight / got.bars : 1,
    spelling: spelling(want, got),
    repeats:
      want.repeats > 0 ? Number(got.repeats === want.repeats && got.endings === want.endings) : undefined,
    falseRepeats: want.repeats > 0 ? undefined : Number(got.repeats > 0),
    tupletF1: both('tuplets'),
    graceF1: both('graces'),
    voices: Number(got.voices === want.voices),
    length: got.bodyBytes / Math.max(1, want.bodyBytes),
  };
}

function f1(hits: number, a: number, b: number): number {
  return a + b === 0 ? 1 : (2 * hits) / (a + b);
}

/** Size of the intersection of two multisets. */
function common<T>(a: readonly T[], b: readonly T[]): number {
  const left = new Map<T, number>();
  for (const each of b) left.set(each, (left.get(each) ?? 0) + 1);
  let hits = 0;
  for (const each of a) {
    const there = left.get(each) ?? 0;
    if (there === 0) continue;
    hits++;
    left.set(each, there - 1);
  }
  return hits;
}

function spelling(want: ScoreFacts, got: ScoreFacts): number {
  const key = ({ tick, pitch }: { tick: number; pitch: number }) =>
    `${Math.round(tick / SPELLING_TICKS)}:${pitch}`;
  const steps = new Map(got.spelt.map((note) => [key(note), note.step]));
  const shared = want.spelt.filter((note) => steps.has(key(note)));
  const same = shared.filter((note) => steps.get(key(note)) === note.step);
  return shared.length > 0 ? same.length / shared.length : 0;
}
