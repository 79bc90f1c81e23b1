/**
 * One note or rest with what clings to it: accidental, octave, length, ties, ends of slurs, broken rhythm. A port of the
 * state machine of abcjs's `getCoreNote`: where that gives up, the tune is not plain.
 */
import { notPlain } from './not-plain.ts';
import { readBroken, readLength } from './read-length.ts';
import { isDigit, isSpace } from './signs.ts';

export interface CoreNote {
  /** undefined: a rest. */
  step: number | undefined;
  accidental: number | undefined;
  duration: number;
  startTie: boolean;
  slursEnded: number;
  end: number;
}

export interface Rhythm {
  /** L:, in whole notes. */
  unit: number;
  /** What broken rhythm makes of the next note, 0 for nothing. */
  next: number;
}

const STEPS: Readonly<Record<string, number>> = {
  ...{ C: 0, D: 1, E: 2, F: 3, G: 4, A: 5, B: 6 },
  ...{ c: 7, d: 8, e: 9, f: 10, g: 11, a: 12, b: 13 },
};

/** The pitch alone: accidental, letter, octave signs. */
export function readPitch(
  line: string,
  at: number,
): { step: number; accidental: number | undefined; end: number } {
  let end = at;
  let accidental: number | undefined;
  const sign = line[end];
  if (sign === '=') accidental = 0;
  else if (sign === '^') accidental = line[end + 1] === '^' ? 2 : 1;
  else if (sign === '_') accidental = line[end + 1] === '_' ? -2 : -1;
  if (accidental !== undefined) end += Math.max(1, Math.abs(accidental));
  let step = STEPS[line[end] ?? ''] ?? notPlain(`sign ${line[end]}`);
  for (end++; line[end] === ',' || line[end] === "'"; end++) step += line[end] === ',' ? -7 : 7;
  return { step, accidental, end };
}

export function readNote(line: string, at: number, rhythm: Rhythm): CoreNote {
  const isRest = line[at] === 'z' || line[at] === 'x';
  const { step, accidental, end } = isRest
    ? { step: undefined, accidental: undefined, end: at + 1 }
    : readPitch(line, at);
  const note: CoreNote = { step, accidental, duration: rhythm.unit, startTie: false, slursEnded: 0, end };
  /** Broken rhythm behind a note that is itself the second of a pair ends the note. */
  const second = rhythm.next !== 0;
  if (second) note.duration *= rhythm.next;
  rhythm.next = 0;
  let state: 'pitch' | 'length' | 'broken' = 'pitch';
  for (;;) {
    const sign = line[note.end];
    if (sign === ')') {
      note.slursEnded++;
      note.end++;
      continue;
    }
    if (state === 'pitch' && (sign === '/' || isDigit(sign))) {
      const length = readLength(line, note.end);
      note.duration *= length.value;
      note.end = length.end;
      for (; isSpace(line[note.end]) || line[note.end] === '-'; note.end++)
        if (line[note.end] === '-') note.startTie = true;
      state = 'length';
      continue;
    }
    if (sign === '-' && state !== 'length') {
      note.startTie = true;
      note.end++;
      if (second) return note;
      state = 'length';
      continue;
    }
    if (isSpace(sign)) {
      for (; isSpace(line[note.end]) || line[note.end] === '-'; note.end++)
        if (line[note.end] === '-') note.startTie = true;
      // a tie of dots
      if (line[note.end] === '.' && line[note.end + 1] === '-') notPlain('.-');
      if (second || (line[note.end] !== '<' && line[note.end] !== '>')) return note;
      continue;
    }
    if (sign === '<' || sign === '>') {
      if (state === 'broken' || rhythm.next !== 0) notPlain('broken twice');
      const broken = readBroken(line, note.end);
      rhythm.next = broken.next;
      note.duration *= broken.mine;
      note.end = broken.end;
      state = 'broken';
      continue;
    }
    return note;
  }
}
