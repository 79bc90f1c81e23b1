/** The measures of ABC texts as lines for people. */
import type { AbcTotals } from '../measure/compare-abc/abc-totals.ts';

/** In percent, but for lengths. */
const LABELS: readonly [keyof AbcTotals, string][] = [
  ['plays', 'can be played'],
  ['clean', 'without a warning'],
  ['onsetPitchF1', 'notes, onset + pitch F1'],
  ['noteF1', 'notes, F1'],
  ['allNotes', 'all notes right'],
  ['exactTicks', 'all notes to the tick'],
  ['keySignature', 'key signature'],
  ['keyAndMode', 'key and mode'],
  ['metre', 'metre'],
  ['unit', 'unit L:'],
  ['pickup', 'pickup'],
  ['pickupWhere', 'pickup, where there is one'],
  ['pickupNone', 'pickup, where there is none'],
  ['barLineF1', 'bar lines F1'],
  ['barContentF1', 'bar contents F1'],
  ['barsAddUp', 'bars add up'],
  ['spelling', 'spelling'],
  ['repeats', 'repeats, where there are any'],
  ['falseRepeats', 'repeats where there are none'],
  ['tupletF1', 'tuplets F1'],
  ['graceF1', 'graces F1'],
  ['voices', 'number of voices'],
  ['length', 'length, mean'],
  ['lengthMedian', 'length, median'],
];

export function* abcTotalsLines(totals: AbcTotals): Generator<string> {
  for (const [measure, label] of LABELS) {
    const value = totals[measure];
    if (Number.isNaN(value)) continue;
    yield `${label.padEnd(30)} ${measure.startsWith('length') ? value.toFixed(2) : (100 * value).toFixed(1)}`;
  }
}
