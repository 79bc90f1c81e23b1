/** The last note or chord of an ABC text, as far as ties out of it need to be known. */
import { midiPitch } from './spell-pitch.ts';

export interface LastChord {
  /** In the order of writing: staff steps (C is 0) and octaves. */
  notes: { step: number; octave: number; tied: boolean }[];
  /** Some of its notes are tied within the brackets: abcjs joins these by their places. */
  tiesInside: boolean;
}

const NOTE = /[\^_=]*([A-Ga-g])([,']*)[0-9/]*(-?)/g;
const LAST = /(\[(?![A-Za-z]:)[^[\]|:\n]*\]|[\^_=]*[A-Ga-g][,']*)[0-9/]*(-?)[^A-Ga-gzxZX[\]]*$/;

/** undefined: the text ends with a rest, or with nothing that is known here. */
export function lastChord(text: string): LastChord | undefined {
  const [, written, tie] = LAST.exec(text) ?? [];
  if (written === undefined) return undefined;
  const notes = [...written.matchAll(NOTE)].map(([, letter, marks, own]) => ({
    step: 'CDEFGAB'.indexOf(letter!.toUpperCase()),
    octave: (letter! >= 'a' ? 5 : 4) + (marks!.match(/'/g)?.length ?? 0) - (marks!.match(/,/g)?.length ?? 0),
    tied: tie !== '' || own !== '',
  }));
  return { notes, tiesInside: tie === '' && written.startsWith('[') && notes.some(({ tied }) => tied) };
}

/** The step, octave and place that a pitch is tied from, the nearest one; undefined: from none. */
export function tiedFrom(last: LastChord | undefined, pitch: number) {
  const away = ({ step, octave }: { step: number; octave: number }) =>
    Math.abs(midiPitch({ step, octave, alter: 0 }) - pitch);
  return last?.notes
    .map((note, place) => ({ ...note, place }))
    .filter((note) => note.tied && away(note) <= 2)
    .sort((a, b) => away(a) - away(b))[0];
}
