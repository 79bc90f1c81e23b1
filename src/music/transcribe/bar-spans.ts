/** Where the bars of a tune are, from its metres and the length of its pickup. */
import { CANONICAL_PPQ, type CanonicalTune, type Metre } from '../canonical-midi/types.ts';

export interface BarSpan {
  /** Canonical ticks. */
  start: number;
  end: number;
  metre: Metre;
}

export const DEFAULT_METRE: Metre = { tick: 0, numerator: 4, denominator: 4 };

/** @param pickup ticks of the first, shorter bar; 0: none @returns bars that hold all notes; a new metre begins a bar */
export function barSpans({ notes, metres }: CanonicalTune, pickup = 0): BarSpan[] {
  const end = notes.reduce((most, { tick, duration }) => Math.max(most, tick + duration), 1);
  const changes = metres[0]?.tick === 0 ? metres : [DEFAULT_METRE, ...metres];
  const spans: BarSpan[] = [];
  for (const [i, metre] of changes.entries()) {
    const until = changes[i + 1]?.tick ?? Number.POSITIVE_INFINITY;
    const length = barTicks(metre);
    let at = metre.tick;
    let first = i === 0 && pickup > 0 ? pickup : length;
    while (at < until && at < end) {
      const next = Math.min(at + first, until);
      spans.push({ start: at, end: next, metre });
      at = next;
      first = length;
    }
  }
  return withComplement(spans, end, pickup);
}

export function barTicks({ numerator, denominator }: Pick<Metre, 'numerator' | 'denominator'>): number {
  return (numerator * 4 * CANONICAL_PPQ) / denominator;
}

/** By custom the last bar lacks what the pickup has. */
function withComplement(spans: BarSpan[], end: number, pickup: number): BarSpan[] {
  const last = spans.at(-1)!;
  if (pickup > 0 && last.end - last.start > pickup && end <= last.end - pickup) last.end -= pickup;
  return spans;
}
