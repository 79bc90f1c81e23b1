/**
 * Structure-aligned patches of ABC text: a cut behind every note or rest with its accidental, octave, length, tie and
 * broken rhythm (and the bracket that closes its chord or grace group), and around every field, comment and directive
 * line; the words of a title are cut into short pieces. What stands before a note, a bar line or a decoration, shares its patch. Total and linear: any bytes will do.
 */
import type { Segmenter } from '../bytes/segmenter.ts';
import { PATCH_SIZE } from '../bytes/symbols.ts';
import { latin1 } from './text.ts';
import { textPieces } from './text-pieces.ts';

/** Words inside music whose letters are no notes: chord symbols, decorations, inline fields, comments. */
const WORDS = /"[^"]*"|![^!]*!|\[[A-Za-z]:[^[\]]*\]|%.*/y;
const NOTE = /(?:[_^=]{0,2}[A-Ga-g][,']*|[zxZX])\d*(?:\/+\d*)*-?(?:[\]}]\d*(?:\/+\d*)*-?)?(?:[ \t]*[<>]+)?/y;
/** Lines that are no music (ABC 2.1, section 2). */
const NO_MUSIC = /^(?:[A-Za-z+]:|%)/;
/** The name of a title field: its words begin a patch of their own, as in MIDI. */
const TITLE_NAME = /^T:[ \t]*/;

export const segmentAbc: Segmenter = (bytes, size = PATCH_SIZE) => {
  const text = latin1(bytes);
  const cuts: number[] = [];
  const cut = (at: number) => {
    if (at > (cuts.at(-1) ?? 0) && at < text.length) cuts.push(at);
  };
  for (const { 0: line, index } of text.matchAll(/[^\n]*\n|[^\n]+/g)) {
    if (NO_MUSIC.test(line)) {
      cut(index);
      const name = TITLE_NAME.exec(line)?.[0].length;
      if (name) for (const at of textPieces(index + name, index + line.trimEnd().length)) cut(at);
      cut(index + line.length);
      continue;
    }
    for (const { start, end } of notesIn(line)) {
      // no note is torn by what stands before it
      if (index + end - (cuts.at(-1) ?? 0) > size) cut(index + start);
      cut(index + end);
    }
  }
  return cuts;
};

/** Where the notes and rests of a line of music stand. */
function* notesIn(line: string): Generator<{ start: number; end: number }> {
  for (let at = 0; at < line.length; ) {
    const words = matchAt(WORDS, line, at);
    const note = words === 0 ? matchAt(NOTE, line, at) : 0;
    if (note > 0) yield { start: at, end: at + note };
    at += words || note || 1;
  }
}

/** Length of what a sticky pattern matches at a place, 0 for nothing. */
function matchAt(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0].length ?? 0;
}
