/**
 * Canonical MIDI as a file: format 1, 96 ticks a quarter note, one track for tempo, metre and key, one for every voice, every
 * status written, one velocity. A tune has one such file; reading it gives the same tune.
 */
import {
  META,
  META_END_OF_TRACK,
  META_KEY_SIGNATURE,
  META_TEMPO,
  META_TIME_SIGNATURE,
} from '../../formats/midi/smf/constants.ts';
import { type EventContent, writeSmf } from '../../formats/midi/smf/write-smf.ts';
import { CANONICAL_PPQ, type CanonicalNote, type CanonicalTune } from './types.ts';

/** Ends sort before beginnings, and a voice never has one pitch twice. */
interface Moment {
  tick: number;
  ends: boolean;
  pitch: number;
}

const VELOCITY = 80;
const DRUMS = 9;
/** MIDI clocks a metronome click and 32nd notes a quarter note: a quarter note's, whatever the metre. */
const CLICK = [24, 8] as const;

export interface CanonicalBytesOptions {
  /** Whether what the tune states is written; training leaves it out at random. */
  keys?: boolean;
  metres?: boolean;
  tempo?: boolean;
}
export const CANONICAL_BYTES_DEFAULTS = {
  keys: true,
  metres: true,
  tempo: true,
} as const satisfies CanonicalBytesOptions;

export function canonicalBytes(tune: CanonicalTune, options: CanonicalBytesOptions = {}): Uint8Array {
  const said = { ...CANONICAL_BYTES_DEFAULTS, ...options };
  const stated: { tick: number; type: number; data: readonly number[] }[] = [];
  if (said.tempo && tune.tempo !== undefined) {
    const us = Math.round(60_000_000 / tune.tempo);
    stated.push({ tick: 0, type: META_TEMPO, data: [us >> 16, (us >> 8) & 0xff, us & 0xff] });
  }
  if (said.metres)
    for (const { tick, numerator, denominator } of tune.metres)
      stated.push({ tick, type: META_TIME_SIGNATURE, data: [numerator, Math.log2(denominator), ...CLICK] });
  if (said.keys)
    for (const { tick, sharps, minor } of tune.keys)
      stated.push({ tick, type: META_KEY_SIGNATURE, data: [sharps & 0xff, minor ? 1 : 0] });
  stated.sort((a, b) => a.tick - b.tick);
  const conductor = track(
    stated.map(({ tick, type, data }) => ({
      tick,
      event: { status: META, data1: type, data2: -1, data: Uint8Array.from(data) },
    })),
  );
  const voices = tune.voices.map((_, voice) =>
    voiceTrack(
      tune.notes.filter((note) => note.voice === voice),
      channelOf(voice),
    ),
  );
  return writeSmf({ format: 1, division: CANONICAL_PPQ, tracks: [conductor, ...voices] });
}

function voiceTrack(notes: readonly CanonicalNote[], channel: number) {
  const moments = notes.flatMap<Moment>(({ tick, duration, pitch }) => [
    { tick, ends: false, pitch },
    { tick: tick + duration, ends: true, pitch },
  ]);
  moments.sort((a, b) => a.tick - b.tick || Number(b.ends) - Number(a.ends) || a.pitch - b.pitch);
  return track(
    moments.map(({ tick, ends, pitch }) => ({
      tick,
      event: {
        status: (ends ? 0x80 : 0x90) | channel,
        data1: pitch,
        data2: ends ? 0 : VELOCITY,
        data: undefined,
      },
    })),
  );
}

function track(timed: readonly { tick: number; event: Omit<EventContent, 'delta'> }[]) {
  const events: EventContent[] = [];
  let now = 0;
  for (const { tick, event } of timed) {
    events.push({ delta: tick - now, ...event });
    now = tick;
  }
  events.push({ delta: 0, status: META, data1: META_END_OF_TRACK, data2: -1, data: undefined });
  return { events };
}

/** The pitched channels in order. */
function channelOf(voice: number): number {
  return voice < DRUMS ? voice : voice + 1;
}
