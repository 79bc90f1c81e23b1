import { describe, expect, test } from 'vitest';
import { RUNGS, validateMidi } from '../../src/formats/midi/validate-midi.ts';
import { teach } from '../../src/music/teacher.ts';
import { fixtureBytes, fromHex, MIDI_FIXTURES } from '../files/midi-fixtures.ts';

test.each(MIDI_FIXTURES)('$name stands where its definition says', (fixture) => {
  const verdict = validateMidi(fixtureBytes(fixture));
  expect(verdict.code).toBe(fixture.ladder);
  expect(verdict.valid).toBe(fixture.ladder === undefined);
  expect(verdict.notes).toBe(fixture.notes.length);
});

test('the rungs below the broken one hold, those above it were not tried', () => {
  const silent = validateMidi(fixtureBytes(MIDI_FIXTURES.find(({ name }) => name === 'silent')!));
  expect(silent.rung).toBe('has notes');
  expect(silent.rungs.map(({ passed }) => passed)).toEqual([
    true,
    true,
    true,
    true,
    true,
    false,
    undefined,
    undefined,
  ]);
  const valid = validateMidi(fixtureBytes(MIDI_FIXTURES[0]!));
  expect(valid.rungs.every(({ passed }) => passed)).toBe(true);
  expect(valid.rung).toBe(RUNGS.at(-1));
});

test('a program change under a sounding note: @tonejs/midi loses the note, and the last rung says so', () => {
  const file = fromHex(
    `4d546864 00000006 0000 0001 0060 4d54726b 0000000f
    00c000 00903c40 60c001 00803c00 00ff2f00`.replace('0000000f', '00000012'),
  );
  const verdict = validateMidi(file);
  expect(verdict).toMatchObject({ valid: false, code: 'midi/re-encodes-differently', offset: 25 });
});

/** What abcjs is known to get wrong (each seen in 6.7.2): nothing of it may pass for a good pair. */
describe('what the teacher writes wrongly is stopped', () => {
  const tune = (head: string, body: string) => `X:1\n${head}K:C\n${body}\n`;
  test.each<[what: string, abc: string, code: string]>([
    ['a title of exactly 128 characters', tune(`T:${'a'.repeat(128)}\n`, 'CDEF|'), 'smf/no-running-status'],
    ['a header without a body', 'X:1\nT:x\nK:C\n', 'smf/tempo'],
    ['garbage with a key', 'K:C\n%&/(%/&(\n((((', 'smf/tempo'],
    ['staccato at 200 bpm', tune('Q:1/4=200\n', '.A.B.c.d|'), 'notes/unmatched-off'],
    ['staccato at 120 bpm in eighths', tune('M:4/4\nL:1/8\nQ:1/4=120\n', '.A.B.c.d|'), 'notes/unmatched-off'],
    ['a rest of two thousand bars', tune('', 'C Z2000 D|'), 'smf/data-byte'],
    ['a note longer than any delta time', tune('L:1/4\n', 'C z999999 D|'), 'smf/data-byte'],
    ['a pitch over 127', tune('', "c''''''''''''|"), 'smf/data-byte'],
    ['a pitch under 16', tune('', 'C,,,,,,C|'), 'smf/data-byte'],
    ['a tempo of 99,999', tune('Q:1/4=99999\n', 'CDEF|'), 'smf/tempo'],
    [
      'a voice name of 140 characters',
      `X:1\nV:1 name="${'n'.repeat(140)}"\nK:C\nV:1\nCDEF|`,
      'smf/event-truncated',
    ],
  ])('%s', (_what, abc, code) => {
    const lesson = teach(abc);
    if (!lesson.ok) throw new Error(lesson.message);
    expect(validateMidi(lesson.midi)).toMatchObject({ valid: false, code });
  });
});
