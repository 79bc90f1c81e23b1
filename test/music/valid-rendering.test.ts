/** Hazards of mending staccato: another onset, a valid file of abcjs changed, two writers that differ, what else is invalid passed off as sound. */
import { expect, test } from 'vitest';
import { notesOf } from '../../src/formats/midi/notes.ts';
import { readSmf } from '../../src/formats/midi/smf/read-smf.ts';
import { validateMidi } from '../../src/formats/midi/validate-midi.ts';
import {
  abcjsRendering,
  plainRendering,
  type Rendering,
  render,
} from '../../src/music/reference-renderer.ts';
import { validRendering } from '../../src/music/valid-rendering.ts';

const tune = (body: string, fields = 'M:4/4\nQ:1/4=120') => `X:1\nT:Dots\nL:1/8\n${fields}\nK:C\n${body}\n`;

function midi(rendering: Rendering | undefined): Uint8Array {
  if (!rendering?.ok) throw new Error('no rendering');
  return rendering.midi;
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
  const theirs = midi(render(abc));
  expect(validateMidi(theirs).code).toBe('notes/unmatched-off');
  const repaired = midi(validRendering(abc, render));
  expect(validateMidi(repaired)).toMatchObject({ valid: true });
  // Without the dots the onsets and pitches are the same
  const plain = notes(midi(render(abc.replaceAll('.', ''))));
  const dotted = notes(repaired);
  expect(dotted.map(([tick, pitch]) => [tick, pitch])).toEqual(plain.map(([tick, pitch]) => [tick, pitch]));
  const shares = dotted.map(([, , duration], i) => duration! / plain[i]![2]!);
  for (const share of shares) expect([0.6, 1]).toContainEqual(expect.closeTo(share, 2));
  expect(shares.filter((share) => share < 0.7).length).toBeGreaterThan(2);
});

test.each(Object.entries(FAST))('both writers repair alike: %s', (_, body) => {
  const staccatoAsMeant = true;
  const ours = midi(plainRendering(tune(body), { staccatoAsMeant }));
  expect(Buffer.from(midi(abcjsRendering(tune(body), { staccatoAsMeant }))).equals(ours)).toBe(true);
});

test('voices and compound metres are repaired as well', () => {
  const voices = tune('V:1\n.C.D.E.F|\nV:2\n.c2 .d2|');
  expect(plainRendering(voices)).toBeUndefined();
  for (const abc of [voices, tune('.CDE .F.G.A|', 'M:6/8\nQ:3/8=110')]) {
    expect(validateMidi(midi(render(abc))).valid).toBe(false);
    expect(validateMidi(midi(validRendering(abc, render))).valid).toBe(true);
  }
});

test('where the file is valid it stays as abcjs writes it', () => {
  for (const abc of [tune('.C.D.E.F|', 'M:4/4\nQ:1/4=60'), tune('CDEF|')])
    expect(midi(validRendering(abc, render))).toEqual(midi(render(abc)));
});

test('what is invalid for other reasons stays so', () => {
  const zeroLength = tune('.C4 D4|E/1024 F|');
  const before = render(zeroLength);
  const repaired = midi(render(zeroLength, { staccatoAsMeant: true }));
  expect(validateMidi(repaired).code).toBe('notes/zero-length');
  expect(validRendering(zeroLength, render)).toEqual(before);
  expect(validRendering('', render)).toMatchObject({ ok: false, code: 'teacher/no-tune' });
});
