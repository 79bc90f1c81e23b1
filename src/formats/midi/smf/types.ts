/** A Standard MIDI File as read: every event with the bytes that it was read from. */
import type { Refusal } from '../../../bytes/refusal.ts';
import type { SmfCode } from './codes.ts';

export type SmfEventKind =
  | 'noteOff'
  | 'noteOn'
  | 'polyPressure'
  | 'controller'
  | 'program'
  | 'channelPressure'
  | 'pitchBend'
  | 'sysex'
  | 'escape'
  | 'meta';

/** One event with the bytes that it was read from. */
export interface SmfEvent {
  kind: SmfEventKind;
  /** First byte of its delta time. */
  offset: number;
  /** Bytes, delta time included. */
  length: number;
  /** Ticks since the event before, and bytes that say so. */
  delta: number;
  deltaLength: number;
  /** Ticks since the track began. */
  tick: number;
  /** The status in force; a noteOff of status 0x9n is a note-on of velocity 0. */
  status: number;
  /** The status byte is left out (running status). */
  running: boolean;
  /** 0..15, -1 where the event has none. */
  channel: number;
  /** The data bytes of a channel event (pitch, velocity); `data1` is a meta event's type. -1 where there is none. */
  data1: number;
  data2: number;
  /** A meta or sysex event's content. */
  data: Uint8Array | undefined;
}

/** One track chunk. */
export interface SmfTrack {
  /** First byte of its `MTrk`. */
  offset: number;
  /** Bytes, the eight of the chunk's header included. */
  length: number;
  events: SmfEvent[];
}

/** A Standard MIDI File, event by event. */
export interface SmfFile {
  format: 0 | 1 | 2;
  /** Ticks a quarter note, if time is metrical. */
  ppq: number | undefined;
  /** Ticks in so many seconds, if time is SMPTE: whole numbers, which 29.97 frames a second are not. */
  smpte: { ticks: number; seconds: number } | undefined;
  /** The division word as it stands. */
  division: number;
  tracks: SmfTrack[];
  /** Chunks that are neither header nor track: read over, as the standard demands. */
  alienChunks: { id: string; offset: number; length: number }[];
}

/** What is wrong with a file, and where. */
export interface SmfTrouble extends Refusal {
  code: SmfCode;
  offset: number;
}

/** A file, or what is wrong with it. */
export type SmfReading = { ok: true; file: SmfFile } | SmfTrouble;
