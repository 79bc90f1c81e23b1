/** Names of keys as K: takes them, by signature and mode. */

/** In fifths from C: the tonic of each mode above that of the major key with the same signature. */
const MODES = { '': 0, m: 3, dor: 2, mix: 1, lyd: -1, phr: 4 } as const;
export type ModeName = keyof typeof MODES;

const LETTERS = 'FCGDAEB';

/** `keyName(1, 'm')` is `Em`. */
export function keyName(sharps: number, mode: ModeName): string {
  return tonicName(sharps + MODES[mode]) + mode;
}

/** The pitch class of the tonic, C is 0. */
export function tonicOf(sharps: number, mode: ModeName): number {
  return ((((sharps + MODES[mode]) * 7) % 12) + 12) % 12;
}

function tonicName(fifths: number): string {
  const letter = LETTERS[(((fifths + 1) % 7) + 7) % 7]!;
  const signs = Math.floor((fifths + 1) / 7);
  return letter + (signs > 0 ? '#'.repeat(signs) : 'b'.repeat(-signs));
}
