/** How long verified decoding tries; apart from it, so that a command's help can print the defaults and load nothing. */

export interface VerifiedSettings {
  /** Continuations that are tried at a place, beside the first, before the caller's text stands there. */
  tries: number;
  /** Characters behind the last accepted place from which on a text without a finished part is refused. */
  patience: number;
}
export const VERIFIED_DEFAULTS = { tries: 12, patience: 400 } as const satisfies VerifiedSettings;
