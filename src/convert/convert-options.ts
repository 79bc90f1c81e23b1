/** How a file is converted; apart from the model, so that the command's help can print the defaults and load nothing. */
import { SAMPLING_DEFAULTS } from '../generate/choose.ts';
import type { WriteOptions } from '../generate/write-file.ts';

/** How `convert` writes a file; what is not given is CONVERT_DEFAULTS. */
export interface ConvertOptions extends WriteOptions {
  /** Recomputes MIDI track lengths where they are all that is wrong. */
  repair: boolean;
}

/** Greedy, with drafts, neither constrained nor repaired. */
export const CONVERT_DEFAULTS = {
  ...SAMPLING_DEFAULTS,
  guard: false,
  repair: false,
  drafts: true,
} as const satisfies ConvertOptions;
