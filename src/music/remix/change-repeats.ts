/**
 * Repeats of a remixed tune: plain bar lines become signs of repeats and first and second endings, or the signs that are there
 * become plain bar lines. What is played twice, and from where, must be read again in each tune.
 */
import type { Random, Weighted } from '../compose/random.ts';
import { isMusicLine } from './music-line.ts';

/** Words whose bar lines are none, or a bar line with all its signs. */
const WORD_OR_BAR = /"[^"]*"|![^!]*!|\[[A-Za-z]:[^[\]]*\]|%.*|[:|[\]]*\|[:|\]]*(?:\[?[1-9])?|::/g;

const SIGNS: Weighted<string> = [
  [':|', 4],
  ['|:', 3],
  [':|:', 1],
  ['::', 2],
  [':||:', 1],
  ['||', 1],
];
/** A first ending, a second, and what ends that. */
const ENDINGS = [
  ['|1', '|[1'],
  [':|2', ':|[2'],
  ['|', '|', '||', '||', '|]', '|:'],
];

export function changeRepeats(random: Random, body: readonly string[]): string[] {
  if (random.chance(0.15)) return replaceBars(body, (bar) => (/[1-9]/.test(bar) ? bar : '|'));
  const plain = plainBars(body);
  const signs = new Map<number, string>();
  for (let n = random.int(1, 3); n > 0; n--) {
    let at = random.int(0, Math.max(0, plain - 1));
    if (random.chance(0.55)) {
      signs.set(at, random.weighted(SIGNS));
      continue;
    }
    for (const choices of ENDINGS) {
      signs.set(at, `${random.pick(choices)}${random.chance(0.5) ? ' ' : ''}`);
      at += random.int(1, 4);
    }
  }
  let index = 0;
  return replaceBars(body, (bar) => (bar === '|' ? (signs.get(index++) ?? bar) : bar));
}

function plainBars(body: readonly string[]): number {
  let count = 0;
  replaceBars(body, (bar) => {
    if (bar === '|') count++;
    return bar;
  });
  return count;
}

function replaceBars(body: readonly string[], bar: (text: string) => string): string[] {
  return body.map((line) =>
    isMusicLine(line)
      ? line.replace(WORD_OR_BAR, (text) => (/^["!%]|^\[[A-Za-z]/.test(text) ? text : bar(text)))
      : line,
  );
}
