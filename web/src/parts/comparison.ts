/** How a file differs from the reference renderer's, in words. */
import type { Comparison } from '../../../src/formats/midi/compare-midi.ts';
import { make } from '../dom.ts';

export function comparisonList({
  exact,
  firstDifference,
  onsetPitch,
  onsetPitchDuration,
  a,
  b,
}: Comparison): HTMLElement {
  const rows: [string, string][] = [
    ['Bytes', `${b.bytes} of the model, ${a.bytes} of abcjs`],
    ['Notes', `${b.notes} of the model, ${a.notes} of abcjs`],
    ['Onset and pitch', `F1 ${onsetPitch.f1.toFixed(3)}`],
    ['and duration', `F1 ${onsetPitchDuration.f1.toFixed(3)}`],
  ];
  if (firstDifference) {
    const { offset, field, a: theirs, b: ours } = firstDifference;
    const hex = (byte: number | undefined) => byte?.toString(16).padStart(2, '0') ?? 'nothing';
    rows.push(['First difference', `byte ${offset}, ${field}: ${hex(ours)} where abcjs has ${hex(theirs)}`]);
  }
  const head = exact
    ? make('p', {}, make('span', { className: 'good', textContent: 'The same bytes' }), ' as abcjs writes.')
    : make('p', {}, make('span', { className: 'bad', textContent: 'Other bytes' }), ' than abcjs writes.');
  const list = make('dl');
  for (const [term, text] of rows)
    list.append(make('dt', { textContent: term }), make('dd', { textContent: text }));
  return make('div', {}, head, list);
}
