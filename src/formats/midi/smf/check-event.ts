/** Whether a well-formed event makes sense: what a sequencer would stumble over though the bytes parse. */
import { META_KEY_SIGNATURE, META_TEMPO, META_TIME_SIGNATURE, SMF_LIMITS } from './constants.ts';
import { trouble } from './read-event.ts';
import type { SmfEvent, SmfTrouble } from './types.ts';

export function checkEvent(event: SmfEvent): SmfTrouble | undefined {
  if (event.kind !== 'meta' || !event.data) return undefined;
  const { data } = event;
  const at = event.offset + event.length - data.length;
  switch (event.data1) {
    case META_TEMPO:
      if (tempoOf(event) < SMF_LIMITS.tempo)
        return trouble('smf/tempo', at, `a tempo of ${tempoOf(event)} microseconds a quarter note`);
      break;
    case META_TIME_SIGNATURE:
      if (data[0] === 0 || data[1]! > 7)
        return trouble('smf/time-signature', at, `a time signature of ${data[0]} over 2 to the ${data[1]}`);
      break;
    case META_KEY_SIGNATURE:
      if (Math.abs(signed(data[0]!)) > 7 || data[1]! > 1)
        return trouble('smf/key-signature', at, `a key of ${signed(data[0]!)} sharps, mode ${data[1]}`);
      break;
  }
  return undefined;
}

/** Microseconds a quarter note. */
export function tempoOf(event: SmfEvent): number {
  const [a = 0, b = 0, c = 0] = event.data ?? [];
  return a * 65536 + b * 256 + c;
}

function signed(byte: number): number {
  return byte < 0x80 ? byte : byte - 0x100;
}
