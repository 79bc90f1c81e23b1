/**
 * A voice in playing order becomes note-ons and note-offs, as abcjs's flattener makes them: ties joined, accidentals kept to
 * the bar line, beats stressed, ornaments and grace notes written out. Every sum is in abcjs's order, so that it rounds alike.
 */
import type { MeterFraction } from 'abcjs';
import type { Moment } from '../abcjs-bytes.ts';
import { STACCATO } from '../abcjs-midi.ts';
import { TUNE_LIMITS } from '../tune-limits.ts';
import { notPlain } from './not-plain.ts';
import { playOrnament } from './ornaments.ts';
import type { PlainPitch } from './plain-tune.ts';
import { BAR, type VoiceItem, type VoiceNote } from './voice.ts';

export interface Playing {
  meter: Required<MeterFraction>;
  /** Semitones that the key moves C D E F G A B by. [7] */
  moved: readonly number[];
  /** Whole notes before the first bar line. */
  pickup: number;
  /** Beats a minute of the tune and of the file: where notes are cut short or overlap, abcjs reckons with both. */
  perMinute: number;
  filePerMinute: number;
  /** See `RenderOptions`. */
  staccatoAsMeant: boolean;
}

interface Placed {
  item: VoiceItem;
  /** Whole notes. */
  time: number;
  /** Whole notes with what is tied to it; undefined for a rest, and for what is tied to another. */
  length: number | undefined;
}

const STRESS = { first: 105, beat: 95, between: 85 };
/** Semitones above C. */
const SCALE = [0, 2, 4, 5, 7, 9, 11];
/** Seconds that slurred notes overlap. */
const OVERLAP = 0.001;

export function play(items: readonly VoiceItem[], order: readonly number[], playing: Playing): Moment[] {
  const moments: Moment[] = [];
  const beat = beatOf(playing.meter);
  const beatsPerSecond = playing.filePerMinute / 60;
  let accidentals = new Map<number, number>();
  let barTime = 0;
  let slurs = 0;

  const pitchOf = ({ step, accidental }: { step: number; accidental: number | undefined }): number => {
    if (accidental !== undefined) accidentals.set(step, accidental);
    const octave = Math.floor(step / 7);
    const inOctave = step - octave * 7;
    const shift = accidentals.get(step) ?? playing.moved[inOctave]!;
    return octave * 12 + SCALE[inOctave]! + 60 + shift;
  };
  const add = (pitch: number, volume: number, start: number, end: number): void => {
    // abcjs spells others with one digit, or as no pitch at all
    if (pitch < 0x10 || pitch > 0x7f) notPlain('pitch');
    if (moments.length > 2 * TUNE_LIMITS.notes) notPlain('too many notes');
    moments.push({ at: start, pitch, volume }, { at: end, pitch, volume: 0 });
  };
  const stress = (time: number): number => {
    if (playing.pickup > time) return STRESS.between;
    const beats = (time - barTime) / beat;
    if (beats === 0) return STRESS.first;
    return Number.isInteger(beats) ? STRESS.beat : STRESS.between;
  };

  for (const { item, time, length } of place(items, order)) {
    if (item === BAR) {
      accidentals = new Map();
      barTime = time;
      continue;
    }
    const { note } = item;
    const { pitch } = note;
    if (pitch === undefined || length === undefined) continue;
    const stressed = stress(time);
    if (note.graces) {
      const volume = Math.round((stressed * 2) / 3);
      const share = length / 2 / note.graces.reduce((sum, grace) => sum + grace.duration, 0);
      let start = time;
      for (const grace of note.graces) {
        const graceLength = grace.duration * share;
        add(pitchOf(grace), volume, start, start + graceLength);
        start += graceLength;
      }
    }
    const volume = note.accent ? Math.min(127, stressed * 1.5) : stressed;
    slurs += pitch.slursBegun - pitch.slursEnded;
    const sounding = pitchOf(pitch);
    let duration = Math.round(length * 1_000_000) / 1_000_000;
    let start = time;
    if (note.graces) {
      duration = duration / 2;
      start = start + duration;
    }
    if (note.ornament) {
      playOrnament(note.ornament, sounding, start, duration, (at, moved, long) =>
        add(moved, volume, at, at + long),
      );
      continue;
    }
    const gap =
      slurs > 0 || note.touch === 'tenuto'
        ? -OVERLAP
        : note.touch === 'staccato'
          ? (playing.perMinute / 60) * (duration * STACCATO)
          : 0;
    const cut = playing.staccatoAsMeant && gap > 0 ? STACCATO * duration : gap * beatsPerSecond;
    add(sounding, volume, start, start + duration - cut);
  }
  return moments;
}

/** Times, counted in millionths of a whole note, and lengths with ties. */
function place(items: readonly VoiceItem[], order: readonly number[]): Placed[] {
  const tied = new Map<number, Placed>();
  let millionths = 0;
  return order.map((index) => {
    const item = items[index]!;
    const placed: Placed = { item, time: millionths / 1_000_000, length: undefined };
    if (item === BAR) return placed;
    millionths += Math.round(item.duration * 1_000_000);
    if (millionths > TUNE_LIMITS.wholeNotes * 1_000_000) notPlain('too long');
    if (item.note.pitch) tie(tied, placed, item.note.pitch, item);
    return placed;
  });
}

/** A tie waits for the next tied note of its step, however far away. */
function tie(tied: Map<number, Placed>, placed: Placed, pitch: PlainPitch, { duration }: VoiceNote): void {
  placed.length = duration;
  const first = pitch.startTie || pitch.endTie ? tied.get(pitch.step) : undefined;
  if (first) {
    first.length! += duration;
    placed.length = undefined;
    if (!pitch.startTie) tied.delete(pitch.step);
  } else if (pitch.startTie) tied.set(pitch.step, placed);
}

/** Whole notes. */
function beatOf({ num, den }: Required<MeterFraction>): number {
  if (den === 2) return 0.5;
  if (den === 8) return num % 3 === 0 ? 0.375 : 0.125;
  return den === 16 ? 0.125 : 0.25;
}
