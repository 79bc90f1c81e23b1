/** Notes of a remixed tune: a few kinds of change, each at a rate of its own, so that a tune is strewn with what books have once. */
import { notesIn } from '../../formats/abc/abc-notes.ts';
import type { Random, Weighted } from '../compose/random.ts';
import { drawKey } from './change-fields.ts';
import { isMusicLine } from './music-line.ts';

/** One note's text with the note (accidental, letter, octave), its length, and what follows (tie, closing brackets, broken rhythm). */
interface Parts {
  before: string;
  accidental: string;
  pitch: string;
  length: string;
  after: string;
}

type Change = (random: Random, note: Parts) => Partial<Parts>;

const LENGTHS: Weighted<string> = [
  ['', 6],
  ['2', 8],
  ['3', 6],
  ['4', 5],
  ['/2', 4],
  ['/', 3],
  ['3/2', 4],
  ['6', 3],
  ['5', 1],
  ['7', 1],
  ['8', 3],
  ['12', 1],
  ['16', 1],
  ['3/', 1],
  ['//', 1],
  ['/4', 2],
  ['3/4', 2],
  ['5/2', 1],
];
const ACCIDENTALS: Weighted<string> = [
  ['^', 5],
  ['_', 5],
  ['=', 5],
  ['^^', 0.3],
  ['__', 0.3],
];
const TUPLETS: Weighted<string> = [
  ['(3', 10],
  ['((3', 2],
  ['(2', 2],
  ['(4', 1],
  ['(5', 1],
  ['(6', 1],
  ['(3::2', 0.5],
  ['(3:2:2', 1],
  ['(3:2:4', 1],
];
const PITCHES = [...'CDEFGABcdefgab', 'G,', 'A,', 'B,', "c'", "d'"];
const SIGNS = '. . ~ ~ T u v H L M P !trill! !fermata! "G" "Am" "0" "4"'.split(' ');

const CHANGES: Weighted<Change> = [
  [(random) => ({ length: random.weighted(LENGTHS) }), 6],
  [(random) => ({ accidental: random.chance(0.2) ? '' : random.weighted(ACCIDENTALS) }), 6],
  [(random) => ({ pitch: random.pick(PITCHES) }), 3],
  [(_, { after }) => ({ after: after.startsWith('-') ? after.slice(1) : `-${after}` }), 2],
  [(random, note) => ({ after: tied(random, note) + note.after }), 6],
  [() => ({ accidental: '', pitch: 'z' }), 4],
  [(random, { before }) => ({ before: before + random.weighted(TUPLETS) }), 3],
  [(random, { after }) => ({ after: after + random.pick(['>', '>', '<']) }), 3],
  [(random, { before }) => ({ before: before + grace(random) }), 4],
  [(random, { before }) => ({ before: before + random.pick(SIGNS) }), 4],
  [(_, { before }) => ({ before: `${before}(` }), 1],
  [(_, { after }) => ({ after: `)${after}` }), 1],
  [(random, { after }) => ({ after: after + random.pick([' ', '  ', '`']) }), 2],
  [(random, { after }) => ({ after: after + random.pick(['|', '||', ' | ']) }), 0.7],
];
const RATES = [0.01, 0.03, 0.08, 0.2];

export function changeNotes(random: Random, body: readonly string[]): string[] {
  const changes = Array.from({ length: random.int(1, 3) }, () => ({
    change: random.weighted(CHANGES),
    rate: random.pick(RATES),
  }));
  const fieldRate = random.chance(0.1) ? 0.2 : 0;
  return body.flatMap((line) => {
    if (!isMusicLine(line)) return [line];
    const changed = changeLine(random, line, changes);
    return random.chance(fieldRate) ? [drawField(random), changed] : [changed];
  });
}

function changeLine(
  random: Random,
  line: string,
  changes: readonly { change: Change; rate: number }[],
): string {
  let text = '';
  let at = 0;
  for (const { start, end } of notesIn(line)) {
    text += line.slice(at, start);
    at = end;
    const note = partsOf(line.slice(start, end));
    if (note === undefined || /[[{][^\]}]*$/.test(line.slice(0, start))) {
      text += line.slice(start, end);
      continue;
    }
    for (const { change, rate } of changes)
      if (random.chance(rate)) Object.assign(note, change(random, note));
    text += note.before + note.accidental + note.pitch + note.length + note.after;
  }
  return text + line.slice(at);
}

const NOTE = /^([_^=]{0,2})([A-Ga-gzx][,']*)(\d*(?:\/+\d*)*)(.*)$/;

function partsOf(text: string): Parts | undefined {
  const found = NOTE.exec(text);
  if (!found || /[\]}]/.test(found[4]!)) return undefined;
  return { before: '', accidental: found[1]!, pitch: found[2]!, length: found[3]!, after: found[4]! };
}

/** A tie to a note of the same pitch, at times over a bar line. */
function tied(random: Random, { pitch, length }: Parts): string {
  if (/[zx]/.test(pitch)) return '';
  const long = random.chance(0.3) ? length : random.weighted(LENGTHS);
  return `-${random.pick(['', '', ' ', '|', ' | '])}${pitch}${long}`;
}

function grace(random: Random): string {
  const notes = Array.from(
    {
      length: random.weighted([
        [1, 6],
        [2, 3],
        [3, 1],
      ]),
    },
    () => random.pick([...'ABcdefga']),
  );
  return `{${notes.join('')}}`;
}

function drawField(random: Random): string {
  return random.pick([
    `K:${drawKey(random)}`,
    `L:${random.pick(['1/8', '1/16', '1/4'])}`,
    `M:${random.pick(['2/4', '3/4', '4/4', '6/8'])}`,
    'P:A',
  ]);
}
