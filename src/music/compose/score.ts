/**
 * What the generator composes before it writes ABC: sections of bars of beamed groups of notes. Lengths are in unit lengths
 * (L:) as written, so a note before `>` has the length its letter says; `soundingLength` gives what is heard.
 */
export interface Note {
  /** Diatonic steps above C (the C of `C`), without the key: 7 is `c`, −1 is `B,`. */
  step: number;
  rest: boolean;
  /** As written, in units of L. */
  length: number;
  /** Stands between this note and the next one of its group. */
  broken: '' | '>' | '<';
  /** 3: this note opens a triplet `(3`; its two successors belong to it. */
  tuplet: 0 | 3;
  accidental: '' | '^' | '_' | '=';
  /** Another note of a double stop, below this one. */
  below?: number;
  /** Grace notes in front, as steps. */
  grace?: readonly number[];
  /** One-letter ornament or bowing: `T`, `~`, `u`, `v`, `H`. */
  mark?: string;
  /** Chord symbol or annotation, without its quotes. */
  text?: string;
  slurOpens?: boolean;
  slurCloses?: boolean;
  tied?: boolean;
}

export type Group = Note[];

export interface Bar {
  groups: Group[];
  /** Sounding length in units of L. */
  length: number;
}

export interface Section {
  /** An upbeat; the section's last bar (of each ending) is shorter by its length. */
  pickup: Bar | undefined;
  bars: Bar[];
  /** First and second ending, after `bars`. */
  endings: readonly [Bar[], Bar[]] | undefined;
  repeated: boolean;
}

export interface Score {
  sections: Section[];
}

/** Sounding length of a group: triplets last two thirds, broken pairs lend half of a note to each other. */
export function soundingLength(group: readonly Note[]): number {
  let total = 0;
  for (let i = 0; i < group.length; i++) {
    const note = group[i]!;
    if (note.tuplet === 3) {
      // Three equal notes in the time of two: kept whole, so that sums stay exact.
      total += 2 * note.length;
      i += 2;
    } else total += note.length;
  }
  // A broken pair moves time from one note to its equal neighbour: the sum is as written.
  return total;
}

export function barLength(groups: readonly Group[]): number {
  let total = 0;
  for (const group of groups) total += soundingLength(group);
  return total;
}

export function copyBar(bar: Bar): Bar {
  return { length: bar.length, groups: bar.groups.map((group) => group.map((note) => ({ ...note }))) };
}
