/** Key signatures of at most seven sharps or flats, in every mode. */
import { notPlain } from './not-plain.ts';

export interface PlainKey {
  /** Sharps, or flats below 0. */
  sharps: number;
  minor: boolean;
  /** Semitones that C D E F G A B are moved by. [7] */
  moved: readonly number[];
}

/** Fifths from C. */
const TONICS: Readonly<Record<string, number>> = { F: -1, C: 0, G: 1, D: 2, A: 3, E: 4, B: 5 };
/** Sharps more than the major key of that tonic has. */
const MODES: Readonly<Record<string, number>> = {
  ...{ lyd: 1, maj: 0, ion: 0, mix: -1, dor: -2, m: -3, min: -3, aeo: -3, phr: -4, loc: -5 },
};
/** Steps above C that are sharpened, in this order; flattened in the other. */
const SHARPENED = [3, 0, 4, 1, 5, 2, 6];

export function plainKey(text: string): PlainKey {
  if (text === '' || text === 'none') return keyOf(0, false);
  const [, tonic, accidental, word] = /^([A-G])([#b]?)\s*([A-Za-z]*)$/.exec(text) ?? notPlain('key');
  // three letters say it; M alone is minor, too
  const mode = word!.length === 1 ? word!.toLowerCase() : word!.slice(0, 3).toLowerCase();
  const shift = accidental === '#' ? 7 : accidental === 'b' ? -7 : 0;
  const sharps = TONICS[tonic!]! + shift + (mode === '' ? 0 : (MODES[mode] ?? notPlain('mode')));
  if (Math.abs(sharps) > 7) notPlain('key');
  return keyOf(sharps, MODES[mode] === MODES.m);
}

function keyOf(sharps: number, minor: boolean): PlainKey {
  const moved = [0, 0, 0, 0, 0, 0, 0];
  for (const step of sharps > 0 ? SHARPENED.slice(0, sharps) : []) moved[step] = 1;
  for (const step of sharps < 0 ? SHARPENED.slice(sharps) : []) moved[step] = -1;
  return { sharps, minor, moved };
}
