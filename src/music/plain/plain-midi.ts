/**
 * The MIDI file of a plain tune, byte for byte as abcjs writes it without chords, and much faster. Plain is what most
 * tunebooks are: one voice, and no sign, field or directive but those known here. Anything else, and whatever abcjs would
 * warn of, is left to abcjs: this is no second opinion, and abcjs is its test (test/music/plain).
 */
import {
  closeTrack,
  openTrack,
  writeControllers,
  writeFileHeader,
  writeKeySignature,
  writeMeter,
  writeNotes,
  writeProgram,
  writeTempo,
  writeTitle,
} from '../abcjs-bytes.ts';
import { NotPlain, notPlain } from './not-plain.ts';
import { type PlainHeader, plainHeader } from './plain-header.ts';
import { plainTempos } from './plain-tempos.ts';
import type { PlainElement } from './plain-tune.ts';
import { play } from './play.ts';
import { readTune } from './read-tune.ts';
import { playOrder } from './repeats.ts';
import { voiceOf } from './voice.ts';

export type PlainReading = { ok: true; midi: Uint8Array } | { ok: false; why: string };

/** abcjs plays free metre as if it were this. */
const COMMON_TIME = { num: 4, den: 4 };
const NO_LENGTH = 1e-8;

/** @param staccatoAsMeant see `RenderOptions` */
export function plainMidi(abc: string, staccatoAsMeant = false): PlainReading {
  try {
    return { ok: true, midi: midiOf(abc, staccatoAsMeant) };
  } catch (thrown) {
    if (thrown instanceof NotPlain) return { ok: false, why: thrown.message };
    throw thrown;
  }
}

function midiOf(abc: string, staccatoAsMeant: boolean): Uint8Array {
  const { fields, lines } = readTune(abc);
  const header = plainHeader(fields);
  const music = lines(header);
  const meter = header.meter ?? COMMON_TIME;
  const tempos = plainTempos(header.tempo, meter);
  // instrument, tempo, key, and a metre where there is one
  const settings = header.meter ? 4 : 3;
  const voice = voiceOf(music, settings);
  const order = playOrder(voice, settings);
  const pickup = pickupOf(music, meter.num / meter.den);
  const { moved } = header.key;
  const moments = play(voice.items, order, { meter, moved, pickup, staccatoAsMeant, ...tempos });
  if (moments.length === 0) notPlain('no notes');
  const out: number[] = [];
  writeFileHeader(out, 2);
  writeConductor(out, header, tempos.filePerMinute);
  const start = openTrack(out);
  writeProgram(out, 0);
  writeControllers(out, 0);
  if (!writeNotes(out, moments, 0)) notPlain('delta time');
  closeTrack(out, start);
  return new Uint8Array(out);
}

function writeConductor(out: number[], { title, key, meter }: PlainHeader, perMinute: number): void {
  const start = openTrack(out);
  if (!writeTempo(out, perMinute)) notPlain('tempo');
  writeKeySignature(out, key.sharps, -key.sharps, key.minor);
  writeMeter(out, meter ?? COMMON_TIME);
  writeTitle(out, title);
  closeTrack(out, start);
}

/** Whole notes before the first bar line; abcjs takes off one bar's length at every element, the bar line included. */
function pickupOf(lines: readonly PlainElement[][], bar: number): number {
  let length = 0;
  for (const line of lines) {
    let factor = 1;
    for (const element of line) {
      if (element.kind === 'note') {
        if (element.tuplet) factor = element.tuplet.q / element.tuplet.p;
        length += element.duration * factor;
        if (element.endsTuplet) factor = 1;
      }
      if (length >= bar) length -= bar;
      if (element.kind === 'bar') return pickupOrNone(length, bar);
    }
  }
  return pickupOrNone(length, bar);
}

function pickupOrNone(length: number, bar: number): number {
  return length < NO_LENGTH || bar - length < NO_LENGTH ? 0 : length;
}
