/**
 * Accidentals of one voice, as they hold to the bar line. abcjs keeps them in their octave and forgets those of a tied note;
 * ABC 2.1 gives them to all octaves. Reading is abcjs's way. Printing writes a sign wherever any of the ways would differ.
 */
import type { AbcPitch } from './abc-tune.ts';

export interface Accidentals {
  key(alters: readonly number[]): void;
  barLine(): void;
  /** What a pitch without a sign sounds like. */
  implied(pitch: Pick<AbcPitch, 'step' | 'octave'>): number;
  /** A sign was read or written. */
  sign(pitch: Pick<AbcPitch, 'step' | 'octave' | 'alter'>): void;
  /** Whether a pitch needs its sign to be read so by everyone. */
  needsSign(pitch: Pick<AbcPitch, 'step' | 'octave' | 'alter'>): boolean;
  /** A tied note was written without a sign: some readers hold its accidental to the bar line. */
  tied(pitch: Pick<AbcPitch, 'step' | 'alter'>): void;
}

export const SIGN_OF: Readonly<Record<number, string>> = { '-2': '__', '-1': '_', 0: '=', 1: '^', 2: '^^' };

export function openAccidentals(alters: readonly number[]): Accidentals {
  let signature = alters;
  const inOctave = new Map<number, number>();
  const inAll = new Map<number, number>();
  const implied: Accidentals['implied'] = ({ step, octave }) =>
    inOctave.get(octave * 7 + step) ?? signature[step]!;
  return {
    implied,
    key(next) {
      signature = next;
    },
    barLine() {
      inOctave.clear();
      inAll.clear();
    },
    sign({ step, octave, alter }) {
      inOctave.set(octave * 7 + step, alter);
      inAll.set(step, alter);
    },
    needsSign(pitch) {
      const everywhere = inAll.get(pitch.step) ?? signature[pitch.step]!;
      return implied(pitch) !== pitch.alter || everywhere !== pitch.alter;
    },
    tied({ step, alter }) {
      inAll.set(step, alter);
    },
  };
}
