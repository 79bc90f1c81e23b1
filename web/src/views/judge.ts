/** What is thought of a file that the model wrote: checks, the reference renderer's file beside it, both as a piano roll. */

import { tuneSource } from '../../../src/convert/tune-source.ts';
import { compareMidi } from '../../../src/formats/midi/compare-midi.ts';
import type { Verdict } from '../../../src/formats/midi/validate-midi.ts';
import { render } from '../../../src/music/reference-renderer.ts';
import { pianoRoll } from '../../../src/report/conversion/piano-roll.ts';
import { byId } from '../dom.ts';
import { checkList } from '../parts/checks.ts';
import { comparisonList } from '../parts/comparison.ts';

/** @returns the reference renderer's file, where it can play the tune */
export async function judge(
  abc: string,
  midi: Uint8Array,
  verdict: Verdict,
): Promise<Uint8Array | undefined> {
  byId('checks').replaceChildren(checkList(verdict));
  byId('checks-card').hidden = false;
  const rendered = render(tuneSource(abc).abc);
  const comparison = byId('comparison');
  if (rendered.ok) comparison.replaceChildren(comparisonList(compareMidi(rendered.midi, midi)));
  else comparison.textContent = `abcjs cannot play this tune: ${rendered.message} (${rendered.code})`;
  byId('comparison-card').hidden = false;
  const reference = rendered.ok ? rendered.midi : undefined;
  const roll = pianoRoll(reference, midi);
  byId('roll-card').hidden = roll === undefined;
  // numbers and words of ours alone
  if (roll) showRoll(roll);
  return reference;
}

function showRoll(roll: string): void {
  const target = byId('roll');
  // numbers and words of ours alone
  target.innerHTML = roll.replaceAll("the renderer's", 'abcjs’s');
  for (const wide of target.querySelectorAll<HTMLElement>('.wide')) {
    // it scrolls on a telephone, by keys as well
    wide.tabIndex = 0;
    wide.setAttribute('role', 'region');
    wide.setAttribute('aria-label', 'Piano roll');
  }
}
