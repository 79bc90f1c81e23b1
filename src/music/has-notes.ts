/** Whether a tune has any note or rest: of a header alone abcjs makes a file that no player takes. */
import { notesIn } from '../formats/abc/abc-notes.ts';
import { abcLines } from './abc-lines.ts';

export function hasNotes(abc: string): boolean {
  return abcLines(abc).some((line) => line.kind === 'music' && !notesIn(line.text).next().done);
}
