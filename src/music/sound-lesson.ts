/**
 * What the teacher means by staccato. From 95 beats a minute on abcjs ends a staccato note before it begins, and no file with one
 * is sound (docs/pairs.md). A tune that fails the ladder is played once more with staccato notes of 0.6 of their length.
 */

import { validateMidi } from '../formats/midi/validate-midi.ts';
import type { Lesson, TeachOptions } from './teacher.ts';

/** The lesson of `teach` wherever it is sound; else, where that is sound, the one with staccato as abcjs means it. */
export function soundLesson(
  abc: string,
  teach: (abc: string, options: TeachOptions) => Lesson,
  options: TeachOptions = {},
): Lesson {
  const lesson = teach(abc, options);
  if (!lesson.ok || validateMidi(lesson.midi).valid) return lesson;
  const mended = teach(abc, { ...options, staccatoAsMeant: true });
  return mended.ok && validateMidi(mended.midi).valid ? mended : lesson;
}
