/**
 * Structure-aligned patches of ABC text: a cut before every note or rest, so that each begins its patch with its accidental or
 * letter, as a note of MIDI begins its own; and around every field, comment and directive line; the words of a title are cut
 * into short pieces. What stands behind a note, a bar line or the next one's decoration, shares its patch. Total and linear:
 * any bytes will do.
 */
import type { Segmenter } from '../../bytes/segmenter.ts';
import { latin1 } from '../text.ts';
import { letterPieces } from '../text-pieces.ts';
import { notesIn } from './abc-notes.ts';

/** Lines that are no music (ABC 2.1, section 2). */
export const NO_MUSIC = /^(?:[A-Za-z+]:|%)/;
/** The name of a title field: its words begin a patch of their own, as in MIDI. */
const TITLE_NAME = /^T:[ \t]*/;

export const segmentAbc: Segmenter = (bytes) => {
  const text = latin1(bytes);
  const cuts: number[] = [];
  const cut = (at: number) => {
    if (at > (cuts.at(-1) ?? 0) && at < text.length) cuts.push(at);
  };
  for (const { 0: line, index } of text.matchAll(/[^\n]*\n|[^\n]+/g)) {
    if (NO_MUSIC.test(line)) {
      cut(index);
      const name = TITLE_NAME.exec(line)?.[0].length;
      if (name) for (const at of letterPieces(text, index + name, index + line.trimEnd().length)) cut(at);
      cut(index + line.length);
      continue;
    }
    for (const { start } of notesIn(line)) cut(index + start);
  }
  return cuts;
};
