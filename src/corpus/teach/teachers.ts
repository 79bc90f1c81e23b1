/** Who writes the MIDI: abcjs by default, abc2midi where it is installed, or a module of the user's own. */
import { BgptError, messageOf } from '../../errors.ts';
import { soundLesson } from '../../music/sound-lesson.ts';
import { type Lesson, TEACHER, TEACHER_VERSION } from '../../music/teacher.ts';
import { abc2midi, abc2midiVersion } from './abc2midi.ts';
import { checkedTeach } from './checked-teach.ts';

export interface TeacherSpec {
  /** `abcjs`, `abc2midi`, or the `file:` URL of a module that exports `teach(abc, options): Lesson` and `version`. */
  name: string;
  chords: boolean;
  /** Beats a minute in place of the tune's own. */
  tempo?: number | undefined;
  /** Tunes that abcjs's staccato makes unsound are taught with staccato as abcjs means it (`soundLesson`) instead of left out. */
  mendStaccato?: boolean;
}
export const TEACHER_SPEC_DEFAULTS = { name: TEACHER, chords: false } as const satisfies TeacherSpec;

export interface Teacher {
  name: string;
  version: string;
  teach(abc: string): Lesson;
}

export async function openTeacher(spec: TeacherSpec): Promise<Teacher> {
  const { name, chords, tempo, mendStaccato = false } = spec;
  if (name === TEACHER) {
    const options = { chords, tempo };
    const teach = mendStaccato
      ? (abc: string) => soundLesson(abc, checkedTeach, options)
      : (abc: string) => checkedTeach(abc, options);
    return { name, version: TEACHER_VERSION, teach };
  }
  if (mendStaccato)
    throw new BgptError('usage/invalid-option', '--mend-staccato mends what abcjs writes, no other teacher');
  if (name === 'abc2midi') {
    if (tempo !== undefined)
      throw new BgptError(
        'usage/invalid-option',
        'abc2midi takes the tempo from the tune: --tempo is for abcjs',
      );
    return { name, version: abc2midiVersion(), teach: (abc) => abc2midi(abc, { chords }) };
  }
  if (!name.startsWith('file:'))
    throw new BgptError('usage/invalid-option', `unknown teacher "${name}": abcjs or abc2midi`);
  try {
    const module = await import(name);
    return {
      name: name.split('/').at(-1)!,
      version: String(module.version),
      teach: (abc) => module.teach(abc, spec),
    };
  } catch (thrown) {
    throw new BgptError('teacher/not-found', `cannot load the teacher ${name}: ${messageOf(thrown)}`);
  }
}
