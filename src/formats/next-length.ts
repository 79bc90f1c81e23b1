/**
 * The number that a MIDI file will say next of its own lengths, as far as the patches so far tell: until it has announced a text,
 * the letters of the source's title; from then on the bytes of the track that is being written. Counting is what no decoder
 * does; who has seen what is counted can be told. Total: any patches will do.
 */
import { META_TEXT_FIRST, META_TEXT_LAST, TRACK_NAME } from './midi/smf/constants.ts';
import { latin1 } from './text.ts';

/** Outside of any track. */
export const NO_TRACK = -1;
/** The longest text that the teacher writes. */
const LONGEST_TEXT = 127;

/** What is known behind a patch; never changed, so that a patch can be taken back. */
export interface NextLength {
  /** The words of the source's first title so far, their bytes as characters. */
  readonly title: string;
  readonly reading: 'before title' | 'title' | 'after title';
  readonly atLineStart: boolean;
  /** The target has announced a text. */
  readonly announced: boolean;
  /** Bytes of the target's track up to and with the patch; 0 behind `MTrk` itself, NO_TRACK outside. */
  readonly track: number;
}

export const NO_LENGTH: NextLength = {
  title: '',
  reading: 'before title',
  atLineStart: true,
  announced: false,
  track: NO_TRACK,
};

export function lengthAfterSource(before: NextLength, patch: Uint8Array): NextLength {
  if (before.reading === 'after title') return before;
  const text = latin1(patch);
  const begins = before.reading === 'before title' && before.atLineStart && text.startsWith('T:');
  const atLineStart = text.endsWith('\n');
  if (!begins && before.reading === 'before title') return { ...before, atLineStart };
  const title = before.title + (begins ? text.slice(2).trimStart() : text);
  return { ...before, title, reading: atLineStart ? 'after title' : 'title', atLineStart };
}

export function lengthAfterTarget(before: NextLength, patch: Uint8Array): NextLength {
  const isTrack = patch.length === TRACK_NAME.length && TRACK_NAME.every((byte, i) => patch[i] === byte);
  if (isTrack) return { ...before, track: 0 };
  const track = before.track === NO_TRACK ? NO_TRACK : before.track + patch.length;
  const [, meta, type] = patch;
  const isText = meta === 0xff && type! >= META_TEXT_FIRST && type! <= META_TEXT_LAST;
  return { ...before, track, announced: before.announced || isText };
}

/** The number as two bytes, the higher first; it wraps. */
export function lengthBytes({ title, announced, track }: NextLength): [number, number] {
  const next = announced || title === '' ? Math.max(0, track) : titleLength(title);
  return [(next >> 8) & 0xff, next & 0xff];
}

/** The teacher writes a byte a letter, whatever UTF-8 takes for it, puts a last ", The" in front, and cuts what is too long. */
function titleLength(title: string): number {
  const letters = title.trim().replace(/[\x80-\xbf]/g, '');
  const written = letters.replace(/^(.*), (The|A)$/, '$2 $1');
  return Math.min(written.length, LONGEST_TEXT);
}
