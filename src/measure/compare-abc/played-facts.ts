/** A tune as it sounds, repeats written out: bar lines of the first voice, spelt notes, and what stands in every bar. */
import type { TuneObject } from 'abcjs';
import sequence from 'abcjs/src/synth/abc_midi_sequencer.js';
import type { PlayedFacts } from './facts.ts';

interface Pitch {
  /** Staff steps above middle C. */
  pitch: number;
  accidental?: string;
  startTie?: unknown;
  endTie?: unknown;
}

interface Element {
  el_type?: string;
  accidentals?: { note: string; acc: string }[];
  duration?: number;
  pitches?: Pitch[];
  gracenotes?: unknown[];
  rest?: unknown;
}

const STEPS = [0, 2, 4, 5, 7, 9, 11];
const ALTERATIONS: Readonly<Record<string, number>> = {
  ...{ sharp: 1, flat: -1, natural: 0, dblsharp: 2, dblflat: -2, quartersharp: 0.5, quarterflat: -0.5 },
};

export function playedFacts(tune: TuneObject): PlayedFacts {
  const facts: PlayedFacts = { barLines: [], spelt: [], barContents: [] };
  let voices: Element[][];
  try {
    voices = (module(sequence) as typeof sequence)(tune, { chordsOff: true });
  } catch {
    return facts;
  }
  for (const [index, voice] of voices.entries()) readVoice(voice, index, facts);
  return facts;
}

/** Node shows a CommonJS module as its exports, bundlers under `default`. */
function module(loaded: unknown): unknown {
  return typeof loaded === 'function' ? loaded : (loaded as { default: unknown }).default;
}

function readVoice(voice: readonly Element[], index: number, facts: PlayedFacts): void {
  let time = 0;
  let barStart = 0;
  let key = noAlterations();
  let inBar: Record<number, number> = {};
  let content: string[] = [];
  const close = () => {
    if (content.length > 0) facts.barContents.push(`${index}@${ticks(barStart)}:${content.join(' ')}`);
    content = [];
  };
  for (const element of voice) {
    if (element.el_type === 'key') key = alterationsOf(element);
    else if (element.el_type === 'bar') {
      close();
      inBar = {};
      barStart = time;
      if (index === 0) facts.barLines.push(ticks(time));
    } else if (element.el_type === 'note') {
      const names: string[] = [];
      for (const { pitch, accidental, startTie, endTie } of element.pitches ?? []) {
        const stated = accidental === undefined ? undefined : ALTERATIONS[accidental];
        if (stated !== undefined) inBar[pitch] = stated;
        const step = ((pitch % 7) + 7) % 7;
        const alter = inBar[pitch] ?? key[step]!;
        names.push(`${pitch}${alter ? `/${alter}` : ''}${startTie ? '-' : ''}`);
        const midi = 60 + STEPS[step]! + 12 * Math.floor(pitch / 7) + alter;
        if (!endTie) facts.spelt.push({ tick: ticks(time), pitch: midi, step: pitch });
      }
      if (element.gracenotes) names.push(`g${element.gracenotes.length}`);
      content.push(`${element.rest ? 'z' : names.join('+')}*${ticks(element.duration!)}`);
      time += element.duration!;
    }
  }
  close();
}

function noAlterations(): number[] {
  return [0, 0, 0, 0, 0, 0, 0];
}

function alterationsOf({ accidentals = [] }: Element): number[] {
  const key = noAlterations();
  for (const { note, acc } of accidentals)
    key[(note.toLowerCase().charCodeAt(0) - 99 + 7) % 7]! += ALTERATIONS[acc] ?? 0;
  return key;
}

function ticks(whole: number): number {
  return Math.round(whole * 1920);
}
