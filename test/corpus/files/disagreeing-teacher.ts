/** A teacher for tests: the checked one of a build, with a plain writer that gets a byte wrong. */
import { checkedTeach } from '../../../src/corpus/teach/checked-teach.ts';
import { abcjsLesson, type Lesson, plainLesson } from '../../../src/music/teacher.ts';

export const version = 'faulty 1';

export function teach(abc: string): Lesson {
  return checkedTeach(
    abc,
    {},
    {
      plainLesson: (text) => {
        const lesson = plainLesson(text);
        return lesson?.ok ? { ...lesson, midi: lesson.midi.with(lesson.midi.length - 10, 1) } : lesson;
      },
      abcjsLesson,
    },
  );
}
