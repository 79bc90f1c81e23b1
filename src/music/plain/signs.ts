/** Kinds of characters in a line of music. `undefined` stands behind its end. */

export function isDigit(sign: string | undefined): boolean {
  return sign !== undefined && sign >= '0' && sign <= '9';
}

export function isSpace(sign: string | undefined): boolean {
  return sign === ' ' || sign === '\t';
}

const NOTE_STARTS = new Set('ABCDEFGabcdefgzx^_=');

/** A pitch, its accidental, or a rest. */
export function isNoteStart(sign: string | undefined): boolean {
  return sign !== undefined && NOTE_STARTS.has(sign);
}
