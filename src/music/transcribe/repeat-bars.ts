/** Bars with the signs of the repeats that begin and end with them, and their bar lines as text. */
import type { BarSpan } from './bar-spans.ts';
import type { Repeat } from './find-repeats.ts';

export interface RepeatBar extends BarSpan {
  startsRepeat: boolean;
  endsRepeat: boolean;
  ending: '' | '1' | '2';
}

/** @param repeats of the folded tune that the spans are of: where they begin and end in the midst of a bar, it is cut in two */
export function repeatBars(spans: readonly BarSpan[], repeats: readonly Repeat[]): RepeatBar[] {
  const [starts, ends, firsts, seconds] = [[], [], [], []] as [number[], number[], number[], number[]];
  for (const { start, length, ending } of repeats) {
    starts.push(start);
    ends.push(start + length);
    if (ending > 0) {
      firsts.push(start + length - ending);
      seconds.push(start + length);
    }
  }
  const borders = [...new Set([...starts, ...ends, ...firsts, ...seconds])].sort((a, b) => a - b);
  return spans.flatMap((span) => {
    const inside = borders.filter((at) => at > span.start && at < span.end);
    const edges = [span.start, ...inside, span.end];
    return edges.slice(1).map((end, i) => {
      const start = edges[i]!;
      return {
        ...span,
        start,
        end,
        startsRepeat: starts.includes(start),
        endsRepeat: ends.includes(end),
        ending: firsts.includes(start)
          ? ('1' as const)
          : seconds.includes(start)
            ? ('2' as const)
            : ('' as const),
      };
    });
  });
}

const BARS_A_LINE = 4;

/** Lines of four bars; a part that is repeated begins a line of its own. */
export function printBars(bars: readonly { bar: RepeatBar; text: string }[]): string {
  let text = '';
  let inLine = 0;
  for (const [i, { bar, text: music }] of bars.entries()) {
    const next = bars[i + 1]?.bar;
    text += (bar.startsRepeat ? '|: ' : '') + music + (bar.endsRepeat ? ' :|' : next ? ' |' : ' |]');
    // a pickup is no bar of a line
    if (bar.end - bar.start >= (bars[i + 1]?.bar.end ?? 0) - (bars[i + 1]?.bar.start ?? 0)) inLine++;
    if (next?.ending) text += `${next.ending} `;
    else if (!next || next.startsRepeat || bar.endsRepeat || inLine >= BARS_A_LINE) {
      text += '\n';
      inLine = 0;
    } else text += ' ';
  }
  return text;
}
