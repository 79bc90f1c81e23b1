/** Where the notes and rests of a line of ABC music stand. Total and linear: any text will do. */

/** Words inside music whose letters are no notes: chord symbols, decorations, inline fields, comments. */
const WORDS = /"[^"]*"|![^!]*!|\[[A-Za-z]:[^[\]]*\]|%[^\n]*/y;
/** A note or rest with accidental, octave, length, tie, the bracket that closes its chord or grace group, and broken rhythm. */
const NOTE = /(?:[_^=]{0,2}[A-Ga-g][,']*|[zxZX])\d*(?:\/+\d*)*-?(?:[\]}]\d*(?:\/+\d*)*-?)?(?:[ \t]*[<>]+)?/y;

export interface AbcNote {
  start: number;
  end: number;
  rest: boolean;
  /** Tied to the next one, so that both sound as one. */
  tied: boolean;
}

export function* notesIn(line: string): Generator<AbcNote> {
  for (let at = 0; at < line.length; ) {
    const words = matchAt(WORDS, line, at);
    const note = words === 0 ? matchAt(NOTE, line, at) : 0;
    if (note > 0) {
      const end = at + note;
      yield { start: at, end, rest: /[zxZX]/.test(line[at]!), tied: line.slice(at, end).includes('-') };
    }
    at += words || note || 1;
  }
}

/** Length of what a sticky pattern matches at a place, 0 for nothing. */
function matchAt(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0].length ?? 0;
}
