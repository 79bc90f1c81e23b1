/**
 * How many notes a MIDI track has begun so far, patch by patch. A note-on with its status byte begins its patch and is seen
 * there, whatever stands before; the shipped model was trained so, and letters that look like one count too. A note-on in
 * running status is seen by reading the track event by event. Where a patch does not parse, the next one begins an event.
 */
import type { Fold } from '../format.ts';
import { ESCAPE, META, META_END_OF_TRACK, SYSEX, TRACK_NAME } from './smf/constants.ts';

export interface TrackCount {
  readonly notes: number;
  /** What the next byte is; outside of a track none is read. */
  readonly at: 'outside' | 'delta' | 'status' | 'data' | 'type' | 'length' | 'content';
  /** The event being read has no status byte of its own. */
  readonly isRunning: boolean;
  /** Channel status in force, 0 for none. */
  readonly running: number;
  /** Bytes of data or content still to come; while a length is read its value so far. */
  readonly more: number;
}

const OUTSIDE: TrackCount = { notes: 0, at: 'outside', isRunning: false, running: 0, more: 0 };

export const countMidiNotes: Fold<TrackCount, number> = {
  start: () => OUTSIDE,
  next(before, patch) {
    if (isTrackHeader(patch)) return { ...OUTSIDE, at: 'delta' };
    const state = { ...before, notes: before.notes + (beginsNoteOn(patch) ? 1 : 0) };
    for (const byte of patch) if (!read(state, byte)) return { ...state, at: 'delta', running: 0 };
    return state;
  },
  value: ({ notes }) => notes,
};

/** The patch of a track's name, with its length where that stands before the track. */
function isTrackHeader(patch: Uint8Array): boolean {
  const { length } = TRACK_NAME;
  return (
    (patch.length === length || patch.length === 2 * length) && TRACK_NAME.every((b, i) => patch[i] === b)
  );
}

function beginsNoteOn(patch: Uint8Array): boolean {
  let at = 0;
  while (at < 3 && patch[at]! & 0x80) at++;
  const [status, , velocity] = patch.subarray(at + 1);
  return (status! & 0xf0) === 0x90 && velocity! > 0;
}

type Reading = { -readonly [K in keyof TrackCount]: TrackCount[K] };

/** @returns false where the byte cannot stand */
function read(state: Reading, byte: number): boolean {
  switch (state.at) {
    case 'outside':
      return true;
    case 'delta':
      if (byte < 0x80) state.at = 'status';
      return true;
    case 'status':
      return readStatus(state, byte);
    case 'data':
      if (byte >= 0x80) return false;
      if (--state.more > 0) return true;
      if (state.isRunning && state.running >> 4 === 0x9 && byte > 0) state.notes++;
      state.at = 'delta';
      return true;
    case 'type':
      state.at = byte === META_END_OF_TRACK ? 'outside' : 'length';
      return true;
    case 'length':
      state.more = state.more * 128 + (byte & 0x7f);
      if (byte < 0x80) state.at = state.more > 0 ? 'content' : 'delta';
      return true;
    case 'content':
      if (--state.more === 0) state.at = 'delta';
      return true;
  }
}

function readStatus(state: Reading, byte: number): boolean {
  const status = byte < 0x80 ? state.running : byte;
  state.isRunning = byte < 0x80;
  if (status >= 0xf0) {
    if (status !== META && status !== SYSEX && status !== ESCAPE) return false;
    Object.assign(state, { at: status === META ? 'type' : 'length', more: 0, running: 0 });
    return true;
  }
  if (status === 0) return false;
  state.running = status;
  state.at = 'data';
  state.more = status >= 0xc0 && status < 0xe0 ? 1 : 2;
  // the byte is the first of the data where the status is the running one
  return !state.isRunning || read(state, byte);
}
