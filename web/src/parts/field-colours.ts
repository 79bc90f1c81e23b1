/** The fields of a MIDI file in eight colours: neighbours that are read together share one. */
import { SMF_FIELDS, type SmfField } from '../../../src/formats/midi/smf/label-bytes.ts';
import { make } from '../dom.ts';

const GROUPS = [
  { name: 'not read', fields: ['unread', 'sysex'] },
  { name: 'header, track, length', fields: ['header', 'track header', 'track length', 'end of track'] },
  { name: 'time', fields: ['delta time', 'onset delta time', 'duration delta time'] },
  { name: 'status, controller', fields: ['status', 'controller/program data', 'meta'] },
  { name: 'pitch', fields: ['pitch'] },
  { name: 'velocity', fields: ['velocity', 'release velocity'] },
  { name: 'tempo, key, metre', fields: ['tempo', 'key signature', 'time signature'] },
  { name: 'text', fields: ['text'] },
] as const satisfies readonly { name: string; fields: readonly SmfField[] }[];

/** @returns 0 to 7: the class is `f` and this number */
export function fieldColour(field: string): number {
  return Math.max(
    0,
    GROUPS.findIndex(({ fields }) => (fields as readonly string[]).includes(field)),
  );
}

export const COLOUR_OF_LABEL = SMF_FIELDS.map(fieldColour);

export function fieldLegend(): HTMLUListElement {
  const items = GROUPS.map(({ name }, i) => make('li', {}, make('i', { className: `f${i}` }), name));
  return make('ul', { className: 'legend' }, ...items);
}
