/** Whether a line of text reads as ABC music: what tells notes that a blank line cut off from words about a tune. Total and linear. */

/** One sign of music, or words that music may hold: chord symbols, decorations, inline fields. */
const SIGN =
  /"[^"]*"|!\w[^!]*!|\[[A-Za-z]:[^[\]]*\]|[_^=]{0,2}[A-Ga-g][,']*|[zxZXy]|[uvTHLMOPS~.](?=[uvTHLMOPS~.("!_^=A-Ga-g[{])|[\d\s|:[\](){}<>/\\&$*+\-,'`]/y;

/** Signs that a tune may have of its own (`U:`, misprints): one in so many characters of a line with bar lines. */
const ONE_UNKNOWN_IN = 8;

/** True if nothing but signs of music stands in the line (with bar lines: little else), and one of them is a note. */
export function looksLikeMusic(line: string): boolean {
  let notes = 0;
  let unknown = 0;
  for (let at = 0; at < line.length && line[at] !== '%'; ) {
    SIGN.lastIndex = at;
    const [sign] = SIGN.exec(line) ?? [];
    if (sign === undefined) unknown++;
    else if (/^[_^=]{0,2}[A-Ga-g]/.test(sign)) notes++;
    at += sign?.length ?? 1;
  }
  const allowed = line.includes('|') ? Math.floor(line.length / ONE_UNKNOWN_IN) : 0;
  return notes > 0 && unknown <= allowed;
}
