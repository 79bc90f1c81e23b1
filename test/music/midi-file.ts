/** MIDI files in the manner of other writers, byte by byte: what tests of transcription read. */
export interface WrittenNote {
  /** Ticks. */
  at: number;
  for: number;
  pitch: number;
  channel?: number;
}

export interface Manner {
  ppq?: number;
  /** The whole division word, in place of `ppq`. */
  division?: number;
  /** One track of format 0, whatever the channels. */
  format0?: boolean;
  /** Status bytes are left out where they repeat. */
  running?: boolean;
  /** Notes end with a note-on of velocity 0. */
  velocity0?: boolean;
  /** Meta and other events at the start of the first track, delta times included. */
  head?: number[];
  names?: (string | Uint8Array)[];
}

export const metre = (numerator: number, power: number) => [0, 0xff, 0x58, 4, numerator, power, 24, 8];
export const key = (sharps: number, minor = 0) => [0, 0xff, 0x59, 2, sharps & 0xff, minor];
export const tempo = (perMinute: number) => {
  const us = Math.round(6e7 / perMinute);
  return [0, 0xff, 0x51, 3, us >> 16, (us >> 8) & 0xff, us & 0xff];
};

export function midiFile(tracks: WrittenNote[][], manner: Manner = {}): Uint8Array {
  const parts = manner.format0 ? [tracks.flat()] : tracks;
  const chunks = parts.map((notes, i) => {
    const name = manner.names?.[i];
    const letters = typeof name === 'string' ? new TextEncoder().encode(name) : name;
    const start = [
      ...(i === 0 ? (manner.head ?? []) : []),
      ...(letters ? [0, 0xff, 3, letters.length, ...letters] : []),
    ];
    return chunk('MTrk', [...start, ...noteEvents(notes, i, manner), 0, 0xff, 0x2f, 0]);
  });
  const division = manner.division ?? manner.ppq ?? 480;
  const header = [0, manner.format0 ? 0 : 1, 0, parts.length, division >> 8, division & 0xff];
  return Uint8Array.from([...chunk('MThd', header), ...chunks.flat()]);
}

function noteEvents(notes: WrittenNote[], track: number, { running, velocity0 }: Manner): number[] {
  const moments = notes.flatMap(({ at, for: length, pitch, channel = track }) => [
    { at, on: true, pitch, channel },
    { at: at + length, on: false, pitch, channel },
  ]);
  moments.sort((a, b) => a.at - b.at || Number(a.on) - Number(b.on));
  const out: number[] = [];
  let now = 0;
  let last = 0;
  for (const { at, on, pitch, channel } of moments) {
    const status = (on || velocity0 ? 0x90 : 0x80) + channel;
    out.push(...vlq(at - now), ...(running && status === last ? [] : [status]), pitch, on ? 99 : 0);
    now = at;
    last = status;
  }
  return out;
}

function vlq(value: number): number[] {
  const out = [value & 127];
  for (let rest = value >> 7; rest > 0; rest >>= 7) out.unshift((rest & 127) | 128);
  return out;
}

function chunk(id: string, content: number[]): number[] {
  const n = content.length;
  return [...new TextEncoder().encode(id), n >>> 24, (n >> 16) & 255, (n >> 8) & 255, n & 255, ...content];
}
