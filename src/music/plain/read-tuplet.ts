/** `(3`, `(3:2`, `(3:2:4`, `(3::4` before the notes of a tuplet, as abcjs reads them. */
import { notPlain } from './not-plain.ts';
import type { Tuplet } from './plain-tune.ts';

/** In the time of how many, where that is not said; abcjs takes no account of the metre. */
const TIMES: Readonly<Record<number, number>> = { 2: 3, 3: 2, 4: 3, 5: 2, 6: 2, 7: 2, 8: 3, 9: 2 };

/** undefined: the parenthesis at `at` opens a slur. */
export function readTuplet(line: string, at: number): { tuplet: Tuplet; end: number } | undefined {
  const found = /^\(([2-9])(?::([1-9])?(?::([1-9])?)?)?/.exec(line.slice(at, at + 6));
  if (!found) return undefined;
  const [text, p, q, r] = found;
  if (text.endsWith(':')) notPlain('tuplet');
  return {
    tuplet: { p: Number(p), q: Number(q ?? TIMES[Number(p)]), r: Number(r ?? p) },
    end: at + text.length,
  };
}
