/** Titles out of the words of two titles, now and then with a letter of Latin-1 or an article that abcjs turns to the front. */
import type { Random } from '../compose/random.ts';

const ARTICLES = 'The The The A An La Le Les Da Ye'.split(' ');
const LATIN = Array.from({ length: 0x80 }, (_, i) => String.fromCharCode(0x80 + i));

export function remixTitle(random: Random, own: string, other: string): string {
  const words = [...own.split(' '), ...other.split(' ')].filter((word) => word !== '');
  const count = random.int(1, Math.min(8, Math.max(1, words.length)));
  const picked = Array.from({ length: count }, () => (words.length > 0 ? random.pick(words) : 'Tune'));
  let title = picked.join(' ');
  if (random.chance(0.35)) title = withLatin(random, title);
  if (random.chance(0.15)) title = `${title.replace(/[,.]$/, '')}, ${random.pick(ARTICLES)}`;
  return title;
}

function withLatin(random: Random, title: string): string {
  const letters = [...title];
  for (let n = random.int(1, 5); n > 0; n--) {
    const at = random.int(0, letters.length - 1);
    letters[at] = random.pick(LATIN);
  }
  return letters.join('');
}
