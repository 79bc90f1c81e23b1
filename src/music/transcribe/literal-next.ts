/**
 * The next bar of a text that is being written, note by note, with its bar line: what a decoder writes where no continuation of
 * its own was accepted. It keeps to the key, metre, unit and spelling that the text has.
 */
import { CANONICAL_PPQ, type CanonicalTune } from '../canonical-midi/types.ts';
import { type Fraction, fraction } from '../house-style/fraction.ts';
import { defaultUnit, type Meter, readMeter } from '../house-style/meter.ts';
import { plainKey } from '../plain/plain-key.ts';
import { abcOutline } from './abc-bars.ts';
import { NO_TIED_PLACES } from './chord-order.ts';
import { lastChord, tiedFrom } from './last-chord.ts';
import { literalBar, tiedInto } from './literal-bar.ts';
import { hasShort, printBar } from './print-bar.ts';
import { midiPitch, type SpellingKey, spellPitch } from './spell-pitch.ts';

export interface LiteralNextOptions {
  voice: number;
  /** Quarter notes that the text plays of the voice so far (`playedTo`). */
  upTo: number;
}

const BARS_A_LINE = 4;
const COMMON_TIME = fraction(1);
const C_MAJOR: SpellingKey = { sharps: 0, minor: false };

/** @param text ends behind a bar line or the header. Empty where the source has no more notes */
export function literalNext(tune: CanonicalTune, text: string, { voice, upTo }: LiteralNextOptions): string {
  const notes = tune.notes.filter((note) => note.voice === voice);
  const last = tune.notes.reduce((most, { tick, duration }) => Math.max(most, tick + duration), 0);
  const start = Math.round(upTo * CANONICAL_PPQ);
  if (start >= last) return '';
  const { meter, unit, key } = settings(text);
  const end = barEnd(start, last, meter);
  const tail = lastChord(text);
  const tiedIn = tiedInto(notes, start);
  const spell = (pitch: number) => {
    const from = tiedIn.has(pitch) ? tiedFrom(tail, pitch) : undefined;
    if (!from) return spellPitch(pitch, key ?? C_MAJOR);
    const { step, octave } = from;
    return { step, octave, alter: pitch - midiPitch({ step, octave, alter: 0 }) };
  };
  const places = tail?.tiesInside
    ? new Map([...tiedIn].map((pitch) => [pitch, tiedFrom(tail, pitch)?.place ?? 0] as const))
    : NO_TIED_PLACES;
  const bar = literalBar(notes, { start, end, beats: meter.beats }, spell, places);
  const beats = hasShort(bar.notes) ? meter.shortBeats : meter.beats;
  const printed = printBar(bar.notes, {
    unit,
    sharps: key?.sharps,
    beats,
    tiedIn,
    afterChord: places.size > 0,
  });
  if (end >= last) return `${printed} |]\n`;
  return `${printed} |${barsInLine(text) + 1 < BARS_A_LINE ? ' ' : '\n'}`;
}

interface Settings {
  meter: Meter;
  unit: Fraction;
  /** undefined: a key that is not known here. */
  key: SpellingKey | undefined;
}

/** The last of each field counts, in the header, on a line of its own or within the music. */
function settings(text: string): Settings {
  const last = (letter: string) =>
    [...text.matchAll(new RegExp(`(?:^|\\[)${letter}:[ \\t]*([^\\]\\n%]*)`, 'gm'))].at(-1)?.[1]?.trim();
  const meter = readMeter(last('M') ?? '') ?? readMeter('none')!;
  const [, num, den] = /^(\d+)(?:\/(\d+))?$/.exec(last('L') ?? '') ?? [];
  const unit = num === undefined ? defaultUnit(meter) : fraction(Number(num), Number(den ?? 1));
  return { meter, unit, key: keyOf(last('K') ?? '') };
}

function keyOf(text: string): SpellingKey | undefined {
  try {
    return plainKey(text);
  } catch {
    return undefined;
  }
}

/** A bar of the metre; the last one lacks what the pickup has, if the notes leave room for that. */
function barEnd(start: number, last: number, { bar = COMMON_TIME }: Meter): number {
  const length = (bar.num * 4 * CANONICAL_PPQ) / bar.den;
  const end = start + length;
  const pickup = start % length;
  return end > last && pickup > 0 && end - pickup >= last ? end - pickup : end;
}

function barsInLine(text: string): number {
  const { bars } = abcOutline(text);
  const line = text.lastIndexOf('\n') + 1;
  return bars.filter(({ end, empty }) => end > line && !empty).length;
}
