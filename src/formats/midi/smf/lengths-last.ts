/**
 * A MIDI file with every track's length behind the track instead of before it: `MTrk` events length. The same bytes in
 * another order, so bits per byte do not change their meaning; but who writes them in this order has seen what the length
 * counts. The events say themselves where they end (RP-001, "End of Track"), so the order can be undone.
 *
 * Both ways are permutations of whatever they are given. They are inverse for every file whose tracks parse to their
 * ends of track, right lengths or wrong; from the first track that does not, bytes stay where they are.
 */
import { CHUNK_HEADER, HEADER_BYTES, TRACK_NAME } from './constants.ts';
import { trackEnd } from './track-end.ts';

const NAME = TRACK_NAME.length;
const LENGTH = CHUNK_HEADER - NAME;

/** For each byte of the lengths-last order its offset in the file. */
export function lengthsLastOrder(file: Uint8Array): Uint32Array {
  return walk(file, (start) => {
    const events = start + CHUNK_HEADER;
    const end = trackEnd(file, events);
    if (end === undefined) return undefined;
    return {
      end,
      parts: [
        [start, start + NAME],
        [events, end],
        [start + NAME, events],
      ],
    };
  });
}

/** For each byte of the file its offset in the lengths-last order. `complete` is how many of them nothing that follows can move. */
export function fileOrder(written: Uint8Array): { order: Uint32Array; complete: number } {
  let complete = Math.min(HEADER_BYTES, written.length);
  const order = walk(written, (start) => {
    const events = start + NAME;
    const end = trackEnd(written, events);
    if (end === undefined || end + LENGTH > written.length) return undefined;
    complete = end + LENGTH;
    return {
      end: complete,
      parts: [
        [start, events],
        [end, complete],
        [events, end],
      ],
    };
  });
  return { order, complete };
}

export function toLengthsLast(file: Uint8Array): Uint8Array {
  return Uint8Array.from(lengthsLastOrder(file), (offset) => file[offset]!);
}

export function fromLengthsLast(written: Uint8Array): Uint8Array {
  return Uint8Array.from(fileOrder(written).order, (offset) => written[offset]!);
}

interface Track {
  /** Where the next chunk begins. */
  end: number;
  /** Ranges of the track's bytes in their new order. */
  parts: [from: number, to: number][];
}

/** The offsets of all bytes, those of each track as `read` lays it out; from one that it cannot read, as they are. */
function walk(bytes: Uint8Array, read: (start: number) => Track | undefined): Uint32Array {
  const order = new Uint32Array(bytes.length);
  let written = 0;
  const take = (from: number, to: number) => {
    for (let offset = from; offset < to; offset++) order[written++] = offset;
  };
  let at = Math.min(HEADER_BYTES, bytes.length);
  take(0, at);
  while (isTrack(bytes, at)) {
    const track = read(at);
    if (!track) break;
    for (const [from, to] of track.parts) take(from, to);
    at = track.end;
  }
  take(at, bytes.length);
  return order;
}

function isTrack(bytes: Uint8Array, at: number): boolean {
  return TRACK_NAME.every((byte, i) => bytes[at + i] === byte);
}
