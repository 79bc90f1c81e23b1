/**
 * Titles from a word list of our own, in the shapes that tune books use; and as many of letters that make no words, so that
 * a model learns to copy what stands there and not which words there are.
 */
import type { Random, Weighted } from './random.ts';

const ADJECTIVES =
  'Green Merry Old New Black White Silver Golden Wandering Idle Jolly Lame Bonny Humble Crooked Drowsy Frosty Gallant Hasty Little Lonely Muddy Narrow Open Proud Quiet Ragged Red Rough Rusty Salty Sleepy Steep Stormy Sweet Tall Thirsty Upper Lower Windy Young'.split(
    ' ',
  );
const NOUNS =
  'Anvil Apple Barley Barrel Basket Bell Bridge Bucket Candle Cart Castle Chimney Clover Cobbler Cottage Cuckoo Drover Eel Farmer Feather Ferry Fiddler Fisher Fox Garden Gate Goose Harbour Hare Harvest Hedge Heron Hill Island Kettle Ladder Lantern Lark Loom Maid Market Meadow Miller Moss Mountain Oak Orchard Otter Parson Pedlar Piper Plough Rambler River Road Rose Sailor Saddle Shepherd Shore Smith Soldier Spinner Stream Tailor Tinker Tower Valley Wagon Weaver Well Widow Willow Windmill Wren'.split(
    ' ',
  );
const PEOPLE =
  'Ann Billy Bridget Charlie Daniel Dinah Edward Fanny George Hannah Harry Jack James Jane Jenny Joe John Kate Kitty Larry Lucy Maggie Mary Mick Molly Nancy Ned Nelly Paddy Pat Peggy Peter Robin Sally Sam Susan Tim Tom Will'.split(
    ' ',
  );
const SURNAMES =
  'Barton Carrick Dale Ferris Gorman Hale Hogan Kerrigan Lacey Lowther Madden Nolan Orr Quill Rafter Scully Tarrant Vance Walsh Yarrow'.split(
    ' ',
  );
const PLACES =
  'Ashby Ballyrow Carrowmoy Dunleary Eskwater Fallowfield Glenmorra Harrowgate Inchbeg Kilbrack Larkhill Moorside Northam Oldcastle Rathmoy Stonebridge Thornbury Westport'.split(
    ' ',
  );
const KINDS = 'Jig Reel Hornpipe March Fancy Delight Favourite Ramble Return Wedding Farewell Frolic'.split(
  ' ',
);

const SHAPES: Weighted<(random: Random) => string> = [
  [(r) => `The ${r.pick(ADJECTIVES)} ${r.pick(NOUNS)}`, 22],
  [(r) => `The ${r.pick(NOUNS)} of ${r.pick(PLACES)}`, 9],
  [(r) => `The ${r.pick(NOUNS)} in the ${r.pick(NOUNS)}`, 8],
  [(r) => `The ${r.pick(NOUNS)}'s ${r.pick(KINDS)}`, 9],
  [(r) => `${r.pick(PEOPLE)} ${r.pick(SURNAMES)}'s ${r.pick(KINDS)}`, 9],
  [(r) => `${r.pick(PEOPLE)} ${r.pick(SURNAMES)}'s`, 8],
  [(r) => `${r.pick(PEOPLE)} ${r.pick(SURNAMES)}`, 4],
  [(r) => `${r.pick(['Miss', 'Lady', 'Captain', 'Mr.', 'Lord'])} ${r.pick(SURNAMES)}'s ${r.pick(KINDS)}`, 7],
  [(r) => `${r.pick(PEOPLE)}, Mend the ${r.pick(NOUNS)}`, 3],
  [(r) => `${r.pick(ADJECTIVES)} ${r.pick(PEOPLE)}`, 5],
  [(r) => `The Humours of ${r.pick(PLACES)}`, 3],
  [(r) => `The ${r.pick(KINDS)} of the ${r.pick(ADJECTIVES)} ${r.pick(NOUNS)}`, 3],
  [(r) => `${r.pick(PLACES)} ${r.pick(KINDS)}`, 4],
  [(r) => `The ${r.pick(NOUNS)} and the ${r.pick(NOUNS)}`, 5],
];

/** Share of titles that are spelt at random. */
const SPELT = 0.5;
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
/** Latin-1 from `from` on; what an ABC reader would take for a comment, an escape or markup is left out. */
const latin = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => String.fromCharCode(from + i)).filter(
    (letter) => !'%\\$&<>'.includes(letter),
  );
/** What a title is spelt with: the noise of old files and other languages too, since a letter that is never seen is never copied. */
const ALPHABETS: Weighted<readonly string[]> = [
  [[...LETTERS], 70],
  [[...LETTERS.toUpperCase()], 12],
  [[...LETTERS, ...latin(0xc0, 0xff)], 8],
  [latin(0x21, 0x7e), 6],
  [[...LETTERS, ...LETTERS, ...latin(0x80, 0xff)], 4],
];
const JOINS: Weighted<string> = [
  [' ', 80],
  ["'s ", 6],
  ['-', 4],
  [', ', 4],
  ['. ', 3],
  [' & ', 2],
  [' / ', 1],
];
const ENDINGS: Weighted<(random: Random) => string> = [
  [() => '', 84],
  [(r) => ` ${r.int(1, 99)}`, 4],
  [(r) => ` (${r.int(1, 12)})`, 3],
  [(r) => ` #${r.int(1, 9)}`, 2],
  [(r) => ` No. ${r.int(1, 999)}`, 2],
  [() => ', The', 4],
  [() => '!', 1],
];

export function drawTitle(random: Random): string {
  return random.chance(SPELT) ? spelt(random) : random.weighted(SHAPES)(random);
}

/** One to seven words of one to eleven letters, capitals where titles have them or not. */
function spelt(random: Random): string {
  const alphabet = random.weighted(ALPHABETS);
  const capitals = random.chance(0.8);
  let title = '';
  for (let words = random.int(1, 7); words > 0; words--) {
    const word = Array.from({ length: random.int(1, 11) }, () => random.pick(alphabet)).join('');
    title += capitals || title === '' ? capital(word) : word;
    if (words > 1) title += random.weighted(JOINS);
  }
  return title + random.weighted(ENDINGS)(random);
}

/** The first letter large, where that is a letter of Latin-1 too. */
function capital(word: string): string {
  const first = word[0]!.toUpperCase();
  return first.length === 1 && first <= '\xff' ? first + word.slice(1) : word;
}
