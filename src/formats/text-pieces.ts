/**
 * Text that a model copies from one file into the other is cut into short pieces, in both at the same letters: what a patch
 * says goes through one state of the patch decoder, and a few letters go through it exactly long before a dozen do.
 */

/** Letters of a piece. */
const PIECE = 4;

/** Where the pieces of UTF-8 begin, `text` being its bytes as characters; a MIDI file has one byte where it has several. */
export function* letterPieces(text: string, start: number, end: number): Generator<number> {
  let letters = 0;
  for (let at = start; at < end; at++) {
    const isLetter = text[at]! < '\x80' || text[at]! > '\xbf';
    if (isLetter && letters++ % PIECE === 0) yield at;
  }
}

/** Where the pieces of a text of one byte a letter begin. */
export function* textPieces(start: number, end: number): Generator<number> {
  for (let at = start; at < end; at += PIECE) yield at;
}
