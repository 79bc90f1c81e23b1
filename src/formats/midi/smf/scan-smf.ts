/**
 * A forgiving walk over what may be a MIDI file: chunk headers and events as far as they parse, on to the next `MTrk`
 * where they do not. Track lengths are not believed: a model writes them before it knows what they count. Total.
 */
import { CHUNK_HEADER, HEADER_BYTES, META_END_OF_TRACK } from './constants.ts';
import { readEvent, runningAfter } from './read-event.ts';
import type { SmfEvent } from './types.ts';

export type ScanItem =
  | { kind: 'header'; offset: number; length: number }
  | { kind: 'track'; offset: number; length: number }
  | { kind: 'event'; offset: number; length: number; event: SmfEvent };

export function* scanSmf(bytes: Uint8Array): Generator<ScanItem> {
  let at = 0;
  if (isAt(bytes, 0, 'MThd')) {
    at = Math.min(HEADER_BYTES, bytes.length);
    yield { kind: 'header', offset: 0, length: at };
  }
  for (at = nextTrack(bytes, at); at < bytes.length; at = nextTrack(bytes, at)) {
    const length = Math.min(CHUNK_HEADER, bytes.length - at);
    yield { kind: 'track', offset: at, length };
    at += length;
    let running = 0;
    let ended = false;
    while (at < bytes.length && !ended) {
      const event = readEvent(bytes, at, bytes.length, running);
      if ('ok' in event) break;
      yield { kind: 'event', offset: at, length: event.length, event };
      at += event.length;
      running = runningAfter(event);
      ended = event.kind === 'meta' && event.data1 === META_END_OF_TRACK;
    }
  }
}

function isAt(bytes: Uint8Array, at: number, name: string): boolean {
  for (let i = 0; i < 4; i++) if (bytes[at + i] !== name.charCodeAt(i)) return false;
  return true;
}

function nextTrack(bytes: Uint8Array, from: number): number {
  for (let at = from; at + 4 <= bytes.length; at++) {
    const found = bytes.indexOf(0x4d, at); // "M"
    if (found < 0) break;
    if (isAt(bytes, found, 'MTrk')) return found;
    at = found;
  }
  return bytes.length;
}
