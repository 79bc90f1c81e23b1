/**
 * The moments of one bar as notation can hold them: every 128th note, and the tuplets that hold the rest. Times near neither
 * go to the next 128th, which is one canonical tick away.
 */
import { CANONICAL_PPQ } from '../canonical-midi/types.ts';
import type { Tuplet } from '../house-style/abc-tune.ts';

/** Canonical ticks of a 128th note. */
export const SHORTEST = CANONICAL_PPQ / 32;
/** Lengths of tuplets: a half note to a 32nd. */
const SPANS = [2, 1, 1 / 2, 1 / 4, 1 / 8].map((quarters) => quarters * CANONICAL_PPQ);
/** p in the time of q, the simple ones first, each also in halves and, for triplets, quarters of its parts. */
const KINDS = [
  { p: 3, q: 2, halvings: 2 },
  { p: 5, q: 4, halvings: 1 },
  { p: 7, q: 4, halvings: 0 },
] as const;

export interface TupletGroup {
  /** Ticks from the bar line. */
  start: number;
  end: number;
  p: Tuplet['p'];
  q: Tuplet['q'];
  /** Parts that a time within it may fall on. */
  parts: number;
}

export interface BarTimes {
  /** The times to write, ascending, the borders of tuplets among them; each for one that was given or for a border. */
  times: readonly number[];
  /** From a given time to the one written. */
  moved: ReadonlyMap<number, number>;
  /** In order; they do not overlap. */
  groups: readonly TupletGroup[];
}

/** @param given ticks from the bar line, ascending, both ends of the bar among them */
export function barTimes(given: readonly number[]): BarTimes {
  const groups: TupletGroup[] = [];
  for (const time of given) {
    if (time % SHORTEST === 0 || groups.some(({ start, end }) => time > start && time < end)) continue;
    const group = groupFor(time, given, groups);
    if (group) groups.push(group);
  }
  groups.sort((a, b) => a.start - b.start);
  const moved = new Map<number, number>();
  const taken = new Set<number>();
  for (const time of given) {
    const inside = groups.some(({ start, end }) => time > start && time < end);
    const rounded = inside ? time : Math.round(time / SHORTEST) * SHORTEST;
    // two times on one point would lose a note
    const to = taken.has(rounded) ? time : rounded;
    taken.add(to);
    moved.set(time, to);
  }
  for (const { start, end } of groups) taken.add(start).add(end);
  return { times: [...taken].sort((a, b) => a - b), moved, groups };
}

/**
 * The tuplet that a time belongs to: one whose borders are moments of the bar, in the fewest parts, else the shortest one on
 * the beat.
 */
function groupFor(
  time: number,
  given: readonly number[],
  groups: readonly TupletGroup[],
): TupletGroup | undefined {
  const last = given.at(-1)!;
  let other: TupletGroup | undefined;
  for (const { p, q, halvings } of KINDS) {
    let bordered: TupletGroup | undefined;
    for (const span of SPANS) {
      const onBeat = Math.floor(time / span) * span;
      const starts = given.filter(
        (at) => at > time - span && at < time && at % SHORTEST === 0 && at !== onBeat,
      );
      for (const start of [onBeat, ...starts]) {
        const end = start + span;
        if (end > last || groups.some((group) => group.start < end && group.end > start)) continue;
        const parts = partsOf(given, start, span, p, halvings);
        if (parts === undefined) continue;
        const group = { start, end, p, q, parts };
        if (given.includes(start) && given.includes(end)) {
          if (!bordered || parts < bordered.parts) bordered = group;
        } else if (start === onBeat && (!other || other.p === p)) other = group;
      }
    }
    if (bordered) return bordered;
  }
  return other;
}

/** The fewest parts that hold all moments within; undefined: no number of them does. */
function partsOf(
  given: readonly number[],
  start: number,
  span: number,
  p: number,
  halvings: number,
): number | undefined {
  const within = given.filter((at) => at > start && at < start + span);
  for (let parts = p; parts <= p * 2 ** halvings; parts *= 2)
    if (within.every((at) => isPart(at - start, span, parts))) return parts;
  return undefined;
}

function isPart(at: number, span: number, parts: number): boolean {
  return Math.round((Math.round((at * parts) / span) * span) / parts) === at;
}
