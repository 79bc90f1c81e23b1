/** Lengths behind a note, `3/2`, `/`, `//`, and broken rhythm, `>`, with the arithmetic of abcjs. */
import { notPlain } from './not-plain.ts';
import { isDigit } from './signs.ts';

/** What abcjs can draw; others it warns of, unless they are a whole note or longer. */
const DRAWABLE = new Set<number>();
for (let value = 1 / 2; value >= 1 / 64; value /= 2)
  for (let dots = 0, sum = value; dots <= 5; dots++, sum += value / 2 ** dots) DRAWABLE.add(sum);

/** Whole notes: a trill of more would be many thousand notes, and abcjs's to stop. */
const MAX_LENGTH = 64;

export function isDrawable(duration: number): boolean {
  return (duration >= 1 && duration <= MAX_LENGTH) || DRAWABLE.has(duration);
}

export interface Reading {
  value: number;
  end: number;
}

/** 1 where there is none. */
export function readLength(line: string, at: number): Reading {
  let end = at;
  let num = 1;
  if (isDigit(line[end])) [num, end] = readNumber(line, end);
  if (line[end] !== '/') return { value: num, end };
  end++;
  if (line[end] === '/') {
    let value = 1 / 2;
    for (; line[end] === '/'; end++) value /= 2;
    return checked(line, num * value, end);
  }
  let den = 2;
  if (isDigit(line[end])) [den, end] = readNumber(line, end);
  return checked(line, num / den, end);
}

function checked(line: string, value: number, end: number): Reading {
  if (line[end] === '/' || isDigit(line[end])) notPlain('length');
  return { value, end };
}

function readNumber(line: string, at: number): [number, number] {
  let end = at;
  while (isDigit(line[end])) end++;
  const value = Number(line.slice(at, end));
  if (value === 0 || end - at > 3) notPlain('number');
  return [value, end];
}

/** `>`: this note is `mine` times as long, the next one `next` times. */
export function readBroken(line: string, at: number): { mine: number; next: number; end: number } {
  const sign = line[at];
  let count = 1;
  while (count < 3 && line[at + count] === sign) count++;
  const short = 1 / 2 ** count;
  const [mine, next] = sign === '>' ? [2 - short, short] : [short, 2 - short];
  return { mine, next, end: at + count };
}
