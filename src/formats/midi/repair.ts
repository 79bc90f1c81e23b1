/** Track lengths recomputed where they are all that is wrong: the events and ends of track are taken at their word. */
import { CHUNK_HEADER, HEADER_BYTES, TRACK_ID } from './smf/constants.ts';
import { readSmf } from './smf/read-smf.ts';
import { trackEnd } from './smf/track-end.ts';

/** The file with right track lengths, or undefined where nothing is wrong or that does not make it readable. */
export function repairTrackLengths(bytes: Uint8Array): Uint8Array | undefined {
  if (readSmf(bytes).ok) return undefined;
  const repaired = bytes.slice();
  const view = new DataView(repaired.buffer);
  for (let at = HEADER_BYTES; at < repaired.length; ) {
    if (at + CHUNK_HEADER > repaired.length || view.getUint32(at) !== TRACK_ID) return undefined;
    const end = trackEnd(repaired, at + CHUNK_HEADER);
    if (end === undefined) return undefined;
    view.setUint32(at + 4, end - at - CHUNK_HEADER);
    at = end;
  }
  return readSmf(repaired).ok ? repaired : undefined;
}
