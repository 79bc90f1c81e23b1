/** Pitches, lengths and chords as they are written: the smallest pieces of ABC music. Positions are characters of the line. */
import { unformatted } from './codes.ts';
import { compare, type Fraction, fraction } from './fraction.ts';
import type { WrittenNote, WrittenPitch } from './voice-builder.ts';

const PITCH = /(\^\^|\^|__|_|=)?([A-Ga-g])([,']*)/y;
const LENGTH = /(\d{0,3})(\/*)(\d{0,3})/y;
const LETTERS = 'CDEFGAB';
const SIGNS: Readonly<Record<string, number>> = { '^': 1, '^^': 2, _: -1, __: -2, '=': 0 };

export interface Read<T> {
  value: T;
  end: number;
}

/** undefined: no pitch stands at `at`. Microtones and other spellings of signs are no pitch. */
export function readPitch(line: string, at: number): Read<WrittenPitch> | undefined {
  PITCH.lastIndex = at;
  const match = PITCH.exec(line);
  if (!match) return undefined;
  const [text, sign, letter, marks] = match;
  const upper = letter!.toUpperCase();
  let octave = upper === letter ? 4 : 5;
  for (const mark of marks!) octave += mark === "'" ? 1 : -1;
  return {
    value: {
      step: LETTERS.indexOf(upper),
      octave,
      sign: sign === undefined ? undefined : SIGNS[sign],
      tied: false,
    },
    end: at + text.length,
  };
}

/** The factor behind a note: 1 where there is none. */
export function readLength(line: string, at: number): Read<Fraction> {
  LENGTH.lastIndex = at;
  const [text, over, slashes, under] = LENGTH.exec(line)!;
  const end = at + text.length;
  const num = over === '' ? 1 : Number(over);
  if (slashes === '') return { value: positive(num, 1, text), end };
  if (slashes!.length > 1 && under !== '') unformatted('format/length', text);
  const den = under === '' ? 2 ** slashes!.length : Number(under);
  return { value: positive(num, den, text), end };
}

function positive(num: number, den: number, text: string): Fraction {
  if (num === 0 || den === 0 || den > 1024) unformatted('format/length', text);
  return fraction(num, den);
}

/** A chord; `at` is behind its bracket. All its notes have one length, which the length behind the bracket multiplies. */
export function readChord(line: string, at: number): Read<Pick<WrittenNote, 'pitches' | 'duration'>> {
  const pitches: WrittenPitch[] = [];
  let duration: Fraction | undefined;
  let end = at;
  while (line[end] !== ']') {
    if (line[end] === ' ') {
      end++;
      continue;
    }
    const pitch = readPitch(line, end) ?? unformatted('format/chord', line.slice(at - 1, end + 1));
    const length = readLength(line, pitch.end);
    end = length.end;
    if (line[end] === '-') {
      pitch.value.tied = true;
      end++;
    }
    if (duration && compare(duration, length.value) !== 0)
      unformatted('format/chord', 'notes of different lengths in a chord');
    duration = length.value;
    pitches.push(pitch.value);
  }
  return {
    value: { pitches, duration: duration ?? unformatted('format/chord', 'an empty chord') },
    end: end + 1,
  };
}

/** Grace notes; `at` is behind the brace. */
export function readGraces(
  line: string,
  at: number,
): Read<{ slash: boolean; notes: { pitch: WrittenPitch; length: Fraction }[] }> {
  const notes: { pitch: WrittenPitch; length: Fraction }[] = [];
  let end = at;
  const slash = line[end] === '/';
  if (slash) end++;
  while (line[end] !== '}') {
    if (line[end] === ' ') {
      end++;
      continue;
    }
    const pitch = readPitch(line, end) ?? unformatted('format/graces', line.slice(at - 1, end + 1));
    const length = readLength(line, pitch.end);
    notes.push({ pitch: pitch.value, length: length.value });
    end = length.end;
  }
  if (notes.length === 0) unformatted('format/graces', 'empty braces');
  return { value: { slash, notes }, end: end + 1 };
}
