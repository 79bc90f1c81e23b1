/** The bytes that abcjs writes for the parts of a MIDI file, its quirks included. Shared by the two writers of its files. */
import type { MeterFraction } from 'abcjs';
import {
  META,
  META_KEY_SIGNATURE,
  META_TEMPO,
  META_TIME_SIGNATURE,
  TRACK_NAME,
} from '../formats/midi/smf/constants.ts';

export interface Moment {
  /** Whole notes. */
  at: number;
  pitch: number;
  /** 0 ends the note. */
  volume: number;
}

/** abcjs writes 480 ticks a quarter note. */
const TICKS_PER_WHOLE = 480 * 4;
/** Reset, damper, reverb, pan, volume: what abcjs sends whenever a track names its channel. */
const CONTROLLERS = [
  [0x79, 0],
  [0x40, 0],
  [0x5b, 0x30],
  [0x0a, 0x40],
  [0x07, 0x64],
] as const;
/** abcjs's variable-length quantities are right up to three bytes. */
export const MAX_DELTA = 2 ** 21;
const MAX_TITLE = 128;
const DENOMINATORS: Readonly<Record<number, number>> = { 2: 1, 4: 2, 8: 3, 16: 4, 32: 5 };
/** MIDI clocks a metronome click; abcjs leaves the time signature out where it knows none. */
const CLOCKS: Readonly<Record<string, number>> = {
  ...{ '2/4': 24, '3/4': 24, '4/4': 24, '5/4': 24, '6/4': 72 },
  ...{ '2/2': 48, '3/2': 48, '4/2': 48 },
  ...{ '3/8': 36, '6/8': 36, '9/8': 36, '12/8': 36 },
};

export function writeFileHeader(out: number[], tracks: number): void {
  out.push(0x4d, 0x54, 0x68, 0x64, 0, 0, 0, 6, 0, 1, tracks >> 8, tracks & 0xff, 0x01, 0xe0);
}

/** False, and nothing written, where three bytes cannot hold it. */
export function writeTempo(out: number[], perMinute: number): boolean {
  const microseconds = Math.round(60_000_000 / perMinute);
  if (!(microseconds >= 0 && microseconds <= 0xffffff)) return false;
  out.push(0, META, META_TEMPO, 3, microseconds >> 16, (microseconds >> 8) & 0xff, microseconds & 0xff);
  return true;
}

export function writeKeySignature(out: number[], sharps: number, flats: number, minor: boolean): void {
  out.push(0, META, META_KEY_SIGNATURE, 2, hexByte(flats > 0 ? 256 - flats : sharps), minor ? 1 : 0);
}

export function writeMeter(out: number[], { num, den }: MeterFraction): void {
  const power = DENOMINATORS[den!];
  const clocks = CLOCKS[`${num}/${den}`];
  if (power && clocks) out.push(0, META, META_TIME_SIGNATURE, 4, hexByte(num!), power, clocks, 8);
}

export function writeTitle(out: number[], title: string | undefined): void {
  if (title) writeText(out, 0x01, title.length > MAX_TITLE ? `${title.substring(0, 124)}...` : title);
}

/** A text's length is one byte, and so is each of its characters. */
export function writeText(out: number[], type: number, text: string): void {
  out.push(0, META, type, hexByte(text.length));
  for (let i = 0; i < text.length; i++) out.push(hexByte(text.charCodeAt(i)));
}

export function writeProgram(out: number[], program: number): void {
  out.push(0, 0xc0, hexByte(program));
}

export function writeControllers(out: number[], channel: number): void {
  for (const [controller, value] of CONTROLLERS) out.push(0, 0xb0 + channel, controller, value);
}

/** `moments` are sorted in place. False where a delta time is too long. */
export function writeNotes(out: number[], moments: Moment[], channel: number): boolean {
  // stable: at one time, in the order of the commands
  moments.sort((a, b) => a.at - b.at);
  let last = 0;
  for (const { at, pitch, volume } of moments) {
    let delta = 0;
    if (at > last) {
      delta = Math.round((at - last) * TICKS_PER_WHOLE);
      last = at;
    }
    if (delta >= MAX_DELTA) return false;
    if (delta >= 1 << 14) out.push((delta >> 14) | 0x80);
    if (delta >= 1 << 7) out.push(((delta >> 7) & 0x7f) | 0x80);
    if (volume) out.push(delta & 0x7f, 0x90 + channel, pitch, hexByte(volume));
    else out.push(delta & 0x7f, 0x80 + channel, pitch, 0);
  }
  return true;
}

/** What abcjs's two hex digits of a number say: its first two digits, without what stands behind the point. */
function hexByte(value: number): number {
  // through its own spelling, which may round the last digit up
  let whole = Number.isInteger(value) ? value : Number.parseInt(value.toString(16), 16);
  while (whole > 0xff) whole = Math.floor(whole / 16);
  return whole;
}

/** Where its content begins. */
export function openTrack(out: number[]): number {
  out.push(...TRACK_NAME, 0, 0, 0, 0);
  return out.length;
}

export function closeTrack(out: number[], start: number): void {
  out.push(0, META, 0x2f, 0);
  const length = out.length - start;
  for (let i = 0; i < 4; i++) out[start - 4 + i] = (length >>> (24 - 8 * i)) & 0xff;
}
