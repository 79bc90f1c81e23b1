/**
 * What a MIDI file plays and states, in quarter notes: a voice for every track and channel with notes, drums apart. No
 * note is lost: one that never ends is ended with its track.
 */
import { notesOf } from '../../formats/midi/notes.ts';
import { META_KEY_SIGNATURE, META_TEMPO, META_TIME_SIGNATURE } from '../../formats/midi/smf/constants.ts';
import type { SmfEvent, SmfFile } from '../../formats/midi/smf/types.ts';
import { decodeText } from '../../formats/text.ts';

/** The percussion channel of General MIDI, from 0. */
const DRUMS = 9;
const META_TRACK_NAME = 0x03;
/** Quarter notes a minute where a file states no tempo (RP-001). */
const DEFAULT_TEMPO = 120;
/** Quarter notes a minute, whole ones, that the three bytes of a tempo event can hold. */
const SLOWEST = 4;

export interface RawNote {
  /** Quarter notes. */
  onset: number;
  end: number;
  pitch: number;
  /** Byte of its note-on. */
  offset: number;
}

export interface RawVoice {
  track: number;
  channel: number;
  name?: string;
  /** In order of onset, then pitch. */
  notes: RawNote[];
}

export interface RawMusic {
  voices: RawVoice[];
  /** Source ticks a quarter note; of a file in SMPTE time by its first tempo. */
  ppq: number;
  keys: { at: number; sharps: number; minor: boolean }[];
  metres: { at: number; numerator: number; denominator: number }[];
  /** The first, and how many others follow. */
  tempo: number | undefined;
  tempoChanges: number;
  leftOut: { drums: number; zeroLength: number };
  /** Notes without an end, ended with their track. */
  unended: number;
}

export function readVoices(file: SmfFile): RawMusic {
  const meta = file.tracks
    .flatMap(({ events }) => events.filter(({ kind }) => kind === 'meta'))
    .sort((a, b) => a.tick - b.tick);
  const tempos = changes(
    meta,
    META_TEMPO,
    (data) => 60_000_000 / ((data[0]! << 16) | (data[1]! << 8) | data[2]!),
  );
  const tempo = tempos[0]?.value;
  const ppq = file.ppq ?? ((file.smpte!.ticks / file.smpte!.seconds) * 60) / (tempo ?? DEFAULT_TEMPO);
  const { voices, leftOut, unended } = voicesOf(file, ppq);
  return {
    voices,
    ppq,
    keys: changes(meta, META_KEY_SIGNATURE, ([sharps, minor]) => `${(sharps! << 24) >> 24} ${minor}`).map(
      ({ tick, value }) => ({
        at: tick / ppq,
        sharps: Number.parseInt(value, 10),
        minor: value.endsWith('1'),
      }),
    ),
    metres: changes(meta, META_TIME_SIGNATURE, ([numerator, power]) => `${numerator}/${2 ** power!}`).map(
      ({ tick, value }) => {
        const [numerator, denominator] = value.split('/').map(Number);
        return { at: tick / ppq, numerator: numerator!, denominator: denominator! };
      },
    ),
    tempo: tempo === undefined ? undefined : Math.max(SLOWEST, Math.round(tempo)),
    tempoChanges: Math.max(0, tempos.length - 1),
    leftOut,
    unended,
  };
}

/** The values that events of one type state, without those that state what is so already; at one tick the first track's counts. */
function changes<T extends string | number>(
  meta: readonly SmfEvent[],
  type: number,
  read: (data: Uint8Array) => T,
): { tick: number; value: T }[] {
  const found: { tick: number; value: T }[] = [];
  for (const { tick, data1, data } of meta) {
    if (data1 !== type) continue;
    if (found.at(-1)?.tick === tick) continue;
    const value = read(data!);
    if (found.at(-1)?.value !== value) found.push({ tick, value });
  }
  return found;
}

function voicesOf(file: SmfFile, ppq: number): Pick<RawMusic, 'voices' | 'leftOut' | 'unended'> {
  const voices = new Map<number, RawVoice>();
  const leftOut = { drums: 0, zeroLength: 0 };
  const ended = notesOf(file);
  const unended = unendedNotes(file, new Set(ended.notes.map(({ offset }) => offset)));
  for (const { track, channel, tick, duration, pitch, offset } of [...ended.notes, ...unended]) {
    if (channel === DRUMS) leftOut.drums++;
    else if (duration === 0) leftOut.zeroLength++;
    else {
      const key = track * 16 + channel;
      let voice = voices.get(key);
      if (!voice) {
        const name = trackName(file.tracks[track]!.events);
        voice = { track, channel, ...(name && { name }), notes: [] };
        voices.set(key, voice);
      }
      voice.notes.push({ onset: tick / ppq, end: (tick + duration) / ppq, pitch, offset });
    }
  }
  const sorted = [...voices].sort(([a], [b]) => a - b).map(([, voice]) => voice);
  for (const { notes } of sorted)
    notes.sort((a, b) => a.onset - b.onset || a.pitch - b.pitch || a.end - b.end);
  return { voices: sorted, leftOut, unended: unended.length };
}

function unendedNotes(file: SmfFile, ended: ReadonlySet<number>) {
  return file.tracks.flatMap(({ events }, track) => {
    const end = events.at(-1)!.tick;
    return events
      .filter(({ kind, offset }) => kind === 'noteOn' && !ended.has(offset))
      .map(({ tick, channel, data1, offset }) => ({
        track,
        channel,
        tick,
        duration: end - tick,
        pitch: data1,
        offset,
      }));
  });
}

function trackName(events: readonly SmfEvent[]): string | undefined {
  const event = events.find(({ kind, data1 }) => kind === 'meta' && data1 === META_TRACK_NAME);
  return event && (decodeText(event.data!).text.trim() || undefined);
}
