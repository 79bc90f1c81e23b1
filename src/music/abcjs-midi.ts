/**
 * The MIDI file of a tune that abcjs has parsed, byte for byte as `abcjs.synth.getMidiFile` writes it, but straight into
 * bytes: abcjs spells every byte as `%xx` in one long string and reads that back, a quarter of all its time. Whatever its
 * spelling would garble (a pitch of one hex digit, cents, endless times) is `undefined` here, and abcjs's own to write.
 */
import type { MeterFraction, TuneObject } from 'abcjs';
import { META } from './smf/constants.ts';

/** A command of `setUpAudio`, with the fields that abcjs's writer reads. */
interface Command {
  cmd: string;
  type?: string;
  text?: unknown;
  channel?: number;
  instrument?: number;
  pitch: number;
  volume: number;
  cents?: number;
  /** Whole notes. */
  start: number;
  duration: number;
  /** Seconds. */
  gap: number;
}

interface Moment {
  /** Whole notes. */
  at: number;
  pitch: number;
  /** 0 ends the note. */
  volume: number;
}

/** abcjs writes 480 ticks a quarter note. */
const TICKS_PER_WHOLE = 480 * 4;
const PERCUSSION_PROGRAM = 128;
const PERCUSSION_CHANNEL = 9;
/** Reset, damper, reverb, pan, volume: what abcjs sends whenever a track names its channel. */
const CONTROLLERS = [
  [0x79, 0],
  [0x40, 0],
  [0x5b, 0x30],
  [0x0a, 0x40],
  [0x07, 0x64],
] as const;
/** abcjs's variable-length quantities are right up to three bytes. */
const MAX_DELTA = 2 ** 21;
const MAX_TITLE = 128;
const DENOMINATORS: Readonly<Record<number, number>> = { 2: 1, 4: 2, 8: 3, 16: 4, 32: 5 };
/** MIDI clocks a metronome click; abcjs leaves the time signature out where it knows none. */
const CLOCKS: Readonly<Record<string, number>> = {
  ...{ '2/4': 24, '3/4': 24, '4/4': 24, '5/4': 24, '6/4': 72 },
  ...{ '2/2': 48, '3/2': 48, '4/2': 48 },
  ...{ '3/8': 36, '6/8': 36, '9/8': 36, '12/8': 36 },
};

export function abcjsMidi(tune: TuneObject, options: object): Uint8Array | undefined {
  const { tempo, tracks } = tune.setUpAudio(options as never) as unknown as {
    tempo: number;
    tracks: Command[][];
  };
  const time = tune.getMeterFraction();
  const perMinute = fileTempo(tune, time, tempo);
  const count = tracks.length + 1;
  const out = [0x4d, 0x54, 0x68, 0x64, 0, 0, 0, 6, 0, 1, count >> 8, count & 0xff, 0x01, 0xe0];
  const written =
    count <= 0xffff && writeConductor(out, tune, time, perMinute) && writeTracks(out, tracks, perMinute / 60);
  return written ? new Uint8Array(out) : undefined;
}

/** Tempo, key, metre and title. */
function writeConductor(out: number[], tune: TuneObject, time: MeterFraction, perMinute: number): boolean {
  const title: unknown = tune.metaText?.title;
  const microseconds = Math.round(60_000_000 / perMinute);
  if (!(microseconds >= 0 && microseconds <= 0xffffff) || !isCount(time.num)) return false;
  if (title !== undefined && typeof title !== 'string') return false;
  const start = openTrack(out);
  out.push(0, META, 0x51, 3, microseconds >> 16, (microseconds >> 8) & 0xff, microseconds & 0xff);
  writeKey(out, tune.getKeySignature());
  writeMeter(out, time);
  if (title) writeText(out, 0x01, title.length > MAX_TITLE ? `${title.substring(0, 124)}...` : title);
  closeTrack(out, start);
  return true;
}

/** In eighths, but for 5/8 and 7/8, abcjs takes the tempo from the length of a measure. */
function fileTempo(tune: TuneObject, { num, den }: MeterFraction, tempo: number): number {
  if (den !== 8 || num === 5 || num === 7) return tempo;
  return 60_000 / (tune.millisecondsPerMeasure() / num!) / 2;
}

function writeKey(
  out: number[],
  { accidentals, mode }: { accidentals?: { acc: string }[]; mode?: string },
): void {
  if (!accidentals) return;
  let [sharps, flats] = [0, 0];
  for (const { acc } of accidentals) {
    if (acc === 'sharp') sharps++;
    else if (acc === 'flat') flats++;
  }
  out.push(0, META, 0x59, 2, hexByte(flats > 0 ? 256 - flats : sharps), mode === 'm' ? 1 : 0);
}

function writeMeter(out: number[], { num, den }: MeterFraction): void {
  const power = DENOMINATORS[den!];
  const clocks = CLOCKS[`${num}/${den}`];
  if (power && clocks) out.push(0, META, 0x58, 4, hexByte(num!), power, clocks, 8);
}

function writeTracks(out: number[], tracks: readonly Command[][], beatsPerSecond: number): boolean {
  let channel = 0;
  // a track without a program inherits the last one's
  let inherited = 0;
  for (const track of tracks) {
    let name: string | undefined;
    let program = inherited || undefined;
    const channels: number[] = [];
    const moments: Moment[] = [];
    for (const command of track) {
      switch (command.cmd) {
        case 'text':
          if (typeof command.text !== 'string') return false;
          if (command.type === 'name') name = command.text;
          break;
        case 'program': {
          const percussion = command.instrument === PERCUSSION_PROGRAM;
          const found = percussion ? PERCUSSION_CHANNEL : command.channel;
          program = percussion ? 0 : command.instrument;
          if (!isCount(found) || found > 15 || !isCount(program)) return false;
          channel = found;
          inherited = program;
          channels.push(channel);
          break;
        }
        case 'note': {
          const { pitch, volume, start, duration, gap } = command;
          const end = start + duration - gap * beatsPerSecond;
          // the pitch must be two hex digits; NaN passes no comparison
          if (!Number.isInteger(pitch) || pitch < 0x10 || pitch > 0xff || command.cents) return false;
          if (!(Number.isFinite(volume) && volume >= 0)) return false;
          if (!(Math.abs(start) < MAX_DELTA && Math.abs(end) < MAX_DELTA)) return false;
          moments.push({ at: start, pitch, volume }, { at: end, pitch, volume: 0 });
          break;
        }
        default:
          return false;
      }
    }
    const start = openTrack(out);
    if (name !== undefined) writeText(out, 0x03, name);
    if (program !== undefined) out.push(0, 0xc0, hexByte(program));
    for (const each of channels)
      for (const [controller, value] of CONTROLLERS) out.push(0, 0xb0 + each, controller, value);
    if (!writeNotes(out, moments, channel)) return false;
    closeTrack(out, start);
  }
  return true;
}

function writeNotes(out: number[], moments: Moment[], channel: number): boolean {
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

/** A text's length is one byte, and so is each of its characters. */
function writeText(out: number[], type: number, text: string): void {
  out.push(0, META, type, hexByte(text.length));
  for (let i = 0; i < text.length; i++) out.push(hexByte(text.charCodeAt(i)));
}

/** What abcjs's two hex digits of a number say: its first two digits, without what stands behind the point. */
function hexByte(value: number): number {
  // through its own spelling, which may round the last digit up
  let whole = Number.isInteger(value) ? value : Number.parseInt(value.toString(16), 16);
  while (whole > 0xff) whole = Math.floor(whole / 16);
  return whole;
}

function isCount(value: number | undefined): value is number {
  return Number.isInteger(value) && value! >= 0;
}

/** Where its content begins. */
function openTrack(out: number[]): number {
  out.push(0x4d, 0x54, 0x72, 0x6b, 0, 0, 0, 0);
  return out.length;
}

function closeTrack(out: number[], start: number): void {
  out.push(0, META, 0x2f, 0);
  const length = out.length - start;
  for (let i = 0; i < 4; i++) out[start - 4 + i] = (length >>> (24 - 8 * i)) & 0xff;
}
