/**
 * The grid of the beat. A time goes to the nearest canonical tick, and from there to a simple fraction of a quarter note if
 * that is one tick off: writers put notes a tick early, or where their resolution allows. Doing so twice changes nothing.
 */
import { CANONICAL_PPQ } from './types.ts';

/** Eighths and sixths of a quarter note. No tick beside one is a note value or a point of a quintuplet or septuplet. */
const SIMPLE = [CANONICAL_PPQ / 8, CANONICAL_PPQ / 6] as const;
/** Sixteenths and twenty-fourths: what notation is on. */
const FINE = [CANONICAL_PPQ / 16, CANONICAL_PPQ / 24] as const;
/** Points of tuplets that these lack. */
const TUPLETS = [CANONICAL_PPQ / 5, CANONICAL_PPQ / 7, CANONICAL_PPQ / 10] as const;
/** Canonical ticks: two at 480 a quarter note, what abc2midi and rounding move a note. */
const NEAR = 0.4;

export interface Grid {
  /** @param at quarter notes @returns canonical ticks */
  tick(at: number): number;
  /** Whether a time is where notation would put it, as exactly as the source's ticks allow. */
  holds(at: number): boolean;
}

/** @param ppq source ticks a quarter note */
export function beatGrid(ppq: number): Grid {
  const sourceTick = CANONICAL_PPQ / ppq;
  // a tick early, and half a tick of rounding; ticks coarser than these are note values
  const simpleWithin = sourceTick <= 1.5 ? Math.min(1.4, Math.max(NEAR, 1.5 * sourceTick)) : NEAR;
  const tupletWithin = Math.min(NEAR, sourceTick / 2);
  return {
    tick: (at) => simplest(Math.round(at * CANONICAL_PPQ)),
    holds(at) {
      const ticks = at * CANONICAL_PPQ;
      return (
        isNear(ticks, SIMPLE, simpleWithin) ||
        isNear(ticks, FINE, NEAR) ||
        isNear(ticks, TUPLETS, tupletWithin)
      );
    },
  };
}

function simplest(tick: number): number {
  for (const step of SIMPLE) {
    const point = Math.round(tick / step) * step;
    if (Math.abs(tick - point) === 1) return point;
  }
  return tick;
}

function isNear(ticks: number, steps: readonly number[], within: number): boolean {
  return steps.some((step) => Math.abs(ticks - Math.round(ticks / step) * step) <= within + 1e-6);
}

/** Share of times off the grid, and the median of their distances from the next 1/24 of a quarter note. */
export function offGrid(times: readonly number[], grid: Grid): { share: number; distance: number } {
  const off = times
    .filter((at) => !grid.holds(at))
    .map((at) => Math.abs(at - Math.round(at * 24) / 24))
    .sort((a, b) => a - b);
  return { share: times.length === 0 ? 0 : off.length / times.length, distance: off[off.length >> 1] ?? 0 };
}
