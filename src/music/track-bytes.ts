/** How many bytes the MIDI track that is being read has so far, patch by patch: what its length will say. */
import { END } from '../bytes/symbols.ts';
import { TRACK_NAME } from './smf/constants.ts';

/** Outside of any track. */
export const NO_TRACK = -1;

/**
 * @param before bytes of the track before the patch, or NO_TRACK  @param symbols the patch is `size` of them, `from` on
 * @returns the bytes with the patch; 0 behind `MTrk` itself
 */
export function trackBytesAfter(
  before: number,
  symbols: ArrayLike<number>,
  from: number,
  size: number,
): number {
  let length = 0;
  while (length < size && symbols[from + length] !== END) length++;
  if (length === TRACK_NAME.length && TRACK_NAME.every((byte, i) => symbols[from + i] === byte)) return 0;
  return before === NO_TRACK ? NO_TRACK : before + length;
}

/** The count as the model reads it: two bytes, the higher first, of a number that wraps; 0 outside of a track. */
export function countBytes(count: number): [number, number] {
  const known = Math.max(0, count);
  return [(known >> 8) & 0xff, known & 0xff];
}
