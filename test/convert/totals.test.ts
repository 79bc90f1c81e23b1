import { expect, test } from 'vitest';
import { againstTeacher } from '../../src/convert/against-teacher.ts';
import { type ConvertedTune, totalsOf } from '../../src/convert/convert-tunes.ts';
import { teach } from '../../src/music/teacher.ts';

function row(more: Partial<ConvertedTune>): ConvertedTune {
  return {
    source: 's',
    x: '1',
    title: 't',
    bytes: 10,
    valid: true,
    out: 'o',
    guarded: 0,
    repaired: false,
    seconds: 1,
    ...more,
  };
}

test('means are over tunes that the teacher could play, and apart over those whose teacher is sound', () => {
  const totals = totalsOf(
    [
      row({ exact: true, noteF1: 1, noteDurationF1: 1 }),
      row({ exact: false, noteF1: 1, noteDurationF1: 0.5 }),
      row({ exact: false, noteF1: 0.25, noteDurationF1: 0, teacherCode: 'notes/zero-length' }),
      row({ exact: false, noteF1: 0, noteDurationF1: 0, valid: false, code: 'smf/extra-track' }),
      row({ valid: false, out: undefined, code: 'convert/no-tune' }),
    ],
    2,
  );
  expect(totals).toMatchObject({ tunes: 5, written: 4, valid: 3, bytesPerSecond: 25 });
  expect(totals).toMatchObject({ compared: 4, exact: 1, allNotesRight: 2, meanNoteF1: 0.5625 });
  expect(totals.soundTeacher).toEqual({
    compared: 3,
    valid: 2,
    exact: 1,
    allNotesRight: 2,
    meanNoteF1: 2 / 3,
    meanNoteDurationF1: 0.5,
  });
  expect(totals.invalid).toEqual({ 'smf/extra-track': 1, 'convert/no-tune': 1 });
});

test('no tune that the teacher could play: no mean', () => {
  expect(totalsOf([row({})], 1)).toMatchObject({
    compared: 0,
    meanNoteF1: null,
    soundTeacher: { compared: 0 },
  });
});

test('a teacher whose own file is not sound is named', () => {
  // A staccato of a short note: abcjs ends it before it begins
  const head = 'X:1\nT:t\nL:1/8\nK:C\n';
  const codes = ['CDEF|\n', '.C/32DEF|\n'].map((music) => {
    const lesson = teach(head + music);
    const compared = lesson.ok ? againstTeacher(head + music, lesson.midi) : undefined;
    return compared?.ok ? compared.teacherCode : 'no lesson';
  });
  expect(codes).toEqual([undefined, 'notes/unmatched-off']);
});
