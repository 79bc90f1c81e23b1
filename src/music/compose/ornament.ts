/**
 * Signs over a fresh bar: accidentals, slurs, graces, ornaments, chord symbols, double stops. Each is drawn only where every
 * reader agrees on its meaning: not inside triplets, not between the two notes of a broken pair.
 */
import type { Feature } from './engraving-styles.ts';
import { chordOn, type Key, signatureAt } from './keys.ts';
import type { Random, Weighted } from './random.ts';
import type { Bar, Group, Note } from './score.ts';

/** How often a sign stands in a tune that has it at all: a share of notes, or of groups for slurs and texts. */
const DENSITY = {
  accidental: 0.025,
  slur: 0.24,
  grace: 0.03,
  ornament: 0.045,
  chordSymbol: 0.3,
  fingering: 0.12,
  doubleStop: 0.05,
} as const;

export interface Ornaments {
  active: ReadonlySet<Feature>;
  key: Key;
  marks: Weighted<string>;
  texts: 'fingering' | 'chords';
  /** Length of one grid note in units of L: shorter notes get no graces or double stops. */
  gridNote: number;
}

export function ornament(random: Random, bar: Bar, how: Ornaments): void {
  const altered = new Set<number>();
  const { active } = how;
  for (const group of bar.groups) {
    eachFreeNote(group, (note, follows) => {
      if (active.has('accidental')) alter(random, note, how.key, altered);
      const roomy = note.length >= how.gridNote && follows === '';
      if (active.has('grace') && roomy && random.chance(DENSITY.grace)) {
        const above = note.step + 1;
        note.grace = random.chance(0.85) ? [random.chance(0.6) ? above : note.step - 1] : [note.step, above];
      }
      if (active.has('ornament') && random.chance(DENSITY.ornament)) note.mark = random.weighted(how.marks);
      if (active.has('doubleStop') && roomy && note.broken === '' && random.chance(DENSITY.doubleStop)) {
        note.below = note.step - random.pick([2, 3, 4, 5, 7]);
      }
    });
    if (active.has('slur') && random.chance(DENSITY.slur)) slur(random, group);
    if (active.has('chordSymbol')) annotate(random, group, how);
  }
}

/** Visits the sounding notes outside triplets, with the broken sign in front of each. */
function eachFreeNote(group: Group, visit: (note: Note, follows: Note['broken']) => void): void {
  for (let i = 0; i < group.length; i++) {
    const note = group[i]!;
    if (note.tuplet === 3) i += 2;
    else if (!note.rest) visit(note, i === 0 ? '' : group[i - 1]!.broken);
  }
}

function alter(random: Random, note: Note, key: Key, altered: Set<number>): void {
  const signature = signatureAt(key, note.step);
  if (altered.has(note.step)) {
    // Careful writers cancel an accidental within its bar; others leave it in force.
    if (random.chance(0.5)) {
      note.accidental = signature === '' ? '=' : signature;
      altered.delete(note.step);
    }
  } else if (random.chance(DENSITY.accidental)) {
    // B and E go down, the others up.
    const letter = ((note.step % 7) + 7) % 7;
    const accidental = signature !== '' ? '=' : letter === 6 || letter === 2 ? '_' : '^';
    // No A sharp beside B flat: one pitch under two names is another feature.
    const neighbour = accidental === '^' ? signatureAt(key, note.step + 1) : signatureAt(key, note.step - 1);
    if ((accidental === '^' && neighbour === '_') || (accidental === '_' && neighbour === '^')) return;
    note.accidental = accidental;
    altered.add(note.step);
  }
}

function slur(random: Random, group: Group): void {
  const whole = group.length <= 4 && random.chance(0.5);
  const start = whole ? 0 : random.int(0, Math.max(0, group.length - 2));
  const end = whole ? group.length - 1 : start + 1;
  if (end >= group.length || end === start) return;
  const notes = group.slice(start, end + 1);
  if (notes.some((note) => note.rest) || notes.at(-1)!.broken !== '') return;
  // Two equal notes under one bow are a tie's business: the renderer lets slurred notes overlap, which one pitch cannot.
  if (notes.some((note, i) => meets(note, notes[i - 1]))) return;
  // A slur holds a triplet whole or none of it.
  const triplets = group.some((note) => note.tuplet === 3);
  if (triplets && !(whole && group.length === 3)) return;
  notes[0]!.slurOpens = true;
  notes.at(-1)!.slurCloses = true;
}

/** The two share a step, double stops and graces included. */
function meets(note: Note, before: Note | undefined): boolean {
  if (before === undefined) return false;
  const steps = (of: Note) => [of.step, of.below ?? of.step, ...(of.grace ?? [])];
  return steps(note).some((step) => steps(before).includes(step));
}

function annotate(random: Random, group: Group, how: Ornaments): void {
  const first = group[0]!;
  if (first.rest) return;
  if (how.texts === 'chords') {
    if (random.chance(DENSITY.chordSymbol)) first.text = chordOn(how.key, random.pick([0, 0, 3, 4, 5]));
  } else if (random.chance(DENSITY.fingering)) {
    first.text = random.pick(['4', '4', '4', '2', '3', '^tr', '_p', '_f']);
  }
}

/** Ties some of the equal neighbours of a run of bars played in this order. */
export function tieBars(random: Random, bars: readonly Bar[], share: number): void {
  let before: Note | undefined;
  for (const bar of bars) {
    const plain = bar.groups.every((group) => group.every((note) => note.accidental === ''));
    for (const group of bar.groups) {
      for (let i = 0; i < group.length; i++) {
        const note = group[i]!;
        if (!plain || note.rest || note.tuplet === 3 || note.below !== undefined) {
          before = undefined;
          if (note.tuplet === 3) i += 2;
          continue;
        }
        if (before?.step === note.step && note.grace === undefined && random.chance(share))
          before.tied = true;
        // A tie before a closing slur is read in two ways.
        before = note.broken === '' && !note.slurCloses ? note : undefined;
      }
    }
  }
}
