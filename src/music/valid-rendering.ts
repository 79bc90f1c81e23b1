/**
 * What the renderer means by staccato. From 95 beats a minute on abcjs ends a staccato note before it begins, and no file with one
 * is valid (docs/pairs.md). A tune that fails the checks is played once more with staccato notes of 0.6 of their length.
 */

import { validateMidi } from '../formats/midi/validate-midi.ts';
import type { Rendering, RenderOptions } from './reference-renderer.ts';

/** The rendering of `render` wherever it is valid; else, where that is valid, the one with staccato as abcjs means it. */
export function validRendering(
  abc: string,
  render: (abc: string, options: RenderOptions) => Rendering,
  options: RenderOptions = {},
): Rendering {
  const rendering = render(abc, options);
  if (!rendering.ok || validateMidi(rendering.midi).valid) return rendering;
  const repaired = render(abc, { ...options, staccatoAsMeant: true });
  return repaired.ok && validateMidi(repaired.midi).valid ? repaired : rendering;
}
