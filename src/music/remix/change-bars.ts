/** Bars of a remixed tune: fewer lines, bars of another tune, bars out of order. Only bars without brackets or signs of repeats move. */
import { abcLines } from '../abc-lines.ts';
import type { Random } from '../compose/random.ts';
import { isMusicLine } from './music-line.ts';

/** Some lines in a row. */
export function crop(random: Random, body: readonly string[]): string[] {
  const from = random.int(0, Math.max(0, body.length - 1));
  return body.slice(from, random.int(from + 1, body.length));
}

/** What stands between two bar lines and may stand between any others: parentheses balanced, no brackets, quotes' ends or comments. */
const LOOSE = /^(?=.*[A-Ga-g])[^[\]{}%!\\:$&+]*$/;

/** Exchanges some bars for bars of another tune or for earlier ones of this tune. */
export function spliceBars(random: Random, body: readonly string[], other: () => string): string[] {
  const rate = random.pick([0.08, 0.2, 0.5]);
  const ours = looseBars(body);
  const theirs = random.chance(0.7) ? looseBars(musicOf(other())) : ours;
  const stock = theirs.length > 0 ? theirs : ours;
  if (stock.length === 0) return [...body];
  return body.map((line) => {
    if (!isMusicLine(line)) return line;
    return line
      .split('|')
      .map((bar, i, all) =>
        // The outer parts of a line may be parts of bars or signs
        i > 0 && i < all.length - 1 && isLoose(bar) && random.chance(rate) ? random.pick(stock) : bar,
      )
      .join('|');
  });
}

function musicOf(abc: string): string[] {
  return abcLines(abc).flatMap((line) => (line.kind === 'music' ? [line.text] : []));
}

function looseBars(body: readonly string[]): string[] {
  return body
    .filter(isMusicLine)
    .flatMap((line) => line.split('|').slice(1, -1))
    .filter(isLoose);
}

function isLoose(bar: string): boolean {
  return LOOSE.test(bar) && balanced(bar) && bar.split('"').length % 2 === 1;
}

function balanced(bar: string): boolean {
  let open = 0;
  for (const letter of bar) {
    // A tuplet's parenthesis has no other half: counted by its number
    if (letter === '(') open++;
    else if (letter === ')' && --open < 0) return false;
  }
  return open === (bar.match(/\(\d/g)?.length ?? 0);
}
