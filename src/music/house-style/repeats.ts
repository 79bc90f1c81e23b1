/** Repeats on both sides: `|:` where one only ends. */
import type { AbcBar, AbcTune } from './abc-tune.ts';

/**
 * `|:` before the bar that each lone `:|` goes back to: the first, or the one behind the last repeat, double bar or ending
 * before it. Readers differ in that; the formatter plays what comes of it.
 */
export function bothSidedRepeats(tune: AbcTune): AbcTune {
  return { ...tune, voices: tune.voices.map((voice) => ({ ...voice, bars: bothSided(voice.bars) })) };
}

function bothSided(bars: readonly AbcBar[]): AbcBar[] {
  const result = bars.map((bar) => ({ ...bar }));
  /** Where a repeat may begin; undefined: one has begun there. */
  let from: number | undefined = 0;
  for (const [i, bar] of result.entries()) {
    const before = result[i - 1];
    if (bar.startsRepeat) from = undefined;
    else if (before?.endsRepeat && bar.ending === undefined) from = i;
    else if (before?.endsPart && from !== undefined && bar.ending === undefined) from = i;
    if (bar.endsRepeat && from !== undefined) {
      if (result[from]!.ending === undefined) result[from]!.startsRepeat = true;
      from = undefined;
    }
  }
  return result;
}
