/** Measures over many tunes: one number a tune, then their mean, so that long tunes weigh no more than short ones. */
import type { AbcComparison } from './compare-abc.ts';

/** Means of the measures; NaN where no tune has one. */
export interface AbcTotals extends Record<Exclude<keyof AbcComparison, 'referenceHasPickup'>, number> {
  tunes: number;
  /** Pickups right among the tunes whose reference has one, and has none. */
  pickupWhere: number;
  pickupNone: number;
  lengthMedian: number;
}

/** The mean of each measure over the tunes that have it; a tune that cannot be played counts 0. No rows give NaN. */
export function abcTotals(rows: readonly AbcComparison[]): AbcTotals {
  const over = (list: readonly AbcComparison[]) => (measure: keyof AbcComparison) => {
    // a text that cannot be played counts 0 in every mean
    const values = list
      .map((row) => row[measure] ?? (row.plays ? undefined : 0))
      .filter((value) => value !== undefined);
    return mean(values.map(Number));
  };
  const all = over(rows);
  const lengths = rows.flatMap(({ length }) => (length === undefined ? [] : [length])).sort((a, b) => a - b);
  return {
    tunes: rows.length,
    plays: all('plays'),
    clean: all('clean'),
    onsetPitchF1: all('onsetPitchF1'),
    noteF1: all('noteF1'),
    allNotes: all('allNotes'),
    exactTicks: all('exactTicks'),
    keySignature: all('keySignature'),
    keyAndMode: all('keyAndMode'),
    metre: all('metre'),
    unit: all('unit'),
    pickup: all('pickup'),
    pickupWhere: over(rows.filter((row) => row.referenceHasPickup === true))('pickup'),
    pickupNone: over(rows.filter((row) => row.referenceHasPickup === false))('pickup'),
    barLineF1: all('barLineF1'),
    barContentF1: all('barContentF1'),
    barsAddUp: all('barsAddUp'),
    spelling: all('spelling'),
    repeats: all('repeats'),
    falseRepeats: all('falseRepeats'),
    tupletF1: all('tupletF1'),
    graceF1: all('graceF1'),
    voices: all('voices'),
    length: all('length'),
    lengthMedian: lengths[lengths.length >> 1] ?? Number.NaN,
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
