/** How a tune is converted; apart from the model, so that the command's help can print the defaults and load nothing. */
import { SAMPLING_DEFAULTS, type SamplingOptions } from '../generate/choose.ts';

export interface ConvertOptions extends SamplingOptions {
  /** Only bytes that a Standard MIDI File allows: the structure is valid whatever the model believes. */
  guard: boolean;
  /** Recomputes track lengths where they are all that is wrong. */
  repair: boolean;
  /** Guesses from repeats, verified: the same bytes, sooner. */
  drafts: boolean;
  signal?: AbortSignal | undefined;
  /** Called with the bytes written so far, as they grow. */
  onBytes?: ((bytes: number) => void) | undefined;
}
export const CONVERT_DEFAULTS = {
  ...SAMPLING_DEFAULTS,
  guard: false,
  repair: false,
  drafts: true,
} as const satisfies ConvertOptions;
