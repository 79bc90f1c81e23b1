/** Hazards of mending staccato: another onset, a sound file of abcjs changed, two writers that differ, what else is unsound passed off as sound. */
import { expect, test } from 'vitest';
import { notesOf } from '../../src/formats/midi/notes.ts';
import { readSmf } from '../../src/formats/midi/smf/read-smf.ts';
import { validateMidi } from '../../src/formats/midi/validate-midi.ts';
import { soundLesson } from '../../src/music/sound-lesson.ts';
import { abcjsLesson, type Lesson, plainLesson, teach } from '../../src/music/teacher.ts';

const tune = (body: string, fields = 'M:4/4\nQ:1/4=120') => `X:1\nT:Dots\nL:1/8\n${fields}\nK:C\n${body}\n`;

function midi(lesson: Lesson | undefined): Uint8Array {
  if (!lesson?.ok) throw new Error('no lesson');
  return lesson.midi;
}

function notes(bytes: Uint8Array) {
  const reading = readSmf(bytes);
  if (!reading.ok) throw new Error(reading.code);
  return notesOf(reading.file).notes.map(({ tick, duration, pitch }) => [tick, pitch, duration]);
}

const FAST = {
  'among others': '.C2D .E F/.G/ A2|',
  'graces, ties, tuplets': '.C{d}.E (3.F.G.A .B2-|B2 .c4 z2|',
  'the same note again and again': '.C.C.C.C .C2 .C2|:.C4:|',
};

test.each(Object.entries(FAST))('dots end after 0.6 of their length: %s', (_, body) => {
  const abc = tune(body);
  const theirs = midi(teach(abc));
  expect(validateMidi(theirs).code).toBe('notes/unmatched-off');
  const mended = midi(soundLesson(abc, teach));
  expect(validateMidi(mended)).toMatchObject({ valid: true });
  // Without the dots the onsets and pitches are the same
  const plain = notes(midi(teach(abc.replaceAll('.', ''))));
  const dotted = notes(mended);
  expect(dotted.map(([tick, pitch]) => [tick, pitch])).toEqual(plain.map(([tick, pitch]) => [tick, pitch]));
  const shares = dotted.map(([, , duration], i) => duration! / plain[i]![2]!);
  for (const share of shares) expect([0.6, 1]).toContainEqual(expect.closeTo(share, 2));
  expect(shares.filter((share) => share < 0.7).length).toBeGreaterThan(2);
});

test.each(Object.entries(FAST))('both writers mend alike: %s', (_, body) => {
  const staccatoAsMeant = true;
  const ours = midi(plainLesson(tune(body), { staccatoAsMeant }));
  expect(Buffer.from(midi(abcjsLesson(tune(body), { staccatoAsMeant }))).equals(ours)).toBe(true);
});

test('voices and compound metres are mended as well', () => {
  const voices = tune('V:1\n.C.D.E.F|\nV:2\n.c2 .d2|');
  expect(plainLesson(voices)).toBeUndefined();
  for (const abc of [voices, tune('.CDE .F.G.A|', 'M:6/8\nQ:3/8=110')]) {
    expect(validateMidi(midi(teach(abc))).valid).toBe(false);
    expect(validateMidi(midi(soundLesson(abc, teach))).valid).toBe(true);
  }
});

test('where the file is sound it stays as abcjs writes it', () => {
  for (const abc of [tune('.C.D.E.F|', 'M:4/4\nQ:1/4=60'), tune('CDEF|')])
    expect(midi(soundLesson(abc, teach))).toEqual(midi(teach(abc)));
});

test('what is unsound for other reasons stays so', () => {
  const zeroLength = tune('.C4 D4|E/1024 F|');
  const before = teach(zeroLength);
  const mended = midi(teach(zeroLength, { staccatoAsMeant: true }));
  expect(validateMidi(mended).code).toBe('notes/zero-length');
  expect(soundLesson(zeroLength, teach)).toEqual(before);
  expect(soundLesson('', teach)).toMatchObject({ ok: false, code: 'teacher/no-tune' });
});
