/** Keys and modes: their spelling in ABC, their tonic and their signature. */
export type Mode = 'major' | 'minor' | 'dorian' | 'mixolydian' | 'lydian' | 'phrygian' | 'locrian';

export interface Key {
  /** `F#`, `Bb`, `D`. */
  tonic: string;
  mode: Mode;
}

const LETTERS = 'CDEFGAB';
/** Sharps of the major key on a letter. */
const MAJOR_SHARPS: Record<string, number> = { C: 0, D: 2, E: 4, F: -1, G: 1, A: 3, B: 5 };
/** How many sharps fewer than the major key on the same tonic. */
const FEWER: Record<Mode, number> = {
  lydian: -1,
  major: 0,
  mixolydian: 1,
  dorian: 2,
  minor: 3,
  phrygian: 4,
  locrian: 5,
};
const SHORT: Record<Mode, string> = {
  major: '',
  minor: 'm',
  dorian: 'dor',
  mixolydian: 'mix',
  lydian: 'lyd',
  phrygian: 'phr',
  locrian: 'loc',
};

/** Sharps (positive) or flats (negative) of the signature. */
export function sharps(key: Key): number {
  const shift = key.tonic.endsWith('#') ? 7 : key.tonic.endsWith('b') ? -7 : 0;
  return MAJOR_SHARPS[key.tonic[0]!]! + shift - FEWER[key.mode];
}

/** The tonic's diatonic step, 0 (C) to 6 (B). */
export function tonicStep(key: Key): number {
  return LETTERS.indexOf(key.tonic[0]!);
}

/** What the signature does to a step: `^`, `_` or nothing. */
export function signatureAt(key: Key, step: number): '' | '^' | '_' {
  const count = sharps(key);
  const letter = LETTERS[((step % 7) + 7) % 7]!;
  if (count > 0 && 'FCGDAEB'.indexOf(letter) < count) return '^';
  if (count < 0 && 'BEADGCF'.indexOf(letter) < -count) return '_';
  return '';
}

/** `Em`, `Ador` or `E Minor`, `A Dorian`. */
export function spellKey(key: Key, long: boolean): string {
  if (!long) return key.tonic + SHORT[key.mode];
  return `${key.tonic} ${key.mode[0]!.toUpperCase()}${key.mode.slice(1)}`;
}

/** Reads the short spelling: `Bb`, `F#m`, `Ddor`. */
export function key(short: string): Key {
  const found = /^([A-G][#b]?)(.*)$/.exec(short);
  const mode = (Object.keys(SHORT) as Mode[]).find((m) => SHORT[m] === found?.[2]);
  if (!found || mode === undefined) throw new Error(`not a key: ${short}`);
  return { tonic: found[1]!, mode };
}

/** Chord symbols of the degrees that folk accompaniment uses. */
export function chordOn(key: Key, degree: 0 | 3 | 4 | 5): string {
  const step = (tonicStep(key) + degree) % 7;
  const name = LETTERS[step]! + ({ '': '', '^': '#', _: 'b' } as const)[signatureAt(key, step)];
  // Quality from the signature: a third of 3 semitones is minor.
  const semitone = (s: number) =>
    [0, 2, 4, 5, 7, 9, 11][s % 7]! +
    12 * Math.floor(s / 7) +
    ({ '': 0, '^': 1, _: -1 } as const)[signatureAt(key, s)];
  return semitone(step + 2) - semitone(step) === 3 ? `${name}m` : name;
}
