/**
 * The text of one bar's notes, wherever it stands in a tune: the unit and key are given, accidentals hold to the bar line,
 * beams break at beats. Without the bar line.
 */
import type { AbcNote, AbcPitch } from '../house-style/abc-tune.ts';
import { type Fraction, over, plus, times, ZERO } from '../house-style/fraction.ts';
import { tiesInside } from './chord-order.ts';
import { midiPitch, signature } from './spell-pitch.ts';

export interface PrintBarOptions {
  /** L: in whole notes. */
  unit: Fraction;
  /** Sharps of the signature; flats are negative. undefined: not known, so every note has a sign. */
  sharps: number | undefined;
  /** Where beams begin, in whole notes from the start of the bar. */
  beats: readonly Fraction[];
  /** MIDI pitches tied into the bar. abcjs forgets the sign of a note that ends a tie: the next one needs its own. */
  tiedIn?: ReadonlySet<number>;
  /** The note before the bar is a chord of which some notes are tied: abcjs joins these only to a note in brackets. */
  afterChord?: boolean;
}

const SIGNS: Readonly<Record<number, string>> = { [-2]: '__', [-1]: '_', 0: '=', 1: '^', 2: '^^' };

export function printBar(
  notes: readonly AbcNote[],
  { unit, sharps, beats, tiedIn, afterChord }: PrintBarOptions,
): string {
  const inKey = sharps === undefined ? [] : signature(sharps);
  /** Alterations in force, by octave and step. */
  const inForce = new Map<number, number>();
  const sounding = new Set(tiedIn);
  const pitchText = (pitch: AbcPitch) => {
    const { step, octave, alter, tied } = pitch;
    const place = octave * 7 + step;
    const sign = alter === (inForce.get(place) ?? inKey[step]) ? '' : SIGNS[alter]!;
    const endsTie = sounding.delete(midiPitch(pitch));
    // NaN is no alteration: the next note there has a sign
    if (!endsTie) inForce.set(place, alter);
    else if (sign !== '') inForce.set(place, Number.NaN);
    if (tied) sounding.add(midiPitch(pitch));
    return { name: sign + letter(step, octave), tied };
  };
  let text = '';
  let bracketed = afterChord ?? false;
  let at = ZERO;
  let left = 0;
  let ratio: Fraction = { num: 1, den: 1 };
  for (const { pitches, rest, duration, tuplet } of notes) {
    if (text && beats.some(({ num, den }) => num * at.den === at.num * den)) text += ' ';
    if (tuplet) {
      text += tupletText(tuplet);
      left = tuplet.r;
      ratio = { num: tuplet.q, den: tuplet.p };
    }
    const length = lengthText(over(duration, unit));
    const printed = pitches.map(pitchText);
    if (printed.length === 0) text += (rest ?? 'z') + length;
    else if (pitches.every(({ tied }) => tied)) text += `${chord(printed, bracketed, '') + length}-`;
    else text += chord(printed, bracketed, '-') + length;
    bracketed = tiesInside(pitches);
    at = plus(at, left > 0 ? times(duration, ratio) : duration);
    left--;
  }
  return text;
}

/** Whether beams break at the smaller beats of the metre. */
export function hasShort(notes: readonly AbcNote[]): boolean {
  return notes.some(({ duration }) => duration.num * 8 < duration.den);
}

function chord(
  notes: readonly { name: string; tied?: boolean | undefined }[],
  bracketed: boolean,
  tie: string,
) {
  const names = notes.map(({ name, tied }) => name + (tied ? tie : '')).join('');
  return notes.length > 1 || bracketed ? `[${names}]` : names;
}

function letter(step: number, octave: number): string {
  const name = 'CDEFGAB'[step]!;
  return octave >= 5 ? name.toLowerCase() + "'".repeat(octave - 5) : name + ','.repeat(4 - octave);
}

/** `2`, `/`, `/4`, `3/2`, nothing for one unit. */
export function lengthText({ num, den }: Fraction): string {
  if (den === 1) return num === 1 ? '' : String(num);
  return (num === 1 ? '' : String(num)) + (den === 2 ? '/' : `/${den}`);
}

/** `(3` where the p notes that follow are in the time that p says by itself (ABC 2.1, section 4.13). */
function tupletText({ p, q, r }: { p: number; q: number; r: number }): string {
  const alone = p === 3 && q === 2;
  if (alone && r === p) return '(3';
  return alone ? `(3::${r}` : `(${p}:${q}:${r}`;
}
