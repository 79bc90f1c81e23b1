/** Words to sing from a list of our own: syllables of one line, with a star where a syllable is carried on. */
import type { Random } from './random.ts';

const WORDS =
  'the and of a in to with from all our we now then still when where shall will may let his her their your my thee thou thy who hath day night light dark star sun moon sea wind rain field stone tree road home heart hand voice song bell joy peace hope grace love life death rest sleep wake bright deep high low long old young far near sing praise bring keep hold lead fall rise come go stand walk hear see know ' +
  'ev-er nev-er morn-ing eve-ning sum-mer win-ter har-vest moun-tain val-ley riv-er wa-ter gar-den shep-herd pil-grim chil-dren fa-ther moth-er broth-er an-gels heav-en glo-ry mer-cy bless-ing bur-den sor-row glad-ness dark-ness king-dom wan-der gath-er lis-ten trem-ble gen-tle ho-ly low-ly might-y gold-en si-lent faith-ful be-fore be-hold a-rise a-bove be-low with-in with-out for-ev-er how-ev-er mer-ci-ful won-der-ful tra-vel-ler wil-der-ness ev-er-more';
const LIST = WORDS.split(' ').map((word) => word.split('-'));

const capital = (text: string) => text[0]!.toUpperCase() + text.slice(1);

function fill(random: Random, syllables: number): string[][] {
  const words: string[][] = [];
  for (let left = syllables; left > 0; ) {
    const fitting = random.pick(LIST);
    if (fitting.length > left) continue;
    words.push(fitting);
    left -= fitting.length;
  }
  return words;
}

/** `carried[i]`: note i has no syllable of its own. The first verse line of a tune has a number in front. */
export function verseLine(random: Random, carried: readonly boolean[], number: string, end: string): string {
  const syllables = carried.filter((star) => !star).length;
  const words = fill(random, syllables);
  words[0] = [capital(words[0]![0]!), ...words[0]!.slice(1)];
  const comma = words.length > 5 && random.chance(0.6) ? (words.length >> 1) - 1 : -1;
  const parts = words.flatMap((word, w) =>
    word.map((part, i) => {
      if (i < word.length - 1) return `${part}-`;
      return w === words.length - 1 ? part + end : w === comma ? `${part},` : part;
    }),
  );
  parts[0] = number + parts[0]!;
  let next = 0;
  return carried.map((star) => (star ? '*' : parts[next++]!)).join(' ');
}

/** A line of words that no note carries, for `W:`. */
export function spokenLine(random: Random): string {
  return capital(
    fill(random, random.pick([6, 8, 8, 8]))
      .map((word) => word.join(''))
      .join(' '),
  );
}
