/** An independent witness for tests: abcjs parses the text and says how long each bar is, in whole notes. */
import abcjs from 'abcjs';

interface Element {
  el_type: string;
  duration?: number;
  tripletMultiplier?: number;
  startTriplet?: number;
  endTriplet?: boolean;
  startEnding?: string;
  type?: string;
}

export interface WitnessedBar {
  length: number;
  /** `bar_thin`, `bar_right_repeat`, …: what stands behind it. */
  behind: string;
  /** The ending it belongs to, or ''. */
  ending: string;
}

export interface Witnessed {
  warnings: string[];
  barLength: number;
  bars: WitnessedBar[];
}

/** Bars of one voice (counted down the staves), in reading order; a bar split over two lines counts once. */
export function witness(abc: string, voice = 0): Witnessed {
  // biome-ignore lint/suspicious/noExplicitAny: the fields read here are not in abcjs's published types
  const tune = abcjs.parseOnly(abc)[0] as any;
  const bars: WitnessedBar[] = [];
  let length = 0;
  let triplet = 1;
  let ending = '';
  for (const line of tune.lines) {
    for (const element of voicesOf(line)[voice] ?? []) {
      if (element.el_type === 'note') {
        if (element.startTriplet) triplet = element.tripletMultiplier ?? 2 / 3;
        length += (element.duration ?? 0) * triplet;
        if (element.endTriplet) triplet = 1;
      } else if (element.el_type === 'bar') {
        if (length > 0) bars.push({ length, behind: element.type ?? '', ending });
        length = 0;
        if (element.startEnding) ending = element.startEnding;
        else if (element.type !== 'bar_thin') ending = '';
      }
    }
  }
  if (length > 0) bars.push({ length, behind: 'end', ending });
  const { num, den } = tune.getMeterFraction();
  return { warnings: tune.warnings ?? [], barLength: num / den, bars };
}

// biome-ignore lint/suspicious/noExplicitAny: as above
const voicesOf = (line: any): Element[][] => (line.staff ?? []).flatMap((staff: any) => staff.voices);

/**
 * Bars whose length is neither the metre's nor that of an upbeat completed by the bar where its section ended. Sections end
 * at repeats and double bars; a first ending counts with its second.
 */
export function wrongBars({ bars, barLength }: Witnessed): string[] {
  const wrong: string[] = [];
  const same = (a: number, b: number) => Math.abs(a - b) < 1e-6;
  let upbeat = 0;
  let opening = true;
  for (const [i, bar] of bars.entries()) {
    const endsSection = bar.behind !== 'bar_thin';
    if (opening && !same(bar.length, barLength) && !endsSection) upbeat = bar.length;
    else if (!same(bar.length, endsSection ? barLength - upbeat : barLength)) {
      wrong.push(`bar ${i}: ${bar.length} of ${barLength}, upbeat ${upbeat}, behind it ${bar.behind}`);
    }
    opening = endsSection && bars[i + 1]?.ending !== '2';
    if (opening) upbeat = 0;
  }
  return wrong;
}
