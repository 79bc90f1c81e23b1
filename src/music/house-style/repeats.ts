/** Repeats on both sides: `|:` where one only ends. */
import type { AbcBar, AbcTune } from './abc-tune.ts';

/** Given a tune, the same with `|:` where it seems to belong. */
export type RepeatManner = (tune: AbcTune) => AbcTune;

/**
 * Readers differ in what a lone `:|` goes back to: the last double bar, as ABC 2.1 has it, or the last repeat, as abcjs
 * plays it. Where neither sounds like the text it came from (behind second endings), it stays as it is.
 */
export const REPEAT_MANNERS: readonly RepeatManner[] = [
  (tune) => withBars(tune, (bars) => bothSided(bars, true)),
  (tune) => withBars(tune, (bars) => bothSided(bars, false)),
  // up to the first repeat with endings
  (tune) => withBars(tune, (bars) => bothSided(bars, true, true)),
  (tune) => withBars(tune, (bars) => bothSided(bars, false, true)),
  (tune) => tune,
];

function withBars(tune: AbcTune, change: (bars: readonly AbcBar[]) => AbcBar[]): AbcTune {
  return { ...tune, voices: tune.voices.map((voice) => ({ ...voice, bars: change(voice.bars) })) };
}

function bothSided(bars: readonly AbcBar[], fromDoubleBar: boolean, untilEnding = false): AbcBar[] {
  const result = bars.map((bar) => ({ ...bar }));
  /** Where a repeat may begin; undefined: one has begun there. */
  let from: number | undefined = 0;
  for (const [i, bar] of result.entries()) {
    if (untilEnding && bar.ending !== undefined) break;
    const before = result[i - 1];
    const mayBegin = before?.endsRepeat || (fromDoubleBar && before?.endsPart && from !== undefined);
    if (bar.startsRepeat) from = undefined;
    else if (mayBegin && bar.ending === undefined) from = i;
    if (bar.endsRepeat && from !== undefined) {
      if (result[from]!.ending === undefined) result[from]!.startsRepeat = true;
      from = undefined;
    }
  }
  return result;
}
