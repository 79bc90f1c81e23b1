/**
 * The number that a MIDI file will say next of its own lengths, as far as the patches so far tell: until it has announced a text,
 * the letters of the source's title; from then on the bytes of the track that is being written. Counting is what no decoder
 * does; who has seen what is counted can be told. Total: any patches will do.
 */
import { META_TEXT_FIRST, META_TEXT_LAST, TRACK_NAME } from './smf/constants.ts';
import { latin1 } from './text.ts';

/** Outside of any track. */
export const NO_TRACK = -1;
/** The longest text that the teacher writes. */
const LONGEST_TEXT = 127;

/** What is known behind a patch; never changed, so that a patch can be taken back. */
export interface NextLength {
  /** Letters of the source's first title so far, and spaces behind them, which count if more letters follow. */
  readonly title: number;
  readonly spaces: number;
  readonly reading: 'before title' | 'title' | 'after title';
  readonly atLineStart: boolean;
  /** The target has announced a text. */
  readonly announced: boolean;
  /** Bytes of the target's track up to and with the patch; 0 behind `MTrk` itself, NO_TRACK outside. */
  readonly track: number;
}

export const NO_LENGTH: NextLength = {
  title: 0,
  spaces: 0,
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
  const words = begins ? text.slice(2).trimStart() : text;
  const reading = atLineStart ? 'after title' : 'title';
  const trimmed = words.trimEnd();
  const spaces = words.length - trimmed.length;
  if (trimmed === '') return { ...before, spaces: before.spaces + spaces, reading, atLineStart };
  return { ...before, title: before.title + before.spaces + letters(trimmed), spaces, reading, atLineStart };
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
  const next = !announced && title > 0 ? Math.min(title, LONGEST_TEXT) : Math.max(0, track);
  return [(next >> 8) & 0xff, next & 0xff];
}

/** The teacher writes a byte a letter, whatever UTF-8 takes for it. */
function letters(text: string): number {
  return text.replace(/[\x80-\xbf]/g, '').length;
}
