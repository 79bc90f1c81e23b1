/** How many notes a MIDI track has begun so far, patch by patch. A patch cut at its structure holds one note-on at most, and begins with it. */
import type { Fold } from '../format.ts';
import { TRACK_NAME } from './smf/constants.ts';

export const countMidiNotes: Fold<number, number> = {
  start: () => 0,
  next(notes, patch) {
    if (patch.length === TRACK_NAME.length && TRACK_NAME.every((byte, i) => patch[i] === byte)) return 0;
    let at = 0;
    while (at < 3 && patch[at]! & 0x80) at++;
    const [status, , velocity] = patch.subarray(at + 1);
    return (status! & 0xf0) === 0x90 && velocity! > 0 ? notes + 1 : notes;
  },
  value: (notes) => notes,
};
