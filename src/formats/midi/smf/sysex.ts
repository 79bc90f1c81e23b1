/**
 * System exclusive messages in packets (RP-001): an F0 event begins one, F7 events go on with it, and the packet whose last
 * byte is F7 ends it. Between packets only meta events may stand: every other message would end it on the wire.
 */
import { ESCAPE, META_END_OF_TRACK } from './constants.ts';
import { trouble } from './read-event.ts';
import type { SmfEvent, SmfTrouble } from './types.ts';

/**
 * @param open the event that began a message which no packet has ended yet
 * @returns the message that is open behind the event, or what is wrong
 */
export function sysexAfter(open: SmfEvent | undefined, event: SmfEvent): SmfEvent | SmfTrouble | undefined {
  const begins = event.kind === 'sysex';
  const goesOn = open !== undefined && event.kind === 'escape';
  if (open && !goesOn && (event.kind !== 'meta' || event.data1 === META_END_OF_TRACK))
    return trouble('smf/sysex-unended', open.offset, 'a system exclusive message without its F7');
  if (!begins && !goesOn) return open;
  return event.data!.at(-1) === ESCAPE ? undefined : (open ?? event);
}
