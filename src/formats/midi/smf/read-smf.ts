/**
 * A strict reader of Standard MIDI Files (RP-001). Any bytes give a file or a coded verdict with an offset, in time
 * linear in their number; it never throws. Stricter than the readers people use: a file that passes is one that all of
 * them read alike.
 */
import { checkEvent } from './check-event.ts';
import { SMF_CODES } from './codes.ts';
import {
  CHUNK_HEADER,
  HEADER_ID,
  META_END_OF_TRACK,
  SMF_LIMITS,
  SMPTE_RATES,
  TRACK_ID,
} from './constants.ts';
import { readEvent, runningAfter, trouble } from './read-event.ts';
import { sysexAfter } from './sysex.ts';
import type { SmfEvent, SmfFile, SmfReading, SmfTrack, SmfTrouble } from './types.ts';

interface Header extends Pick<SmfFile, 'format' | 'division' | 'ppq' | 'smpte'> {
  trackCount: number;
  /** Where the first track chunk may begin. */
  end: number;
}

/**
 * Reads a Standard MIDI File strictly (RP-001): its events, or what is wrong with a code and the byte. Never
 * throws.
 */
export function readSmf(bytes: Uint8Array): SmfReading {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = readHeader(view);
  if ('ok' in header) return header;
  const chunks = readChunks(view, header);
  if ('ok' in chunks) return chunks;
  // every track's events come before any track's end in the checks, whatever their order in the file
  let unended: SmfTrouble | undefined;
  const tracks: SmfTrack[] = [];
  for (const { offset, length } of chunks.tracks) {
    const { events, wrong } = readTrack(bytes, offset + CHUNK_HEADER, offset + length);
    if (wrong && SMF_CODES[wrong.code][0] === 'events') return wrong;
    unended ??= wrong;
    tracks.push({ offset, length, events });
  }
  if (unended) return unended;
  const { format, division, ppq, smpte } = header;
  return { ok: true, file: { format, division, ppq, smpte, tracks, alienChunks: chunks.alien } };
}

interface Chunks {
  tracks: { offset: number; length: number }[];
  alien: SmfFile['alienChunks'];
}

function readChunks(view: DataView, header: Header): Chunks | SmfTrouble {
  const size = view.byteLength;
  const chunks: Chunks = { tracks: [], alien: [] };
  let at = header.end;
  while (at < size) {
    const left = size - at;
    const id = left >= 4 ? view.getUint32(at) : 0;
    if (left < CHUNK_HEADER && id === TRACK_ID)
      return trouble('smf/chunk-truncated', at, "the file ends inside a chunk's header");
    if (left < CHUNK_HEADER || !isChunkId(id))
      return trouble('smf/trailing-bytes', at, `${left} bytes that are no chunk`);
    const content = view.getUint32(at + 4);
    const room = left - CHUNK_HEADER;
    if (content > room)
      return trouble('smf/chunk-truncated', at + 4, `a chunk of ${content} bytes where ${room} are left`);
    const length = CHUNK_HEADER + content;
    if (id === HEADER_ID) return trouble('smf/second-header', at, 'a second MThd');
    if (id !== TRACK_ID) chunks.alien.push({ id: chunkName(id), offset: at, length });
    else if (chunks.tracks.length === header.trackCount)
      return trouble('smf/extra-track', at, `more tracks than the announced ${header.trackCount}`);
    else chunks.tracks.push({ offset: at, length });
    at += length;
  }
  const found = chunks.tracks.length;
  if (found < header.trackCount)
    return trouble('smf/tracks-missing', at, `${found} of ${header.trackCount} announced tracks`);
  return chunks;
}

function readHeader(view: DataView): Header | SmfTrouble {
  const size = view.byteLength;
  if (size === 0) return trouble('smf/empty', 0, 'no bytes');
  if (size > SMF_LIMITS.fileBytes)
    return trouble('smf/too-large', 0, `${size} bytes, over ${SMF_LIMITS.fileBytes}`);
  if (size < 4 || view.getUint32(0) !== HEADER_ID)
    return trouble('smf/no-header', 0, 'the file does not begin with MThd');
  if (size < CHUNK_HEADER + 6)
    return trouble('smf/header-truncated', size, 'the file ends inside its header');
  const length = view.getUint32(4);
  if (length < 6) return trouble('smf/header-length', 4, `a header of ${length} bytes`);
  // a longer header is legal: what is behind the six bytes is to be ignored
  if (length > size - CHUNK_HEADER) return trouble('smf/header-truncated', 4, `a header of ${length} bytes`);
  const format = view.getUint16(8);
  if (format !== 0 && format !== 1 && format !== 2) return trouble('smf/format', 8, `format ${format}`);
  const trackCount = view.getUint16(10);
  if (trackCount === 0 || (format === 0 && trackCount !== 1))
    return trouble('smf/track-count', 10, `${trackCount} tracks in a file of format ${format}`);
  const division = view.getUint16(12);
  const time = readDivision(division);
  if (time === undefined) return trouble('smf/division', 12, `division 0x${division.toString(16)}`);
  return { format, trackCount, division, ...time, end: CHUNK_HEADER + length };
}

function readDivision(division: number): Pick<SmfFile, 'ppq' | 'smpte'> | undefined {
  if (division < 0x8000) return division === 0 ? undefined : { ppq: division, smpte: undefined };
  const rate = SMPTE_RATES[256 - (division >> 8)];
  const ticks = division & 0xff;
  return rate === undefined || ticks === 0
    ? undefined
    : { ppq: undefined, smpte: { ticks: rate[0] * ticks, seconds: rate[1] } };
}

function readTrack(
  bytes: Uint8Array,
  start: number,
  end: number,
): { events: SmfEvent[]; wrong?: SmfTrouble } {
  const events: SmfEvent[] = [];
  let running = 0;
  let tick = 0;
  let open: SmfEvent | undefined;
  for (let at = start; at < end; ) {
    const event = readEvent(bytes, at, end, running);
    if ('ok' in event) return { events, wrong: event };
    const senseless = checkEvent(event);
    if (senseless) return { events, wrong: senseless };
    const message = sysexAfter(open, event);
    if (message && 'ok' in message) return { events, wrong: message };
    open = message;
    tick += event.delta;
    if (tick > SMF_LIMITS.ticks)
      return {
        events,
        wrong: trouble('smf/too-many-ticks', at, `tick ${tick} of at most ${SMF_LIMITS.ticks}`),
      };
    event.tick = tick;
    events.push(event);
    at += event.length;
    running = runningAfter(event);
    if (event.kind === 'meta' && event.data1 === META_END_OF_TRACK)
      return at < end
        ? {
            events,
            wrong: trouble('smf/after-end-of-track', at, `${end - at} bytes behind the end of the track`),
          }
        : { events };
  }
  return { events, wrong: trouble('smf/no-end-of-track', end, 'the track has no end-of-track event') };
}

/** Chunk names are four printable ASCII characters. */
function isChunkId(id: number): boolean {
  return [24, 16, 8, 0].every((shift) => ((id >>> shift) & 0xff) >= 0x20 && ((id >>> shift) & 0xff) < 0x7f);
}

function chunkName(id: number): string {
  return String.fromCharCode(id >>> 24, (id >>> 16) & 0xff, (id >>> 8) & 0xff, id & 0xff);
}
