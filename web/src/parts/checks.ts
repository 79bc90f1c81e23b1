/** The checks that a MIDI file goes through, each with how it went. */
import type { Verdict } from '../../../src/formats/midi/validate-midi.ts';
import { make } from '../dom.ts';

export function checkList({ valid, checks, code, message, offset, notes }: Verdict): HTMLElement {
  const items = checks.map(({ check, passed }) => {
    const className = passed === undefined ? 'open' : passed ? 'passed' : 'failed';
    const words = { open: 'not reached', passed: 'passed', failed: 'failed' }[className];
    const item = make('li', { className }, check);
    item.setAttribute('aria-label', `${check}: ${words}`);
    return item;
  });
  const where = offset === undefined ? '' : ` at byte ${offset}`;
  const summary = valid
    ? make('p', {}, make('span', { className: 'good', textContent: 'Valid' }), `, ${notes} notes.`)
    : make(
        'p',
        {},
        make('span', { className: 'bad', textContent: 'Not valid' }),
        `${where}: ${message} `,
        make('code', { textContent: `(${code})` }),
      );
  return make('div', {}, summary, make('ul', { className: 'checks' }, ...items));
}
