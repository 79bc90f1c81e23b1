/** A tune as written: whether its bars add up, and what the first voice counts of repeats, endings, tuplets and graces. */
import type { TuneObject } from 'abcjs';
import type { WrittenFacts } from './facts.ts';

/** The fields of abcjs's elements that are read here. */
interface Element {
  el_type?: string;
  type?: string;
  value?: { num: string | number; den?: string | number }[];
  rest?: { type: string };
  duration?: number;
  startTriplet?: number;
  tripletMultiplier?: number;
  endTriplet?: boolean;
  gracenotes?: unknown[];
  startEnding?: string;
  endEnding?: boolean;
}

interface Bar {
  /** Whole notes. */
  length: number;
  metre: number | undefined;
  /** Begins or ends a section: may be a pickup or its complement. */
  edge: boolean;
  /** A rest of a whole bar or more: its length is not written. */
  open: boolean;
}

interface Voice {
  bars: Bar[];
  length: number;
  notes: number;
  /** Of the tuplet that is going on; 0: none. */
  multiplier: number;
  sectionStarts: boolean;
  metre: number | undefined;
  open: boolean;
  counts: { repeats: number; endings: number; graces: number; tuplets: number };
}

export function writtenFacts(tune: TuneObject): WrittenFacts {
  const voices = readVoices(tune);
  const bars = voices.flatMap((voice) => voice.bars);
  const due = bars.filter(({ length, metre, edge, open }) => {
    if (open || !metre) return false;
    return isFull(length, metre) || !edge || length >= metre;
  });
  const [first] = voices;
  const opening = first?.bars[0];
  const isPickup = opening?.metre && opening.length < opening.metre - 1e-3;
  return {
    barsRight: due.filter(({ length, metre }) => isFull(length, metre!)).length,
    bars: due.length,
    ...(first?.counts ?? { repeats: 0, endings: 0, graces: 0, tuplets: 0 }),
    voices: voices.length,
    pickup: isPickup ? Math.round(opening.length * 1920) : 0,
  };
}

function readVoices(tune: TuneObject): Voice[] {
  const voices: Voice[] = [];
  let metre: number | undefined;
  for (const { staff } of tune.lines) {
    let index = 0;
    for (const each of staff ?? []) {
      for (const elements of each.voices ?? []) {
        let voice = voices[index];
        if (!voice) voices[index] = voice = newVoice(metre);
        const stated = each.meter && metreOf(each.meter as Element);
        if (stated) voice.metre = metre = stated;
        for (const element of elements as Element[]) readElement(voice, element);
        index++;
      }
    }
  }
  for (const voice of voices) if (voice.notes > 0) closeBar(voice, true);
  return voices;
}

function newVoice(metre: number | undefined): Voice {
  return {
    bars: [],
    length: 0,
    notes: 0,
    multiplier: 0,
    sectionStarts: true,
    metre,
    open: false,
    counts: { repeats: 0, endings: 0, graces: 0, tuplets: 0 },
  };
}

function readElement(voice: Voice, element: Element): void {
  const { el_type, type, rest, duration } = element;
  if (el_type === 'meter') voice.metre = metreOf(element) ?? voice.metre;
  if (el_type === 'note' && rest?.type !== 'spacer') {
    if (rest?.type === 'multimeasure' || rest?.type === 'whole') voice.open = true;
    if (element.startTriplet) {
      voice.multiplier = element.tripletMultiplier ?? 0;
      voice.counts.tuplets++;
    }
    voice.length += (duration || 0) * (voice.multiplier || 1);
    if (element.endTriplet) voice.multiplier = 0;
    if (element.gracenotes) voice.counts.graces++;
    voice.notes++;
  }
  if (el_type !== 'bar') return;
  const section = type !== 'bar_thin' || !!element.startEnding || !!element.endEnding;
  if (type === 'bar_right_repeat' || type === 'bar_dbl_repeat') voice.counts.repeats++;
  if (element.startEnding) voice.counts.endings++;
  if (voice.notes > 0) closeBar(voice, section);
  voice.sectionStarts = section;
}

function closeBar(voice: Voice, sectionEnds: boolean): void {
  const { length, metre, open } = voice;
  voice.bars.push({ length, metre, edge: voice.sectionStarts || sectionEnds, open });
  voice.length = 0;
  voice.notes = 0;
  voice.open = false;
}

/** Whole notes of a bar; undefined: free metre. */
function metreOf({ type, value }: Element): number | undefined {
  if (type === 'common_time' || type === 'cut_time') return 1;
  if (type !== 'specified') return undefined;
  const whole = (value ?? []).reduce((sum, { num, den }) => {
    const beats = String(num)
      .split('+')
      .reduce((all, each) => all + Number(each), 0);
    return sum + (den ? beats / Number(den) : beats);
  }, 0);
  return whole || undefined;
}

function isFull(length: number, metre: number): boolean {
  return Math.abs(length - metre) < 1e-3;
}
