/** The ways that a tune may be barred, metre and pickup, each with what speaks for it. It looks at notes only: no accents. */
import {
  CANONICAL_PPQ,
  type CanonicalNote,
  type CanonicalTune,
  type Metre,
} from '../canonical-midi/types.ts';
import { barTicks } from '../transcribe/bar-spans.ts';
import type { Candidate } from './choose.ts';

export interface Barring {
  metre: Pick<Metre, 'numerator' | 'denominator'>;
  /** Canonical ticks of a first, shorter bar. */
  pickup: number;
}

const METRES = ['2/4', '3/4', '4/4', '6/8', '9/8', '12/8', '3/8', '2/2', '3/2'].map((text) => {
  const [numerator, denominator] = text.split('/').map(Number);
  return { numerator: numerator!, denominator: denominator! };
});

/** @param known the metre, where the file states it */
export function barrings(tune: CanonicalTune, known?: Barring['metre']): Candidate<Barring>[] {
  const notes = melodyOf(tune);
  return (known ? [known] : METRES).flatMap((metre) => {
    const bar = barTicks(metre);
    const pickups = new Set([0, ...notes.map(({ tick }) => tick).filter((tick) => tick < bar)]);
    return [...pickups].map((pickup) => ({
      value: { metre, pickup },
      features: {
        ...featuresOf(notes, metre, pickup),
        ...(!known && { [`${metre.numerator}/${metre.denominator}`]: 1 }),
      },
    }));
  });
}

/** The first voice, from above: one note at a time. */
function melodyOf({ notes }: CanonicalTune): CanonicalNote[] {
  const byTick = new Map<number, CanonicalNote>();
  for (const note of notes) {
    if (note.voice !== 0) continue;
    const other = byTick.get(note.tick);
    if (!other || other.pitch < note.pitch) byTick.set(note.tick, note);
  }
  return [...byTick.values()].sort((a, b) => a.tick - b.tick);
}

function featuresOf(notes: readonly CanonicalNote[], metre: Barring['metre'], pickup: number) {
  const bar = barTicks(metre);
  const isCompound = metre.denominator === 8 && metre.numerator % 3 === 0;
  const beat = isCompound ? 1.5 * CANONICAL_PPQ : (4 * CANONICAL_PPQ) / metre.denominator;
  const last = notes.at(-1)!;
  const end = last.tick + last.duration;
  const place = (tick: number) => (((tick - pickup) % bar) + bar) % bar;
  const onBar = notes.filter(({ tick }) => place(tick) === 0);
  const onBeat = notes.filter(({ tick }) => place(tick) % beat === 0);
  const length = (some: readonly CanonicalNote[]) =>
    mean(some.map(({ duration }) => Math.min(duration, bar) / CANONICAL_PPQ));
  const lines = Math.max(1, Math.ceil((end - pickup) / bar) - 1);
  const crossed = notes.filter(({ tick, duration }) => tick >= pickup && place(tick) + duration > bar).length;
  const syncopated = notes.filter(
    ({ tick, duration }) => place(tick) % beat !== 0 && (place(tick) % beat) + duration > beat,
  ).length;
  const pitchBefore = new Map(notes.slice(1).map(({ tick }, i) => [tick, notes[i]!.pitch]));
  const final = last.pitch % 12;
  const rhythms = rhythmsOf(notes, bar, pickup);
  const alike = (apart: number) =>
    mean(rhythms.slice(apart).map((rhythm, i) => Number(rhythm !== '' && rhythm === rhythms[i])));
  const bars = Math.round(end / bar);
  return {
    longOnBar: length(onBar) / (length(notes) || 1),
    longOnBeat: length(onBeat) / (length(notes) || 1),
    crossedBars: crossed / lines,
    syncopated: syncopated / notes.length,
    noOnsetOnBar: 1 - Math.min(1, onBar.length / (lines + 1)),
    notesOnBeat: onBeat.length / notes.length,
    finalOnBar: Number(place(last.tick) === 0),
    finalOnBeat: Number(place(last.tick) % beat === 0),
    finalOnHalf: Number(place(last.tick) * 2 === bar),
    complement: Number(pickup > 0 && end % bar === 0),
    fullBars: Number((((end - pickup) % bar) + bar) % bar === 0),
    noPickup: Number(pickup === 0),
    pickupShare: pickup / bar,
    longPickup: Number(pickup * 2 > bar),
    pickupOfHalf: Number(pickup * 2 === bar),
    finalPitchOnBar: mean(onBar.map(({ pitch }) => Number(pitch % 12 === final))),
    likeNextBar: alike(1),
    likeSecondBar: alike(2),
    likeFourthBar: alike(4),
    eightBars: Number(bars % 8 === 0),
    sixteenBars: Number(bars % 16 === 0),
    notesPerBar: Math.log2((notes.length * bar) / end),
    upToBar: mean(onBar.map(({ pitch, tick }) => Number(pitch > (pitchBefore.get(tick) ?? pitch)))),
  };
}

/** Onsets of each bar behind the pickup. */
function rhythmsOf(notes: readonly CanonicalNote[], bar: number, pickup: number): string[] {
  const rhythms: string[] = [];
  for (const { tick } of notes) {
    if (tick < pickup) continue;
    const index = Math.floor((tick - pickup) / bar);
    rhythms[index] = `${rhythms[index] ?? ''} ${(tick - pickup) % bar}`;
  }
  return Array.from(rhythms, (rhythm) => rhythm ?? '');
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
