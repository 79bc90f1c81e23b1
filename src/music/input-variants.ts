/**
 * The files that a transcription is measured on, made from a rendering: `renderer`, as the reference renderer writes it; `bare`,
 * without velocities, title, key, metre and tempo, as many programs leave a file; `played`, bare with onsets 10 ms off and
 * lengths of 90 %. Same bytes for same bytes: the random numbers are those of peers/midi2abc-eval.mjs.
 */
import { notesOf } from '../formats/midi/notes.ts';
import {
  META,
  META_END_OF_TRACK,
  META_KEY_SIGNATURE,
  META_TEMPO,
  META_TIME_SIGNATURE,
} from '../formats/midi/smf/constants.ts';
import { readSmf } from '../formats/midi/smf/read-smf.ts';
import type { SmfEvent, SmfFile } from '../formats/midi/smf/types.ts';
import { type EventContent, writeSmf } from '../formats/midi/smf/write-smf.ts';

export const INPUT_VARIANTS = ['renderer', 'flat', 'bare', 'played'] as const;
export type InputVariant = (typeof INPUT_VARIANTS)[number];

const VELOCITY = 80;
const TEMPO = 120;
/** Ticks at 480 a quarter note: 10 ms at 120 a minute. */
const DEVIATION = 9.6;
const FILLED = 0.9;

interface PlainNote {
  on: number;
  off: number;
  pitch: number;
  channel: number;
}

/** @param seed of the deviations in `played` @returns undefined: the rendering cannot be read */
export function inputVariant(
  rendering: Uint8Array,
  variant: InputVariant,
  seed = 12345,
): Uint8Array | undefined {
  if (variant === 'renderer') return rendering;
  const reading = readSmf(rendering);
  if (!reading.ok) return undefined;
  const { file } = reading;
  const stated = variant === 'flat' ? conductorOf(file) : [tempoEvent(TEMPO)];
  const tracks = tracksOf(file);
  if (variant === 'played') play(tracks.flat(), seed);
  return writeSmf({
    format: 1,
    division: file.division,
    tracks: [stated, ...tracks.map(eventsOf)].map(ended),
  });
}

/** By track; tracks without notes are left out. */
function tracksOf(file: SmfFile): PlainNote[][] {
  const tracks: PlainNote[][] = file.tracks.map(() => []);
  for (const { track, tick, duration, pitch, channel } of notesOf(file).notes)
    tracks[track]!.push({ on: tick, off: tick + duration, pitch, channel });
  return tracks.filter((notes) => notes.length > 0);
}

function play(notes: readonly PlainNote[], seed: number): void {
  const random = linearCongruential(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  for (const note of notes) {
    const duration = note.off - note.on;
    note.on = Math.max(0, Math.round(note.on + DEVIATION * normal()));
    note.off = note.on + Math.max(1, Math.round(FILLED * duration));
  }
}

/** Numerical Recipes (Press et al. 1992), 32 bits: the peer's numbers. */
function linearCongruential(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function eventsOf(notes: readonly PlainNote[]): EventContent[] {
  const moments = notes.flatMap(({ on, off, pitch, channel }) => [
    { at: on, status: 0x90 | channel, pitch, velocity: VELOCITY },
    { at: off, status: 0x80 | channel, pitch, velocity: 0 },
  ]);
  // at one tick notes end before others begin
  moments.sort((a, b) => a.at - b.at || (a.status & 0xf0) - (b.status & 0xf0));
  let now = 0;
  return moments.map(({ at, status, pitch, velocity }) => {
    const delta = at - now;
    now = at;
    return { delta, status, data1: pitch, data2: velocity, data: undefined };
  });
}

/** The first tempo, metre and key that a file states. */
function conductorOf({ tracks }: SmfFile): EventContent[] {
  const first = (type: number): SmfEvent | undefined => {
    for (const { events } of tracks) {
      const found = events.find(({ kind, data1 }) => kind === 'meta' && data1 === type);
      if (found) return found;
    }
    return undefined;
  };
  const tempo = first(META_TEMPO);
  const metre = first(META_TIME_SIGNATURE);
  const key = first(META_KEY_SIGNATURE);
  return [
    tempo ? metaEvent(META_TEMPO, tempo.data!) : tempoEvent(TEMPO),
    // a click a quarter note
    ...(metre ? [metaEvent(META_TIME_SIGNATURE, [metre.data![0]!, metre.data![1]!, 24, 8])] : []),
    ...(key ? [metaEvent(META_KEY_SIGNATURE, key.data!)] : []),
  ];
}

function tempoEvent(perMinute: number): EventContent {
  const us = Math.round(60_000_000 / perMinute);
  return metaEvent(META_TEMPO, [us >> 16, (us >> 8) & 0xff, us & 0xff]);
}

function metaEvent(type: number, data: Iterable<number>): EventContent {
  return { delta: 0, status: META, data1: type, data2: -1, data: Uint8Array.from(data) };
}

function ended(events: EventContent[]): { events: EventContent[] } {
  return { events: [...events, metaEvent(META_END_OF_TRACK, [])] };
}
