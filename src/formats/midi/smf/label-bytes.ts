/**
 * Which field of a MIDI file each byte belongs to, so that bits and differences can be named. Best effort on broken
 * files: what cannot be told is `unread`.
 */
import {
  META_END_OF_TRACK,
  META_KEY_SIGNATURE,
  META_TEMPO,
  META_TEXT_LAST,
  META_TIME_SIGNATURE,
} from './constants.ts';
import { scanSmf } from './scan-smf.ts';
import type { SmfEvent } from './types.ts';

/** A label is an index into this list. Delta times go by what they lead to: an onset, a note's end, anything else. */
export const SMF_FIELDS = [
  'unread',
  'header',
  'track header',
  'track length',
  'delta time',
  'onset delta time',
  'duration delta time',
  'status',
  'pitch',
  'velocity',
  'release velocity',
  'controller/program data',
  'meta',
  'tempo',
  'key signature',
  'time signature',
  'text',
  'sysex',
  'end of track',
] as const;

/** What a byte of a MIDI file belongs to, such as `tempo` or `pitch`. */
export type SmfField = (typeof SMF_FIELDS)[number];

const ID = Object.fromEntries(SMF_FIELDS.map((name, id) => [name, id])) as Record<SmfField, number>;

/** One label a byte, an index into SMF_FIELDS. */
export function labelBytes(bytes: Uint8Array): Uint8Array {
  const labels = new Uint8Array(bytes.length).fill(ID.unread);
  for (const item of scanSmf(bytes)) {
    const { offset, length } = item;
    if (item.kind === 'header') labels.fill(ID.header, offset, offset + length);
    else if (item.kind === 'track') {
      labels.fill(ID['track header'], offset, offset + length);
      labels.fill(ID['track length'], offset + 4, offset + length);
    } else labelEvent(labels, item.event);
  }
  return labels;
}

function labelEvent(labels: Uint8Array, event: SmfEvent): void {
  const { kind, offset, length, deltaLength, data1, data } = event;
  const end = offset + length;
  const start = offset + deltaLength;
  const delta =
    kind === 'noteOn' ? 'onset delta time' : kind === 'noteOff' ? 'duration delta time' : 'delta time';
  labels.fill(ID[delta], offset, start);
  if (!data) {
    const dataStart = start + (event.running ? 0 : 1);
    labels.fill(ID.status, start, dataStart);
    if (kind === 'noteOn' || kind === 'noteOff') {
      labels[dataStart] = ID.pitch;
      labels[dataStart + 1] = kind === 'noteOn' ? ID.velocity : ID['release velocity'];
    } else labels.fill(ID['controller/program data'], dataStart, end);
  } else if (kind !== 'meta') labels.fill(ID.sysex, start, end);
  else if (data1 === META_END_OF_TRACK) labels.fill(ID['end of track'], start, end);
  else {
    labels.fill(ID.meta, start, end);
    labels.fill(ID[metaContent(data1)], end - data.length, end);
  }
}

function metaContent(type: number): SmfField {
  if (type === META_TEMPO) return 'tempo';
  if (type === META_KEY_SIGNATURE) return 'key signature';
  if (type === META_TIME_SIGNATURE) return 'time signature';
  return type >= 1 && type <= META_TEXT_LAST ? 'text' : 'meta';
}

/** The field of one byte; past the end of the file there is none. */
export function fieldOfByte(bytes: Uint8Array, offset: number): SmfField | undefined {
  const label = labelBytes(bytes)[offset];
  return label === undefined ? undefined : SMF_FIELDS[label];
}
