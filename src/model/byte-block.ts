/**
 * The positions that the byte decoder has for a patch: its own places, and with `previousBytes` in front of them those of
 * the patch before. Place k of the patch before lies `patchSize` positions before the own place k, however short either
 * patch is.
 */

/** What of a model decides it: every `ModelConfig` is one. */
export interface ByteLayout {
  /** Bytes in a patch. */
  patchSize: number;
  previousBytes?: boolean;
}

/** Position of a patch's first own place: as many of the patch before lie in front of it. */
export function firstOwnPlace({ patchSize, previousBytes }: ByteLayout): number {
  return previousBytes ? patchSize : 0;
}

/** Positions of a patch, at most. */
export function blockLength(layout: ByteLayout): number {
  return firstOwnPlace(layout) + layout.patchSize;
}
