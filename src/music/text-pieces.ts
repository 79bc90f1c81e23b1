/**
 * Text that a model copies from one file into the other is cut into short pieces, in both at the same letters: what a patch
 * says goes through one state of the patch decoder, and a few letters go through it exactly long before a dozen do.
 */

/** Bytes of a piece. */
const PIECE = 4;

/** Where the pieces of a text begin. */
export function* textPieces(start: number, end: number): Generator<number> {
  for (let at = start; at < end; at += PIECE) yield at;
}
