/** A note, chord or rest as text, apart from its place in the bar. */
import type { AbcNote, AbcPitch, Tuplet } from './abc-tune.ts';
import { type Accidentals, SIGN_OF } from './accidentals.ts';
import { type Fraction, over } from './fraction.ts';

const LETTERS = 'CDEFGAB';
/** In the time of how many a tuplet is where it does not say, to every reader and in every metre. */
const TIMES: Readonly<Record<number, number>> = { 2: 3, 3: 2, 4: 3, 6: 2, 8: 3 };

/** `length`: in units of L:; `tiedFrom`: octave and step of the pitches that a tie leads to. */
export function printNote(
  note: AbcNote,
  length: Fraction,
  accidentals: Accidentals,
  tiedFrom: ReadonlyMap<number, number>,
): string {
  const { symbols = [], tuplet, slursBegun = 0, slursEnded = 0, graces, decorations = [] } = note;
  let text = symbols.map((symbol) => `"${symbol}"`).join('');
  if (tuplet) text += printTuplet(tuplet);
  text += '('.repeat(slursBegun);
  if (graces) {
    const notes = graces.notes.map(
      ({ pitch, length }) => printPitch(pitch, accidentals, undefined) + printLength(length),
    );
    text += `{${graces.slash ? '/' : ''}${notes.join('')}}${')'.repeat(graces.slursEnded ?? 0)}`;
  }
  text += decorations.join('') + printCore(note, length, accidentals, tiedFrom);
  return text + ')'.repeat(slursEnded);
}

function printCore(
  { pitches, rest }: AbcNote,
  length: Fraction,
  accidentals: Accidentals,
  tiedFrom: ReadonlyMap<number, number>,
): string {
  if (pitches.length === 0) return `${rest ?? 'z'}${printLength(length)}`;
  const allTied = pitches.every(({ tied }) => tied);
  const names = pitches.map(
    (pitch) =>
      printPitch(pitch, accidentals, tiedFrom.get(pitch.octave * 7 + pitch.step)) +
      (pitch.tied && !allTied ? '-' : ''),
  );
  const chord = pitches.length > 1;
  return `${chord ? '[' : ''}${names.join('')}${chord ? ']' : ''}${printLength(length)}${allTied ? '-' : ''}`;
}

function printPitch(pitch: AbcPitch, accidentals: Accidentals, tiedAlter: number | undefined): string {
  let sign = '';
  if (tiedAlter === pitch.alter) accidentals.tied(pitch);
  // a tie that leads to another pitch
  else if (tiedAlter !== undefined) sign = SIGN_OF[pitch.alter]!;
  else if (accidentals.needsSign(pitch)) {
    sign = SIGN_OF[pitch.alter]!;
    accidentals.sign(pitch);
  }
  const letter = LETTERS[pitch.step]!;
  if (pitch.octave <= 4) return sign + letter + ','.repeat(4 - pitch.octave);
  return sign + letter.toLowerCase() + "'".repeat(pitch.octave - 5);
}

function printTuplet({ p, q, r }: Tuplet): string {
  if (r === p && q === TIMES[p]) return `(${p}`;
  return r === p ? `(${p}:${q}` : `(${p}:${q}:${r}`;
}

/** In units of L:: nothing for 1, `2`, `3/2`, `/`, `/4`. */
export function printLength({ num, den }: Fraction): string {
  if (den === 1) return num === 1 ? '' : String(num);
  return `${num === 1 ? '' : num}/${num === 1 && den === 2 ? '' : den}`;
}

/** `A>B`: its sign and the length that both notes are written with. undefined: the two are no such pair. */
export function brokenPair(
  first: AbcNote,
  second: AbcNote,
  unit: Fraction,
): { sign: string; length: Fraction } | undefined {
  const ratio = over(first.duration, second.duration);
  const sign = BROKEN[`${ratio.num}:${ratio.den}`];
  if (sign === undefined || first.pitches.some(({ tied }) => tied)) return undefined;
  const [a, b] = [over(first.duration, unit), over(second.duration, unit)];
  const length = over({ num: a.num * b.den + b.num * a.den, den: a.den * b.den }, { num: 2, den: 1 });
  const written = printLength(length).length * 2 + sign.length;
  return written < printLength(a).length + printLength(b).length ? { sign, length } : undefined;
}

const BROKEN: Readonly<Record<string, string>> = {
  ...{ '3:1': '>', '7:1': '>>', '15:1': '>>>', '1:3': '<', '1:7': '<<', '1:15': '<<<' },
};
