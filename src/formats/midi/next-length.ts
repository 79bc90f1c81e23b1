/**
 * The number that a MIDI file will say next of its own lengths, as far as the patches so far tell: until it has announced a text,
 * the letters of the title that the file before it tells; from then on the bytes of the track that is being written. Counting is
 * what no decoder does; who has seen what is counted can be told.
 */
import type { About, Fold } from '../format.ts';
import { META_TEXT_FIRST, META_TEXT_LAST, TRACK_NAME } from './smf/constants.ts';

/** Outside of any track. */
export const NO_TRACK = -1;
/** The longest text that the reference renderer writes. */
const LONGEST_TEXT = 127;

export interface NextLength {
  /** Words of the other file's title, their bytes as characters. */
  readonly title: string;
  /** The file has announced a text. */
  readonly announced: boolean;
  /** Bytes of the track up to and with the patch; 0 behind `MTrk` itself, NO_TRACK outside. */
  readonly track: number;
}

export const nextLength: Fold<NextLength, readonly [number, number], About> = {
  start: ({ title = '' }) => ({ title, announced: false, track: NO_TRACK }),
  next(before, patch) {
    const isTrack = patch.length === TRACK_NAME.length && TRACK_NAME.every((byte, i) => patch[i] === byte);
    if (isTrack) return { ...before, track: 0 };
    const track = before.track === NO_TRACK ? NO_TRACK : before.track + patch.length;
    const [, meta, type] = patch;
    const isText = meta === 0xff && type! >= META_TEXT_FIRST && type! <= META_TEXT_LAST;
    return { ...before, track, announced: before.announced || isText };
  },
  /** As two bytes, the higher first; it wraps. */
  value({ title, announced, track }) {
    const next = announced || title === '' ? Math.max(0, track) : titleLength(title);
    return [(next >> 8) & 0xff, next & 0xff];
  },
};

/**
 * The reference renderer writes a byte a letter, whatever UTF-8 takes for it, puts a last ", The" in front, and cuts what is
 * too long.
 */
function titleLength(title: string): number {
  const letters = title.trim().replace(/[\x80-\xbf]/g, '');
  const written = letters.replace(/^(.*), (The|A)$/, '$2 $1');
  return Math.min(written.length, LONGEST_TEXT);
}
