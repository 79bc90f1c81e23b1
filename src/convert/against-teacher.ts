/** A conversion beside what the teacher writes for the same tune. */
import { type Comparison, compareMidi } from '../formats/midi/compare-midi.ts';
import { validateMidi } from '../formats/midi/validate-midi.ts';
import { teach } from '../music/teacher.ts';

export type AgainstTeacher =
  | {
      ok: true;
      teacher: Uint8Array;
      /** What the teacher's own file breaks, where it is not sound. */
      teacherCode?: string;
      comparison: Comparison;
    }
  | { ok: false; code: string; message: string };

/** @param abc the normalised tune that was converted */
export function againstTeacher(abc: string, midi: Uint8Array): AgainstTeacher {
  const lesson = teach(abc);
  if (!lesson.ok) return { ok: false, code: lesson.code, message: lesson.message };
  const { code } = validateMidi(lesson.midi);
  return {
    ok: true,
    teacher: lesson.midi,
    ...(code !== undefined && { teacherCode: code }),
    comparison: compareMidi(lesson.midi, midi),
  };
}
