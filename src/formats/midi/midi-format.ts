/** Standard MIDI Files as a format: an event a patch, track lengths read behind their tracks, note-ons counted by track. */
import type { Format } from '../format.ts';
import { countMidiNotes } from './count-notes.ts';
import { describeField } from './describe-field.ts';
import { inFileOrder } from './file-order.ts';
import { smfGuard } from './guard.ts';
import { nextLength } from './next-length.ts';
import { segmentLengthsLast, segmentMidi } from './segment-midi.ts';
import { labelBytes, SMF_FIELDS } from './smf/label-bytes.ts';
import { fromLengthsLast, lengthsLastOrder } from './smf/lengths-last.ts';

export const midiFormat: Format = {
  name: 'mid',
  cut: segmentMidi,
  order: {
    offsets: lengthsLastOrder,
    toFile: fromLengthsLast,
    stream: inFileOrder,
    cut: segmentLengthsLast,
  },
  landmarks: countMidiNotes,
  hint: nextLength,
  constraint: ({ size, firstEndEnds, ordered }) => smfGuard(size, { firstEndEnds, lengthsLast: ordered }),
  fields: { names: SMF_FIELDS, label: labelBytes, describe: describeField },
  check: async (bytes) => (await import('./validate-midi.ts')).validateMidi(bytes),
};
