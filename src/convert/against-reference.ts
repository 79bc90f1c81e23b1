/** A conversion beside what the renderer writes for the same tune. */
import { type Comparison, compareMidi } from '../formats/midi/compare-midi.ts';
import { validateMidi } from '../formats/midi/validate-midi.ts';
import { render } from '../music/reference-renderer.ts';

export type AgainstReference =
  | {
      ok: true;
      renderer: Uint8Array;
      /** What the renderer's own file breaks, where it is not valid. */
      referenceCode?: string;
      comparison: Comparison;
    }
  | { ok: false; code: string; message: string };

/** @param abc the normalised tune that was converted */
export function againstReference(abc: string, midi: Uint8Array): AgainstReference {
  const rendering = render(abc);
  if (!rendering.ok) return { ok: false, code: rendering.code, message: rendering.message };
  const { code } = validateMidi(rendering.midi);
  return {
    ok: true,
    renderer: rendering.midi,
    ...(code !== undefined && { referenceCode: code }),
    comparison: compareMidi(rendering.midi, midi),
  };
}
