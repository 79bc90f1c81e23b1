import { describe, expect, test } from 'vitest';
import { CHECKS, validateMidi } from '../../src/formats/midi/validate-midi.ts';
import { render } from '../../src/music/reference-renderer.ts';
import { fixtureBytes, fromHex, MIDI_FIXTURES } from '../files/midi-fixtures.ts';

test.each(MIDI_FIXTURES)('$name stands where its definition says', (fixture) => {
  const verdict = validateMidi(fixtureBytes(fixture));
  expect(verdict.code).toBe(fixture.checks);
  expect(verdict.valid).toBe(fixture.checks === undefined);
  expect(verdict.notes).toBe(fixture.notes.length);
});

test('the checks below the broken one hold, those above it were not tried', () => {
  const silent = validateMidi(fixtureBytes(MIDI_FIXTURES.find(({ name }) => name === 'silent')!));
  expect(silent.check).toBe('has notes');
  expect(silent.checks.map(({ passed }) => passed)).toEqual([
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
  expect(valid.checks.every(({ passed }) => passed)).toBe(true);
  expect(valid.check).toBe(CHECKS.at(-1));
});

/** A track of format 0, 96 ticks a quarter note. */
function oneTrack(body: string): Uint8Array {
  const length = (fromHex(body).length + 4).toString(16).padStart(8, '0');
  return fromHex(`4d546864 00000006 0000 0001 0060 4d54726b ${length} ${body} 00ff2f00`);
}

describe('a program change is a message of its own', () => {
  test.each([
    ['under one note', '00c000 00903c40 60c001 00803c00', 1],
    ['to the same program', '00c001 00903c40 60c001 00803c00', 1],
    ['under a note that a note of its pitch follows', '00903c40 30c005 30803c00 00903c40 60803c00', 2],
    ['twice, with two channels', '00903c40 00913e40 30c005 30c105 00803c00 30813e00', 2],
  ])('%s: the note-off ends the note whatever the program', (_what, body, notes) => {
    expect(validateMidi(oneTrack(body))).toMatchObject({ valid: true, notes });
  });

  test('what is wrong without it is wrong with it', () => {
    const never = validateMidi(oneTrack('00903c40 60c001 00803d00'));
    expect(never).toMatchObject({ valid: false, code: 'notes/unmatched-on' });
  });
});

describe('a system exclusive message has its F7', () => {
  test.each([
    ['in one packet', '00f0 03 7e09f7 00903c40 60803c00'],
    ['in two packets', '00f0 02 7e09 10f7 02 01f7 00903c40 60803c00'],
    ['with a text between its packets', '00f0 02 7e09 00ff0100 10f7 02 01f7 00903c40 60803c00'],
    ['an F7 event alone holds any bytes', '00f7 02 f3 01 00903c40 60803c00'],
  ])('%s: valid', (_what, body) => {
    expect(validateMidi(oneTrack(body))).toMatchObject({ valid: true, notes: 1 });
  });

  test.each([
    ['none at all', '00f0 02 7e09', 22],
    ['no bytes at all', '00903c40 60803c00 00f0 00', 30],
    ['a note before it', '00f0 02 7e09 00903c40 60803c00 00f7 01 f7', 22],
    ['another message before it', '00f0 02 7e09 00f0 03 7e09f7', 22],
  ])('%s: invalid', (_what, body, offset) => {
    expect(validateMidi(oneTrack(body))).toMatchObject({ valid: false, code: 'smf/sysex-unended', offset });
  });
});

/** What abcjs is known to get wrong (each seen in 6.7.2): nothing of it may pass for a good pair. */
describe('what the renderer writes wrongly is stopped', () => {
  const tune = (head: string, body: string) => `X:1\n${head}K:C\n${body}\n`;
  test.each<[what: string, abc: string, code: string]>([
    ['a title of exactly 128 characters', tune(`T:${'a'.repeat(128)}\n`, 'CDEF|'), 'smf/no-running-status'],
    ['staccato at 200 bpm', tune('Q:1/4=200\n', '.A.B.c.d|'), 'notes/unmatched-off'],
    ['staccato at 120 bpm in eighths', tune('M:4/4\nL:1/8\nQ:1/4=120\n', '.A.B.c.d|'), 'notes/unmatched-off'],
    ['a rest of two thousand bars', tune('', 'C Z2000 D|'), 'smf/data-byte'],
    ['a pitch over 127', tune('', "c''''''''''''|"), 'smf/data-byte'],
    ['a pitch under 16', tune('', 'C,,,,,,C|'), 'smf/data-byte'],
    ['a tempo of 99,999', tune('Q:1/4=99999\n', 'CDEF|'), 'smf/tempo'],
    [
      'a voice name of 140 characters',
      `X:1\nV:1 name="${'n'.repeat(140)}"\nK:C\nV:1\nCDEF|`,
      'smf/event-truncated',
    ],
  ])('%s', (_what, abc, code) => {
    const rendering = render(abc);
    if (!rendering.ok) throw new Error(rendering.message);
    expect(validateMidi(rendering.midi)).toMatchObject({ valid: false, code });
  });
});
