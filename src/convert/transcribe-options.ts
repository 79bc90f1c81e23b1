/** How a MIDI file is transcribed; apart from the model, so that the command's help can print the defaults and load nothing. */
import { SAMPLING_DEFAULTS, type SamplingOptions } from '../generate/choose.ts';
import { VERIFIED_DEFAULTS, type VerifiedSettings } from '../generate/verified-options.ts';

/** How `transcribe` writes; what is not given is TRANSCRIBE_DEFAULTS. */
export interface TranscribeOptions extends VerifiedSettings, SamplingOptions {
  /** Bars are judged while they are written. false: what the model writes, judged at the end only. */
  verify: boolean;
  /** Take onsets off the grid to the beat of the file's tempo map instead of refusing the file. */
  quantise: boolean;
  /** Only this voice, from 1. */
  track?: number | undefined;
  signal?: AbortSignal | undefined;
}

/** Greedy, verified while it is written. */
export const TRANSCRIBE_DEFAULTS = {
  ...SAMPLING_DEFAULTS,
  ...VERIFIED_DEFAULTS,
  verify: true,
  quantise: false,
} as const satisfies TranscribeOptions;
