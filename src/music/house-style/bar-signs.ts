/** Bar lines as people write them. */
import type { AbcBar } from './abc-tune.ts';
import { unformatted } from './codes.ts';

export interface BarSign extends Pick<AbcBar, 'startsRepeat' | 'endsRepeat' | 'endsPart' | 'ending'> {
  /** `[|]`: invisible, there to carry signs. It must stand beside another bar line. */
  hidden?: boolean;
  end: number;
}

const PLAIN = {};
const PART = { endsPart: true };
const STARTS = { startsRepeat: true };
const ENDS = { endsRepeat: true };
const BOTH = { endsRepeat: true, startsRepeat: true };
/** The longest that fits wins. */
const SIGNS: readonly [sign: string, says: Omit<BarSign, 'end'>][] = [
  [':|]|:', BOTH],
  [':|[|:', BOTH],
  [':||:', BOTH],
  [':|:', BOTH],
  ['::', BOTH],
  [':|]', ENDS],
  [':||', ENDS],
  [':|', ENDS],
  ['[|:', STARTS],
  ['||:', STARTS],
  ['|:', STARTS],
  ['[|]', { hidden: true }],
  ['[|', PART],
  ['||', PART],
  ['|]', PART],
  ['|', PLAIN],
];

/** undefined: no bar line stands at `at`. */
export function readBarSign(line: string, at: number): BarSign | undefined {
  const first = line[at];
  if (first === '[' && /[1-9]/.test(line[at + 1] ?? '')) return withEnding(line, at + 1, PLAIN);
  if (first !== '|' && first !== ':' && !(first === '[' && line[at + 1] === '|')) return undefined;
  const [sign, says] = SIGNS.find(([sign]) => line.startsWith(sign, at)) ?? [];
  if (sign === undefined) unformatted('format/bar-line', line.slice(at, at + 4));
  const end = at + sign.length;
  if (line[end] === ':' && !says!.hidden) unformatted('format/bar-line', line.slice(at, end + 1));
  return withEnding(line, end, says!);
}

/** `1`, `1,2`, `1-3` right behind it, or behind a bracket, before which spaces may stand. */
function withEnding(line: string, at: number, says: Omit<BarSign, 'end'>): BarSign {
  const found = /(?:[ \t]*\[)?([1-9](?:[,-][1-9])*)/y;
  found.lastIndex = at;
  const match = found.exec(line);
  if (!match) return { ...says, end: at };
  const end = at + match[0].length;
  if (/[0-9,-]/.test(line[end] ?? '')) unformatted('format/bar-line', line.slice(at, end + 1));
  return { ...says, ending: match[1]!, end };
}
