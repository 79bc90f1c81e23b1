/**
 * Composes two to four voices over one row of chords: every voice has the same bars and the same sum in each. The voices move
 * together, as in hymns, and then some of them divide, join or hold notes. All lengths are in quarter notes.
 */
import type { Feature } from './engraving-styles.ts';
import { type Key, signatureAt, tonicStep } from './keys.ts';
import type { PartHand } from './part-styles.ts';
import type { Random, Weighted } from './random.ts';

export interface PartNote {
  /** Diatonic steps above C4, without the key. */
  step: number;
  length: number;
  rest: boolean;
  /** Semitone above what the key says. */
  raised: boolean;
  slurOpens?: boolean;
  slurCloses?: boolean;
  tied?: boolean;
  /** Sung on the syllable of the note before. */
  melisma?: boolean;
  /** The line of music breaks before this note. */
  opensLine?: boolean;
}

export interface PartScore {
  /** [voice][bar][note]; bar 0 is the upbeat where there is one. */
  voices: PartNote[][][];
  upbeat: number;
  /** Full bars: the last one lends its end to the upbeat. */
  bars: number;
}

export interface PartBrief {
  style: PartHand;
  /** Usual rows of lengths that fill a bar. */
  rows: Weighted<readonly number[]>;
  barLength: number;
  upbeat: number;
  key: Key;
  bars: number;
  phrase: number;
  voices: number;
  active: ReadonlySet<Feature>;
}

/** What all voices sound on: one chord for a stretch of time. */
interface Slot {
  length: number;
  /** Degree above the tonic. */
  root: number;
  raisedLetter: number | undefined;
  opensLine: boolean;
  endsPhrase: boolean;
}

const mod7 = (step: number) => ((step % 7) + 7) % 7;

/** Lowest and highest step of soprano, alto, tenor and bass. */
const RANGES = [
  [1, 11],
  [-3, 5],
  [-6, 2],
  [-12, -2],
] as const;
/** Which of them sing, by number of voices. */
const CASTS: Readonly<Record<number, Weighted<readonly number[]>>> = {
  2: [
    [[0, 1], 40],
    [[0, 3], 45],
    [[0, 2], 15],
  ],
  3: [
    [[0, 1, 3], 75],
    [[0, 1, 2], 25],
  ],
  4: [[[0, 1, 2, 3], 1]],
};
const ROOTS: Weighted<number> = [
  [0, 36],
  [4, 25],
  [3, 18],
  [5, 9],
  [1, 9],
  [2, 3],
];
/** Weights of a voice's move by 0, 1, … 7 steps either way: tops walk, inner voices stay, basses leap. */
const MOVES = {
  top: [10, 12, 6, 4, 2, 0.6, 0.4, 0.5],
  inner: [20, 11, 4, 2, 1, 0.4, 0.2, 0.2],
  bass: [9, 7, 4, 6, 5, 1, 0.5, 3],
} as const;

export function composeParts(random: Random, brief: PartBrief): PartScore {
  const { active, upbeat, key, voices: count } = brief;
  // Hymns in minor keys are as often written under the key of the relative major.
  const tonic = tonicStep(key) + (key.mode === 'major' && random.chance(0.1) ? 5 : 0);
  const slots = drawSlots(random, brief, tonic);
  const cast = random.weighted(CASTS[count]!);
  const texture = random.weighted(brief.style.textures);
  const divides = random.pick([0.05, 0.1, 0.15, 0.2, 0.25]);
  const placed: number[][][] = [];
  for (const [index, part] of cast.entries()) {
    const [low, high] = RANGES[part]!;
    const moves = part === 0 ? MOVES.top : part === 3 ? MOVES.bass : MOVES.inner;
    let last = part === 3 ? -7 + mod7(tonic) - (mod7(tonic) > 3 ? 7 : 0) : Math.round((low + high) / 2);
    placed.push(
      slots.map((bar, b) =>
        bar.map((slot, i) => {
          const top = index === 0 ? high : Math.min(high, placed[index - 1]![b]![i]!);
          const isEnd = b === slots.length - 1 && i === bar.length - 1;
          const wanted = part === 3 || (isEnd && part === 0) ? [1, 0.2, 0.02] : [1, 1, 0.8];
          last = chordTone(random, { low, high: top, last, moves, wanted, root: tonic + slot.root });
          return last;
        }),
      ),
    );
  }
  const voices = placed.map((steps, v) => {
    const slow = texture === 'slow' && v === count - 1;
    const share = texture === 'running' && v === 0 ? 0.55 : texture === 'free' ? divides * (1 + v) : divides;
    return slots.map((bar, b) => {
      const following = (i: number) => steps[b]![i + 1] ?? steps[b + 1]?.[0] ?? steps[b]![i]!;
      const notes = slow
        ? held(bar, steps[b]!)
        : bar.flatMap((slot, i) => {
            const isLast = b === slots.length - 1 && i === bar.length - 1;
            return divided(random, slot, steps[b]![i]!, following(i), isLast ? 0 : share, active);
          });
      if (active.has('rest')) breathe(bar, notes);
      return v === 0 || !random.chance(0.3) ? notes : joined(notes);
    });
  });
  if (active.has('tie')) for (const voice of voices.slice(1)) tie(random, voice);
  return { voices, upbeat, bars: brief.bars };
}

function drawSlots(random: Random, brief: PartBrief, tonic: number): Slot[][] {
  const { rows, barLength, upbeat, bars, phrase, active, key } = brief;
  const slot = (length: number): Slot => ({
    length,
    root: random.weighted(ROOTS),
    raisedLetter: undefined,
    opensLine: false,
    endsPhrase: false,
  });
  const result: Slot[][] = upbeat > 0 ? [[slot(upbeat)]] : [];
  const memory: (readonly number[])[] = [];
  for (let b = 0; b < bars; b++) {
    const ends = (b + 1) % phrase === 0 || b === bars - 1;
    const isLast = b === bars - 1;
    // Lines of verse share their rhythm.
    const model = memory[b - phrase];
    let row = model && random.chance(0.6) ? model : random.weighted(rows);
    memory.push(row);
    if (ends) row = cadence(random, barLength - upbeat);
    const bar = row.map(slot);
    if (ends) {
      bar.at(-1)!.endsPhrase = true;
      bar.at(-1)!.root = isLast || random.chance(0.5) ? 0 : 4;
      if (bar.length > 1) bar.at(-2)!.root = bar.at(-1)!.root === 0 ? 4 : random.pick([0, 1]);
      if (!isLast && upbeat > 0) bar.push(slot(upbeat));
    }
    result.push(bar);
    // The next line begins with the upbeat, or with the next bar.
    if (ends && !isLast && upbeat > 0) bar.at(-1)!.opensLine = true;
    if (b > 0 && b % phrase === 0 && upbeat === 0) bar[0]!.opensLine = true;
  }
  const minor = key.mode !== 'major' || mod7(tonic) !== tonicStep(key);
  const row = result.flat();
  row[0]!.root = random.pick([0, 0, 0, 4]);
  for (const [i, one] of row.entries()) {
    // Leading notes: of the minor tonic, and of the fifth where it comes next.
    if (minor && one.root === 4) one.raisedLetter = mod7(tonic + 6);
    else if (!minor && active.has('accidental') && one.root === 1 && row[i + 1]?.root === 4)
      one.raisedLetter = mod7(tonic + 3);
    const letter = one.raisedLetter;
    // No double sharps.
    if (letter !== undefined && (!active.has('accidental') || signatureAt(key, letter) === '^'))
      one.raisedLetter = undefined;
  }
  return result;
}

/** Lengths that one note can have in every unit the styles use. */
const WRITABLE = new Set([0.5, 1, 1.5, 2, 3, 4, 6]);

function cadence(random: Random, length: number): readonly number[] {
  const ways = [
    [length],
    [length - 1, 1],
    [1, length - 1],
    [1, 1, length - 2],
    [2, length - 2],
    [1.5, length - 1.5],
  ];
  const good = ways.filter((way) => way.every((part) => WRITABLE.has(part)));
  return random.chance(0.5) ? good[0]! : random.pick(good);
}

interface Choice {
  low: number;
  high: number;
  last: number;
  moves: readonly number[];
  /** Weights of root, third and fifth. */
  wanted: readonly number[];
  root: number;
}

function chordTone(random: Random, { low, high, last, moves, wanted, root }: Choice): number {
  const options: (readonly [number, number])[] = [];
  for (let step = low; step <= high; step++) {
    const above = mod7(step - root);
    if (above % 2 === 0 && above < 6)
      options.push([step, wanted[above / 2]! * (moves[Math.abs(step - last)] ?? 0.01)]);
  }
  // Below a low upper voice there may be no chord tone left: then both sound together.
  return options.length > 0 ? random.weighted(options) : high;
}

const DIVISIONS: Readonly<Record<number, Weighted<readonly [number, number]>>> = {
  1: [[[0.5, 0.5], 1]],
  1.5: [[[1, 0.5], 1]],
  2: [
    [[1, 1], 3],
    [[1.5, 0.5], 1],
  ],
  3: [[[2, 1], 1]],
};

/** One slot as one note, or as two that lead on to the next. */
function divided(
  random: Random,
  slot: Slot,
  step: number,
  next: number,
  share: number,
  active: ReadonlySet<Feature>,
): PartNote[] {
  const note = (at: number, length: number): PartNote => ({
    step: at,
    length,
    rest: false,
    raised: mod7(at) === slot.raisedLetter,
  });
  const ways = DIVISIONS[slot.length];
  if (ways === undefined || !random.chance(share))
    return [{ ...note(step, slot.length), opensLine: slot.opensLine }];
  const [first, second] = random.weighted(ways);
  const gap = next - step;
  const passing = Math.abs(gap) >= 2 ? step + Math.sign(gap) : step + random.pick([-1, 1, -2, 2]);
  const pair = [
    { ...note(step, first), opensLine: slot.opensLine },
    { ...note(passing, second), melisma: true },
  ];
  if (active.has('slur') && slot.length >= 2) {
    pair[0]!.slurOpens = true;
    pair[1]!.slurCloses = true;
  }
  return pair;
}

/** The bar's first tone held as long as the line lasts. */
function held(bar: readonly Slot[], steps: readonly number[]): PartNote[] {
  const notes: PartNote[] = [];
  for (const [i, slot] of bar.entries()) {
    const last = notes.at(-1);
    if (last && !slot.opensLine && WRITABLE.has(last.length + slot.length)) last.length += slot.length;
    else
      notes.push({
        step: steps[i]!,
        length: slot.length,
        rest: false,
        raised: mod7(steps[i]!) === slot.raisedLetter,
        opensLine: slot.opensLine,
      });
  }
  return notes;
}

/** Voices breathe together: the last beat of a long note at the end of a phrase. */
function breathe(bar: readonly Slot[], notes: PartNote[]): void {
  const end = bar.findIndex((slot) => slot.endsPhrase);
  if (end < 0 || bar[end]!.length < 3 || !WRITABLE.has(bar[end]!.length - 1)) return;
  const after = bar.slice(end + 1).reduce((sum, slot) => sum + slot.length, 0);
  let behind = 0;
  for (let i = notes.length - 1; i >= 0; i--) {
    const note = notes[i]!;
    if (behind === after) {
      if (note.length !== bar[end]!.length || note.slurOpens || note.slurCloses) return;
      note.length -= 1;
      notes.splice(i + 1, 0, { step: note.step, length: 1, rest: true, raised: false });
      return;
    }
    behind += note.length;
  }
}

/** Repeated tones sung as one. */
function joined(notes: readonly PartNote[]): PartNote[] {
  const result: PartNote[] = [];
  for (const note of notes) {
    const last = result.at(-1);
    const plain = (n: PartNote) => !n.rest && !n.slurOpens && !n.slurCloses;
    const joins =
      last &&
      plain(last) &&
      plain(note) &&
      !note.opensLine &&
      last.step === note.step &&
      last.raised === note.raised;
    if (joins && WRITABLE.has(last.length + note.length)) last.length += note.length;
    else result.push({ ...note });
  }
  return result;
}

function tie(random: Random, bars: readonly PartNote[][]): void {
  for (const [b, bar] of bars.entries()) {
    const from = bar.at(-1)!;
    const to = bars[b + 1]?.[0];
    if (!to || to.opensLine || from.rest || to.rest || from.step !== to.step) continue;
    if (from.raised || to.raised || from.slurCloses || to.slurOpens) continue;
    if (random.chance(0.3)) from.tied = true;
  }
}
