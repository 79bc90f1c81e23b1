/** A bar line of a plain tune, with the number of the ending that begins at it. As abcjs's `getBarLine` and `letter_to_bar`. */
import { notPlain } from './not-plain.ts';
import type { PlainBar } from './plain-tune.ts';
import { isDigit } from './signs.ts';

/** abcjs tries these in this order, so that the longest wins. `]` alone is an invisible bar. */
const SIGNS: readonly [sign: string, endsRepeat: boolean, startsRepeat: boolean][] = [
  [':|]|:', true, true],
  [':||:', true, true],
  ['::', true, true],
  [':|]', true, false],
  [':||', true, false],
  [':|', true, false],
  ['[|:', false, true],
  ['[|]', false, false],
  ['[|', false, false],
  ['||:', false, true],
  ['|:', false, true],
  ['||', false, false],
  ['|]', false, false],
  ['|', false, false],
  [']|', false, false],
  [']', false, false],
];
/** An ending that many times over is no ending. */
const MAX_ENDING = 9;

/** undefined: no bar line stands at `at`. */
export function readBar(line: string, at: number): { bar: PlainBar; end: number } | undefined {
  const first = line[at];
  if (first !== '|' && first !== ':' && first !== '[' && first !== ']') return undefined;
  let end = at;
  let [endsRepeat, startsRepeat] = [false, false];
  if (first === '[' && isDigit(line[at + 1])) end = at + 1;
  else {
    const found = SIGNS.find(([sign]) => line.startsWith(sign, at));
    if (!found) return first === '[' ? undefined : notPlain('bar');
    end = at + found[0].length;
    [, endsRepeat, startsRepeat] = found;
    // |::: is |:
    if (found[0] === '|:') while (line[end] === ':') end++;
    if (found[0] === ']' && line[end] === '[') notPlain('bar ][');
  }
  const ending = readEnding(line, end);
  const bar: PlainBar = { kind: 'bar', endsRepeat, startsRepeat, endings: ending?.numbers };
  return { bar, end: ending?.end ?? end };
}

/** `1`, `1,2`, `1-3`, behind spaces only where a bracket opens it. */
function readEnding(line: string, at: number): { numbers: number[]; end: number } | undefined {
  let start = at;
  while (line[start] === ' ') start++;
  if (line[start] === '[') start++;
  else start = at;
  if (line[start] === '"' && start > at) notPlain('named ending');
  let end = start;
  while (isDigit(line[end]) || line[end] === ',' || line[end] === '-') end++;
  const text = line.slice(start, end);
  if (text === '' || text[0] === '-') return undefined;
  return { numbers: endingNumbers(text), end };
}

function endingNumbers(text: string): number[] {
  if (!/^[1-9](?:[,-][1-9])*[,]?$/.test(text)) notPlain('ending');
  if (text.includes(','))
    return text
      .split(',')
      .map((part) => Number.parseInt(part, 10))
      .filter((n) => n > 0);
  const [from, to = from] = text.split('-').map(Number);
  return Array.from({ length: Math.max(0, Math.min(to!, MAX_ENDING) - from! + 1) }, (_, i) => from! + i);
}
