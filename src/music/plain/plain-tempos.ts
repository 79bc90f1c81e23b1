/** How fast abcjs plays: the tune's own beats a minute, and those of the file, which differ in metres of eighths. */
import type { MeterFraction } from 'abcjs';
import type { PlainHeader } from './plain-header.ts';

/** Where no tempo is named; in compound metres abcjs takes the second for the file. */
const UNNAMED = { perMinute: 180, compound: 120 };

export function plainTempos(
  tempo: PlainHeader['tempo'],
  { num, den }: Required<MeterFraction>,
): { perMinute: number; filePerMinute: number } {
  const beat = beatOf(num, den);
  const perMinute = tempo ? (tempo.beat * tempo.perMinute) / beat : UNNAMED.perMinute;
  if (den !== 8 || num === 5 || num === 7) return { perMinute, filePerMinute: perMinute };
  const compound = num !== 3 && num % 3 === 0;
  const inBar = tempo
    ? (tempo.perMinute * tempo.beat) / beat
    : compound
      ? UNNAMED.compound
      : UNNAMED.perMinute;
  const milliseconds = (num / den / beat / inBar) * 60_000;
  return { perMinute, filePerMinute: 60_000 / (milliseconds / num) / 2 };
}

/** Whole notes. */
function beatOf(num: number, den: number): number {
  const eighths = den === 8;
  if (num === 6 || num === 9 || num === 12 || (num === 3 && eighths)) return 3 / den;
  return (eighths && (num === 5 || num === 7) ? 2 : 1) / den;
}
