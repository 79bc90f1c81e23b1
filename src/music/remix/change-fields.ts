/** Header fields of a remixed tune: another key for the same letters, another unit for the same numbers, another tempo, title. */
import { abcFields } from '../abc-fields.ts';
import { type Key, type Mode, sharps, spellKey } from '../compose/keys.ts';
import type { Random, Weighted } from '../compose/random.ts';
import { remixTitle } from './remix-title.ts';

/** Which fields of a header are changed. */
export type HeaderChanges = ReturnType<typeof changesHeader>;

export function changesHeader(random: Random) {
  return {
    title: random.chance(0.5),
    // R: is behind T: then, and any words
    rhythm: random.chance(0.4),
    metre: random.chance(0.2),
    unit: random.chance(0.25),
    tempo: random.chance(0.4),
    key: random.chance(0.4),
  };
}

const METRES = '4/4 2/4 3/4 6/8 9/8 12/8 2/2 3/2 3/8 C C| 4/2 3/1 5/4 6/4 7/8 9/4 none'.split(' ');
const UNITS: Weighted<string> = [
  ['1/8', 5],
  ['1/16', 5],
  ['1/4', 4],
  ['1/32', 1],
  ['1/2', 1],
];
const BEATS: Weighted<string> = [
  ['1/4=', 12],
  ['3/8=', 5],
  ['1/2=', 5],
  ['1/8=', 3],
  ['', 2],
  ['3/4=', 1],
  ['1/16=', 1],
];
const TONICS = 'C D E F G A B C# F# G# Bb Eb Ab Db Gb Cb'.split(' ');
const MODES: Weighted<Mode> = [
  ['major', 8],
  ['minor', 4],
  ['dorian', 3],
  ['mixolydian', 3],
  ['lydian', 1],
  ['phrygian', 1],
];

/** The lines that stand for one header field now; a tempo is drawn before K:, where it may be new. */
export function changeField(
  random: Random,
  changes: HeaderChanges,
  letter: string,
  value: string,
  text: string,
  other: () => string,
): string[] {
  switch (letter) {
    case 'T':
      return [
        changes.title ? `T:${space(random)}${remixTitle(random, value, abcFields(other()).title)}` : text,
        ...(changes.rhythm ? [`R:${space(random)}${drawKind(random, other)}`] : []),
      ];
    case 'R':
      return changes.rhythm ? [] : [text];
    case 'M':
      return changes.metre ? [`M:${random.pick(METRES)}`] : [text];
    case 'L':
      return changes.unit ? [`L:${random.weighted(UNITS)}`] : [text];
    case 'Q':
      return changes.tempo ? [] : [text];
    case 'K': {
      const key = changes.key ? [`K:${drawKey(random)}`] : [text];
      return changes.tempo && random.chance(0.7) ? [`Q:${drawTempo(random)}`, ...key] : key;
    }
    default:
      return [text];
  }
}

function space(random: Random): string {
  return random.chance(0.5) ? ' ' : '';
}

/** What kind of tune it is, in the words of titles: one may not be taken for the rest of the title before it. */
function drawKind(random: Random, other: () => string): string {
  const joins = [' ', ', ', ' - ', ' -, '];
  const words = abcFields(other()).title.split(' ').slice(0, random.int(1, 6));
  return words.reduce((kind, word) => kind + random.pick(joins) + word) + (random.chance(0.2) ? ']' : '');
}

/** Beats a minute from 30 to 300, the usual round ones more often. */
function drawTempo(random: Random): string {
  const beat = random.weighted(BEATS);
  return beat + (random.chance(0.5) ? 4 * random.int(10, 50) : random.int(30, 300));
}

/** A key that has a signature of seven signs at most. */
export function drawKey(random: Random): string {
  for (;;) {
    const key: Key = { tonic: random.pick(TONICS), mode: random.weighted(MODES) };
    if (Math.abs(sharps(key)) <= 7) return spellKey(key, random.chance(0.2));
  }
}
