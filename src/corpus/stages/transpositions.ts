/** `--transpose -5..6`: the semitones that each training tune is moved by, 0 always first. */
import { BgptError } from '../../errors.ts';

/** An octave either way: farther, and tunes leave the range of the instruments they are for. */
const FARTHEST = 12;

export function parseTranspositions(text: string): number[] {
  const [from, to = from] = text
    .split('..')
    .map((part) => (/^[+-]?\d+$/.test(part) ? Number(part) : Number.NaN));
  if (!(from! <= to! && from! >= -FARTHEST && to! <= FARTHEST) || text.split('..').length > 2)
    throw new BgptError(
      'usage/invalid-option',
      `--transpose takes a range such as -5..6 within ±${FARTHEST}, not "${text}"`,
    );
  const steps = Array.from({ length: to! - from! + 1 }, (_, i) => from! + i);
  return [0, ...steps.filter((step) => step !== 0)];
}
