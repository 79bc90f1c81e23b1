/** Where a track ends by its own events, whatever length is written for it. */
import { META_END_OF_TRACK } from './constants.ts';
import { readEvent, runningAfter } from './read-event.ts';

/** @returns the byte behind the first end of track from `start` on; undefined where the events do not parse that far */
export function trackEnd(bytes: Uint8Array, start: number): number | undefined {
  let running = 0;
  for (let at = start; at < bytes.length; ) {
    const event = readEvent(bytes, at, bytes.length, running);
    if ('ok' in event) return undefined;
    at += event.length;
    running = runningAfter(event);
    if (event.kind === 'meta' && event.data1 === META_END_OF_TRACK) return at;
  }
  return undefined;
}
