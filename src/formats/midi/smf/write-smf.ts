/**
 * Events to bytes, in the plainest form: a status byte with every event, no padded numbers, true track lengths, no
 * alien chunks. What `readSmf` read from such a file is written back byte for byte.
 */
import { CHUNK_HEADER, HEADER_ID, META, TRACK_ID } from './constants.ts';
import type { SmfEvent, SmfFile } from './types.ts';

/** The parts of an event that say what it is; the rest follows from its place. */
export type EventContent = Pick<SmfEvent, 'delta' | 'status' | 'data1' | 'data2' | 'data'>;

/** What of a file decides its bytes, when they are written in the plainest form. */
export type FileContent = Pick<SmfFile, 'format' | 'division'> & { tracks: { events: EventContent[] }[] };

/**
 * A file's bytes: a status byte with every event, no padded numbers, true lengths. `readSmf` gives back the same
 * events.
 */
export function writeSmf(file: FileContent): Uint8Array {
  const tracks = file.tracks.map(({ events }) => trackBytes(events));
  const size = tracks.reduce((sum, track) => sum + CHUNK_HEADER + track.length, CHUNK_HEADER + 6);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, HEADER_ID);
  view.setUint32(4, 6);
  view.setUint16(8, file.format);
  view.setUint16(10, tracks.length);
  view.setUint16(12, file.division);
  let at = CHUNK_HEADER + 6;
  for (const track of tracks) {
    view.setUint32(at, TRACK_ID);
    view.setUint32(at + 4, track.length);
    bytes.set(track, at + CHUNK_HEADER);
    at += CHUNK_HEADER + track.length;
  }
  return bytes;
}

function trackBytes(events: EventContent[]): number[] {
  const out: number[] = [];
  for (const { delta, status, data1, data2, data } of events) {
    pushVlq(out, delta);
    out.push(status);
    if (status < 0xf0 || status === META) out.push(data1);
    if (status < 0xf0 && data2 >= 0) out.push(data2);
    if (status >= 0xf0) {
      const content = data ?? [];
      pushVlq(out, content.length);
      for (const byte of content) out.push(byte);
    }
  }
  return out;
}

/** Seven bits a byte, at most 28 in all: `delta` comes from a reader or a caller that keeps to them. */
function pushVlq(out: number[], value: number): void {
  if (value >= 1 << 21) out.push(((value >> 21) & 0x7f) | 0x80);
  if (value >= 1 << 14) out.push(((value >> 14) & 0x7f) | 0x80);
  if (value >= 1 << 7) out.push(((value >> 7) & 0x7f) | 0x80);
  out.push(value & 0x7f);
}
