/**
 * A whole tune note by note: the fallback where there is no model or it fails, and the plainest baseline. It plays as its
 * source does; its notation is only what the source says.
 */
import type { CanonicalTune, Metre } from '../canonical-midi/types.ts';
import { defaultUnit, readMeter } from '../house-style/meter.ts';
import { barSpans, DEFAULT_METRE } from './bar-spans.ts';
import { NO_TIED_PLACES } from './chord-order.ts';
import { findRepeats, foldTune } from './find-repeats.ts';
import { keyName, type ModeName } from './key-name.ts';
import { literalBar, tiedInto } from './literal-bar.ts';
import { hasShort, printBar } from './print-bar.ts';
import { printBars, repeatBars } from './repeat-bars.ts';
import { type SpellingKey, spellPitch } from './spell-pitch.ts';

/** What the notation says beyond the notes; LITERAL_DEFAULTS where not given. */
export interface LiteralOptions {
  /** In place of the source's key; without both C major. */
  key?: SpellingKey | undefined;
  /** In place of the source's first metre; without both 4/4. */
  metre?: Pick<Metre, 'numerator' | 'denominator'> | undefined;
  /** Canonical ticks of a first, shorter bar. */
  pickup?: number;
  /** Passages that are played twice are written once, with repeat signs. */
  repeats?: boolean;
  title?: string | undefined;
  /** The mode that K: names, where it is neither major nor minor. */
  mode?: ModeName | undefined;
}
/** No pickup, no repeats; key and metre are those of the source. */
export const LITERAL_DEFAULTS = { pickup: 0, repeats: false } as const satisfies LiteralOptions;

const C_MAJOR: SpellingKey = { sharps: 0, minor: false };

/**
 * A canonical tune as ABC, note by note: the reference renderer plays the source's notes of it.
 * Several voices get a V: each.
 * @returns an ABC text with LF line ends
 */
export function literalTune(source: CanonicalTune, options: LiteralOptions = {}): string {
  const { pickup, title, metre, repeats } = { ...LITERAL_DEFAULTS, ...options };
  const stated = metre ? { ...source, metres: [{ tick: 0, ...metre }, ...source.metres.slice(1)] } : source;
  const folded = foldTune(stated, repeats ? findRepeats(stated, { pickup }) : []);
  const { tune } = folded;
  const key = options.key ?? tune.keys[0] ?? C_MAJOR;
  const spans = repeatBars(barSpans(tune, pickup), folded.repeats);
  const first = spans[0]?.metre ?? DEFAULT_METRE;
  const unit = defaultUnit(meterOf(first));
  const header = [
    'X:1',
    ...(title ? [`T:${title}`] : []),
    `M:${metreText(first)}`,
    `L:${unit.num}/${unit.den}`,
    ...(tune.tempo === undefined ? [] : [`Q:1/4=${tune.tempo}`]),
    `K:${keyName(key.sharps, options.mode ?? (key.minor ? 'm' : ''))}`,
  ];
  const voices = tune.voices.map((_, voice) => {
    const notes = tune.notes.filter((note) => note.voice === voice);
    let tiedOut = NO_TIED_PLACES;
    const bars = spans.map((span, i) => {
      const before = spans[i - 1]?.metre ?? first;
      const { beats, shortBeats } = meterOf(span.metre);
      const afterChord = tiedOut.size > 0;
      const bar = literalBar(notes, { ...span, beats }, (pitch) => spellPitch(pitch, key), tiedOut);
      const tiedIn = tiedInto(notes, span.start);
      const beams = hasShort(bar.notes) ? shortBeats : beats;
      const text = printBar(bar.notes, { unit, sharps: key.sharps, beats: beams, tiedIn, afterChord });
      tiedOut = bar.tiedOut;
      return { bar: span, text: (span.metre === before ? '' : `[M:${metreText(span.metre)}]`) + text };
    });
    return (tune.voices.length > 1 ? `V:${voice + 1}\n` : '') + printBars(bars);
  });
  return `${header.join('\n')}\n${voices.join('')}`;
}

function metreText({ numerator, denominator }: Pick<Metre, 'numerator' | 'denominator'>): string {
  return `${numerator}/${denominator}`;
}

function meterOf(metre: Pick<Metre, 'numerator' | 'denominator'>) {
  return readMeter(metreText(metre)) ?? readMeter('none')!;
}
