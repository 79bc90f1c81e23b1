/**
 * The MIDI file of a tune that abcjs has parsed, byte for byte as `abcjs.synth.getMidiFile` writes it, but straight into
 * bytes: abcjs spells every byte as `%xx` in one long string and reads that back, a quarter of all its time. Whatever its
 * spelling would garble (a pitch of one hex digit, cents, endless times) is `undefined` here, and abcjs's own to write.
 */
import type { MeterFraction, TuneObject } from 'abcjs';
import {
  closeTrack,
  MAX_DELTA,
  type Moment,
  openTrack,
  writeControllers,
  writeFileHeader,
  writeKeySignature,
  writeMeter,
  writeNotes,
  writeProgram,
  writeTempo,
  writeText,
  writeTitle,
} from './abcjs-bytes.ts';

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

/** The share of a staccato note's length that is silent. */
export const STACCATO = 0.4;

const PERCUSSION_PROGRAM = 128;
const PERCUSSION_CHANNEL = 9;

/** @param staccatoAsMeant see `RenderOptions`: with it, files with staccato notes are not abcjs's */
export function abcjsMidi(
  tune: TuneObject,
  options: object,
  staccatoAsMeant = false,
): Uint8Array | undefined {
  const { tempo, tracks } = tune.setUpAudio(options as never) as unknown as {
    tempo: number;
    tracks: Command[][];
  };
  const time = tune.getMeterFraction();
  const perMinute = fileTempo(tune, time, tempo);
  const count = tracks.length + 1;
  const out: number[] = [];
  writeFileHeader(out, count);
  const written =
    count <= 0xffff &&
    writeConductor(out, tune, time, perMinute) &&
    writeTracks(out, tracks, perMinute / 60, staccatoAsMeant);
  return written ? new Uint8Array(out) : undefined;
}

/** Tempo, key, metre and title. */
function writeConductor(out: number[], tune: TuneObject, time: MeterFraction, perMinute: number): boolean {
  const title: unknown = tune.metaText?.title;
  if (!isCount(time.num)) return false;
  if (title !== undefined && typeof title !== 'string') return false;
  const start = openTrack(out);
  if (!writeTempo(out, perMinute)) return false;
  writeKey(out, tune.getKeySignature());
  writeMeter(out, time);
  writeTitle(out, title);
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
  writeKeySignature(out, sharps, flats, mode === 'm');
}

function writeTracks(
  out: number[],
  tracks: readonly Command[][],
  beatsPerSecond: number,
  staccatoAsMeant: boolean,
): boolean {
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
          // only staccato leaves a gap behind the note
          const cut = staccatoAsMeant && gap > 0 ? STACCATO * duration : gap * beatsPerSecond;
          const end = start + duration - cut;
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
    if (program !== undefined) writeProgram(out, program);
    for (const each of channels) writeControllers(out, each);
    if (!writeNotes(out, moments, channel)) return false;
    closeTrack(out, start);
  }
  return true;
}

function isCount(value: number | undefined): value is number {
  return Number.isInteger(value) && value! >= 0;
}
