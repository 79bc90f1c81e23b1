/** One event at a place in a track, or what is wrong there. Structure only: sense is checked by check-event.ts. */
import type { SmfCode } from './codes.ts';
import { ESCAPE, META, META_LENGTHS, SMF_LIMITS, SYSEX } from './constants.ts';
import type { SmfEvent, SmfEventKind, SmfTrouble } from './types.ts';

export function trouble(code: SmfCode, offset: number, message: string): SmfTrouble {
  return { ok: false, code, offset, message };
}

/** By the high half of the status byte, from 0x8. */
const CHANNEL_KINDS: readonly SmfEventKind[] = [
  'noteOff',
  'noteOn',
  'polyPressure',
  'controller',
  'program',
  'channelPressure',
  'pitchBend',
];

/** A variable-length quantity: seven bits a byte, the last one under 0x80. Padded forms (80 00) are legal. */
function readVlq(bytes: Uint8Array, at: number, end: number): { value: number; length: number } | SmfTrouble {
  let value = 0;
  for (let length = 1; length <= SMF_LIMITS.vlqBytes; length++) {
    if (at + length > end) return trouble('smf/event-truncated', at, 'the track ends inside a number');
    const byte = bytes[at + length - 1]!;
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, length };
  }
  return trouble('smf/delta-too-long', at, 'a delta time or length of more than four bytes');
}

/**
 * The event at `at`, in a track that ends before `end`. `running` is the channel status in force, 0 for none.
 * Its `tick` is 0: only the caller knows the time.
 */
export function readEvent(
  bytes: Uint8Array,
  at: number,
  end: number,
  running: number,
): SmfEvent | SmfTrouble {
  const delta = readVlq(bytes, at, end);
  if ('ok' in delta) return delta;
  let pos = at + delta.length;
  if (pos >= end) return trouble('smf/event-truncated', at, 'the track ends behind a delta time');
  const first = bytes[pos]!;
  const status = first >= 0x80 ? first : running;
  if (status === 0)
    return trouble('smf/no-running-status', pos, `data byte ${hex(first)} where a status byte must stand`);
  if (first >= 0x80) pos++;

  const event: SmfEvent = {
    kind: 'meta',
    offset: at,
    length: 0,
    delta: delta.value,
    deltaLength: delta.length,
    tick: 0,
    status,
    running: first < 0x80,
    channel: status < 0xf0 ? status & 0x0f : -1,
    data1: -1,
    data2: -1,
    data: undefined,
  };

  if (status < 0xf0) {
    event.kind = CHANNEL_KINDS[(status >> 4) - 8]!;
    const two = event.kind !== 'program' && event.kind !== 'channelPressure';
    const length = two ? 2 : 1;
    for (let i = 0; i < length; i++) {
      if (pos + i >= end)
        return trouble('smf/event-truncated', at, `the track ends inside a ${event.kind} event`);
      const byte = bytes[pos + i]!;
      if (byte >= 0x80)
        return trouble('smf/data-byte', pos + i, `${hex(byte)} as a data byte of a ${event.kind} event`);
    }
    event.data1 = bytes[pos]!;
    if (two) event.data2 = bytes[pos + 1]!;
    if (event.kind === 'noteOn' && event.data2 === 0) event.kind = 'noteOff';
    event.length = pos + length - at;
    return event;
  }

  if (status !== META && status !== SYSEX && status !== ESCAPE)
    return trouble('smf/status', pos - 1, `status ${hex(status)} may not stand in a file`);
  if (status === META) {
    if (pos >= end) return trouble('smf/event-truncated', at, 'the track ends inside a meta event');
    if (bytes[pos]! >= 0x80)
      return trouble('smf/data-byte', pos, `${hex(bytes[pos]!)} as a meta event's type`);
    event.data1 = bytes[pos++]!;
  } else event.kind = status === SYSEX ? 'sysex' : 'escape';
  const length = readVlq(bytes, pos, end);
  if ('ok' in length) return length;
  const due = event.kind === 'meta' ? META_LENGTHS[event.data1] : undefined;
  if (due !== undefined && length.value !== due)
    return trouble(
      'smf/meta-length',
      pos,
      `meta event ${hex(event.data1)} of ${length.value} bytes, ${due} by the standard`,
    );
  pos += length.length;
  if (pos + length.value > end)
    return trouble(
      'smf/event-truncated',
      at,
      `${length.value} bytes of a ${event.kind} event pass the track's end`,
    );
  event.data = bytes.subarray(pos, pos + length.value);
  event.length = pos + length.value - at;
  return event;
}

/** Meta and sysex events cancel running status (RP-001); channel events set it. */
export function runningAfter(event: SmfEvent): number {
  return event.status < 0xf0 ? event.status : 0;
}

export function hex(byte: number): string {
  return `0x${byte.toString(16).padStart(2, '0')}`;
}
