/**
 * What a Standard MIDI File (RP-001) allows next, byte by byte, so that the structure is valid whatever the model believes.
 * Where a track's length stands before what it counts, the length that was written is the law, and the track is led to end
 * on exactly that byte; where it stands behind the track, there is one that it can be. A file never begins what the context
 * has no room to end. A byte is allowed if and only if the file can still be ended from there, so there is always one.
 */
import { END } from '../../bytes/symbols.ts';
import {
  canEnd,
  ESCAPE_CONTENT,
  LEAST_CHUNK,
  LEAST_TRACK,
  LENGTH,
  leastToEnd,
  type State,
  SYSEX_CONTENT,
  type TrackState,
  UNBOUND,
} from './guard-room.ts';
import {
  CHUNK_HEADER,
  ESCAPE,
  META,
  META_END_OF_TRACK,
  META_KEY_SIGNATURE,
  META_LENGTHS,
  META_TEMPO,
  META_TIME_SIGNATURE,
  SMF_LIMITS,
  SMPTE_RATES,
  SYSEX,
  TRACK_NAME,
} from './smf/constants.ts';

export interface Guard {
  /** Whether a symbol may be written at position `k` of a patch, `left` patches (this one too) before the context is full. */
  allows(symbol: number, k: number, left: number): boolean;
  push(symbol: number): void;
}

/** `MThd`, a length of six bytes. */
const HEADER = [0x4d, 0x54, 0x68, 0x64, 0, 0, 0, 6];
export interface GuardOptions {
  /** Whether the first END ends the file, or only an END that begins a patch. */
  firstEndEnds: boolean;
  /** Whether a track's length is written behind the track. */
  lengthsLast: boolean;
}

export function smfGuard(size: number, { firstEndEnds, lengthsLast }: GuardOptions): Guard {
  let state: State = { at: 'header', written: 0, tracks: 0, format: 0, division: 0, lengthsLast };
  return {
    allows(symbol, k, left) {
      const room = left * size - k;
      if (symbol !== END) {
        const next = after(state, symbol, room);
        return next !== undefined && leastToEnd(next) <= room - 1;
      }
      if (firstEndEnds || k === 0) return state.at === 'done';
      // an END inside a patch gives the rest of the patch away
      return leastToEnd(state) <= (left - 1) * size;
    },
    push(symbol) {
      if (symbol !== END) state = after(state, symbol, Number.MAX_SAFE_INTEGER) ?? state;
    },
  };
}

/** The state behind a byte; undefined where the byte may not stand. `room` is what is left of the context, this byte too. */
function after(state: State, byte: number, room: number): State | undefined {
  switch (state.at) {
    case 'done':
      return undefined;
    case 'header':
      return inHeader(state, byte);
    case 'track':
      return inTrackHeader(state, byte, room);
    case 'track length':
      return inTrackLength(state, byte);
    default: {
      const next = inTrack({ ...state, left: state.left - 1, bytes: state.bytes + 1 }, byte);
      return next && canEnd(next) ? next : undefined;
    }
  }
}

function inHeader(state: State & { at: 'header' }, byte: number): State | undefined {
  const { written } = state;
  const next = { ...state, written: written + 1 };
  if (written < HEADER.length) return byte === HEADER[written] ? next : undefined;
  if (written === 8) return byte === 0 ? next : undefined;
  if (written === 9) return byte <= 2 ? { ...next, format: byte } : undefined;
  if (written === 10) return state.format > 0 || byte === 0 ? { ...next, tracks: byte } : undefined;
  if (written === 11) {
    const tracks = state.tracks * 256 + byte;
    const fits = state.format === 0 ? tracks === 1 : tracks > 0;
    return fits ? { ...next, tracks } : undefined;
  }
  if (written === 12) {
    const fits = byte < 0x80 || 256 - byte in SMPTE_RATES;
    return fits ? { ...next, division: byte } : undefined;
  }
  if (byte === 0 && (state.division === 0 || state.division >= 0x80)) return undefined;
  return { at: 'track', written: 0, length: 0, tracks: state.tracks - 1, lengthsLast: state.lengthsLast };
}

function inTrackHeader(state: State & { at: 'track' }, byte: number, room: number): State | undefined {
  const { written, tracks, lengthsLast } = state;
  const begin = (left: number): State => ({
    at: 'delta',
    count: 0,
    value: 0,
    left,
    bytes: 0,
    running: 0,
    tracks,
    tick: 0,
  });
  if (written < TRACK_NAME.length) {
    if (byte !== TRACK_NAME[written]) return undefined;
    return lengthsLast && written === TRACK_NAME.length - 1
      ? begin(UNBOUND)
      : { ...state, written: written + 1 };
  }
  const length = state.length * 256 + byte;
  const bytesBehind = CHUNK_HEADER - 1 - written;
  const longest = length * 256 ** bytesBehind + (256 ** bytesBehind - 1);
  const most = room - 1 - bytesBehind - tracks * LEAST_CHUNK;
  if (longest < LEAST_TRACK || length * 256 ** bytesBehind > most) return undefined;
  return bytesBehind > 0 ? { ...state, written: written + 1, length } : begin(length);
}

function inTrackLength(state: State & { at: 'track length' }, byte: number): State | undefined {
  const { written, length, tracks } = state;
  if (byte !== Math.floor(length / 256 ** (LENGTH - 1 - written)) % 256) return undefined;
  return written < LENGTH - 1 ? { ...state, written: written + 1 } : nextChunk(tracks, true);
}

function nextChunk(tracks: number, lengthsLast: boolean): State {
  return tracks === 0
    ? { at: 'done' }
    : { at: 'track', written: 0, length: 0, tracks: tracks - 1, lengthsLast };
}

/** `state.left` does not count the byte any more. */
function inTrack(state: TrackState, byte: number): State | undefined {
  const { left, bytes, running, tracks, tick } = state;
  const here = { left, bytes, running, tracks, tick };
  const nextEvent = (running: number): State => ({ at: 'delta', count: 0, value: 0, ...here, running });
  switch (state.at) {
    case 'delta': {
      const value = state.value * 128 + (byte & 0x7f);
      if (byte < 0x80) {
        if (tick + value > SMF_LIMITS.ticks) return undefined;
        return { at: 'status', ...here, tick: tick + value };
      }
      return { ...here, at: 'delta', count: state.count + 1, value };
    }
    case 'status': {
      if (byte < 0x80) {
        if (running === 0) return undefined;
        return dataBytes(running) === 1 ? nextEvent(running) : { at: 'data', more: 1, ...here };
      }
      if (byte < 0xf0) return { at: 'data', more: dataBytes(byte), ...here, running: byte };
      // meta and sysex events cancel running status
      if (byte === META) return { at: 'type', ...here, running: 0 };
      if (byte !== SYSEX && byte !== ESCAPE) return undefined;
      const type = byte === SYSEX ? SYSEX_CONTENT : ESCAPE_CONTENT;
      return { at: 'length', type, count: 0, value: 0, ...here, running: 0 };
    }
    case 'data':
      if (byte >= 0x80) return undefined;
      return state.more > 1 ? { ...here, at: 'data', more: state.more - 1 } : nextEvent(running);
    case 'type':
      return byte < 0x80 ? { at: 'length', type: byte, count: 0, value: 0, ...here } : undefined;
    case 'length': {
      const due = META_LENGTHS[state.type];
      if (due !== undefined && byte !== due) return undefined;
      const value = state.value * 128 + (byte & 0x7f);
      if (byte >= 0x80) return { ...here, at: 'length', type: state.type, count: state.count + 1, value };
      if (state.type === META_END_OF_TRACK) {
        if (left === UNBOUND) return { at: 'track length', written: 0, length: bytes, tracks };
        return left > 0 ? undefined : nextChunk(tracks, false);
      }
      if (value === 0) return state.type === SYSEX_CONTENT ? undefined : nextEvent(0);
      return { at: 'content', type: state.type, index: 0, more: value, value: 0, ...here };
    }
    case 'content': {
      const value = (state.value * 256 + byte) % 2 ** 32;
      if (!makesSense(state.type, state.index, byte, value)) return undefined;
      // a message of one packet: F7 ends it
      if (state.more === 1 && state.type === SYSEX_CONTENT && byte !== ESCAPE) return undefined;
      if (state.more === 1) return nextEvent(0);
      return {
        ...here,
        at: 'content',
        type: state.type,
        index: state.index + 1,
        more: state.more - 1,
        value,
      };
    }
  }
}

/** Tempo, metre and key as check-event.ts wants them. `value` is what the content's bytes up to here make. */
function makesSense(type: number, index: number, byte: number, value: number): boolean {
  if (type === META_TEMPO) return value * 256 ** (2 - index) + 256 ** (2 - index) - 1 >= SMF_LIMITS.tempo;
  if (type === META_TIME_SIGNATURE) return index === 0 ? byte > 0 : index > 1 || byte <= 7;
  if (type === META_KEY_SIGNATURE) return index === 0 ? byte <= 7 || byte >= 249 : byte <= 1;
  return true;
}

function dataBytes(status: number): number {
  return status >= 0xc0 && status < 0xe0 ? 1 : 2;
}
