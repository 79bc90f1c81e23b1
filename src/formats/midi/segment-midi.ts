/**
 * Structure-aligned patches of a MIDI file: whole events, a new patch before every note-on's delta time, so that a
 * melody's note (on and off, 8 to 10 bytes) is one patch. Between note-ons events share a patch while they fit whole.
 * Chunk headers are patches of their own, and so is text, apart from what announces it: the words of a title begin a patch
 * here as they do in ABC and are cut into the same pieces, so that a model copies them patch by patch. Total: what does
 * not parse gets no cuts.
 */
import type { Segmenter } from '../../bytes/segmenter.ts';
import { PATCH_SIZE } from '../../bytes/symbols.ts';
import { textPieces } from '../text-pieces.ts';
import { META_TEXT_FIRST, META_TEXT_LAST } from './smf/constants.ts';
import { fileOrder, lengthsLastOrder } from './smf/lengths-last.ts';
import { type ScanItem, scanSmf } from './smf/scan-smf.ts';

export const segmentMidi: Segmenter = (bytes, size = PATCH_SIZE) => {
  const cuts: number[] = [];
  /** Where the patch that is being filled began. */
  let start = 0;
  const cut = (at: number) => {
    if (at > start && at < bytes.length) cuts.push(at);
    start = at;
  };
  let end = 0;
  for (const item of scanSmf(bytes)) {
    if (item.offset > end) cut(end); // bytes that do not parse stand between
    if (standsAlone(item) || beginsNote(item) || item.offset + item.length - start > size) cut(item.offset);
    end = item.offset + item.length;
    if (isText(item)) for (const at of textPieces(end - item.event.data!.length, end)) cut(at);
    // a longer event fills several patches, and the next one starts afresh
    if (standsAlone(item) || item.length > size) cut(end);
  }
  return cuts;
};

/** The same for a file whose track lengths stand behind their tracks; `MTrk` and each length are patches of their own. */
export const segmentLengthsLast: Segmenter = (bytes, size = PATCH_SIZE) => {
  const { order } = fileOrder(bytes);
  const file = Uint8Array.from(order, (offset) => bytes[offset]!);
  const moved = lengthsLastOrder(file);
  const cuts = new Set(segmentMidi(file, size));
  // where the order jumps a length begins or ends
  return [...moved.keys()].filter((i) => i > 0 && (cuts.has(moved[i]!) || moved[i] !== moved[i - 1]! + 1));
};

function standsAlone(item: ScanItem): boolean {
  return item.kind !== 'event' || isText(item);
}

function isText(item: ScanItem): item is ScanItem & { kind: 'event' } {
  if (item.kind !== 'event' || item.event.kind !== 'meta') return false;
  return item.event.data1 >= META_TEXT_FIRST && item.event.data1 <= META_TEXT_LAST;
}

function beginsNote(item: ScanItem): boolean {
  return item.kind === 'event' && item.event.kind === 'noteOn';
}
