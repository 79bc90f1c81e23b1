/**
 * Where a MIDI file that is being written stands, and what it still needs from there: the bytes to its end at least, and
 * whether a track of a given length can be filled to its last byte.
 */
import {
  CHUNK_HEADER,
  HEADER_BYTES,
  META_END_OF_TRACK,
  META_LENGTHS,
  SMF_LIMITS,
  TRACK_NAME,
} from './smf/constants.ts';

/** Where the file stands. */
export type State =
  | { at: 'header'; written: number; tracks: number; format: number; division: number; lengthsLast: boolean }
  | { at: 'track'; written: number; length: number; tracks: number; lengthsLast: boolean }
  | { at: 'track length'; written: number; length: number; tracks: number }
  | ({ at: 'delta'; count: number; value: number } & InTrack)
  | ({ at: 'status' } & InTrack)
  | ({ at: 'data'; more: number } & InTrack)
  | ({ at: 'type' } & InTrack)
  | ({ at: 'length'; type: number; count: number; value: number } & InTrack)
  | ({ at: 'content'; type: number; index: number; more: number; value: number } & InTrack)
  | { at: 'done' };

interface InTrack {
  /** Bytes of the track that are still to come; UNBOUND where its length stands behind it. */
  left: number;
  /** Bytes of the track so far. */
  bytes: number;
  /** Channel status in force, 0 for none. */
  running: number;
  /** Tracks behind this one. */
  tracks: number;
  tick: number;
}

export type TrackState = Exclude<State, { at: 'header' | 'track' | 'track length' | 'done' }>;

/** Types of the length and content of an F7 and of an F0 event, which no meta event has. */
export const ESCAPE_CONTENT = -1;
export const SYSEX_CONTENT = -2;

/** As many bytes as it takes. */
export const UNBOUND = Number.POSITIVE_INFINITY;
/** Bytes of a track's length. */
export const LENGTH = 4;
/** Delta time and end of track. */
export const LEAST_TRACK = 4;
/** Bytes of the shortest track chunk. */
export const LEAST_CHUNK = CHUNK_HEADER + LEAST_TRACK;

/** Bytes that the file still needs at least. */
export function leastToEnd(state: State): number {
  switch (state.at) {
    case 'done':
      return 0;
    case 'header': {
      const tracks =
        state.written >= 12 ? state.tracks : Math.max(1, state.written === 11 ? state.tracks << 8 : 1);
      return HEADER_BYTES - state.written + tracks * LEAST_CHUNK;
    }
    case 'track': {
      const lengthBytes = Math.max(0, state.written - TRACK_NAME.length);
      // the smallest length that the bytes so far can become
      const least = Math.max(LEAST_TRACK, state.length * 256 ** (4 - lengthBytes));
      return CHUNK_HEADER - state.written + least + state.tracks * LEAST_CHUNK;
    }
    case 'track length':
      return LENGTH - state.written + state.tracks * LEAST_CHUNK;
    default: {
      const track = state.left === UNBOUND ? leastToEndOfTrack(state) + LENGTH : state.left;
      return track + state.tracks * LEAST_CHUNK;
    }
  }
}

/** Bytes up to and with the end of track, at least. */
function leastToEndOfTrack(state: TrackState): number {
  switch (state.at) {
    case 'delta':
      return LEAST_TRACK;
    case 'status':
      return LEAST_TRACK - 1;
    case 'type':
      return LEAST_TRACK - 2;
    case 'length':
      if (state.type === META_END_OF_TRACK) return 1;
      return 1 + leastContent(state) + LEAST_TRACK;
    default:
      return state.more + LEAST_TRACK;
  }
}

/** Bytes of an event's content, at least, whose length goes on: a system exclusive message has its F7. */
function leastContent({ type, value }: TrackState & { at: 'length' }): number {
  return META_LENGTHS[type] ?? Math.max(value * 128, type === SYSEX_CONTENT ? 1 : 0);
}

/** Whether the track can be filled to its last byte, its end of track there, from a state with `left` bytes. */
export function canEnd(state: State): boolean {
  if (!('left' in state)) return true;
  const { left } = state;
  switch (state.at) {
    case 'delta':
      return [1, 2, 3, 4].some(
        (more) =>
          more <= SMF_LIMITS.vlqBytes - state.count &&
          state.tick + state.value * 128 ** more <= SMF_LIMITS.ticks &&
          statusCanEnd(left - more, state.running),
      );
    case 'status':
      return statusCanEnd(left, state.running);
    case 'data':
      return left - state.more >= LEAST_TRACK;
    case 'type':
      // end of track, or an event without content and what follows it
      return left === 2 || left >= 2 + LEAST_TRACK;
    case 'length': {
      if (state.count >= SMF_LIMITS.vlqBytes) return false;
      if (state.type === META_END_OF_TRACK) return left === 1 || left === UNBOUND;
      return left - 1 - leastContent(state) >= LEAST_TRACK;
    }
    case 'content':
      return left - state.more >= LEAST_TRACK;
  }
}

/** With `left` bytes from a status on: end of track (three), or the shortest event and a track's end behind it. */
function statusCanEnd(left: number, running: number): boolean {
  const leastEvent = running >= 0xc0 && running < 0xe0 ? 1 : 2;
  return left === 3 || left >= leastEvent + LEAST_TRACK;
}
