/** The second renderer. Hazard: figures that are said to compare with the paper, made from other text than its authors'. */
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { abc2midi, abc2midiVersion, withPreamble } from '../../../src/corpus/render/abc2midi.ts';
import { notesOf } from '../../../src/formats/midi/notes.ts';
import { readSmf } from '../../../src/formats/midi/smf/read-smf.ts';

test('the text that abc2midi gets: the preamble, no S: B: E: lines, volume again after the first K:', () => {
  const abc = 'X:7\nS:2\nB:5\nE:5\nT:One\nM:4/4\nK:C\nCDEF|\nK:G\nGABc|\n';
  expect(withPreamble(abc, { chords: true }).split('\n')).toEqual([
    'X:1',
    '%%MIDI control 7 96',
    '%%MIDI control 10 64',
    '%%MIDI gchordon',
    '%%MIDI program 0',
    '%%MIDI chordprog 24',
    '%%MIDI bassprog 24',
    '%%MIDI chordvol 96',
    '%%MIDI bassvol 96',
    'T:One',
    'M:4/4',
    'K:C',
    '%%MIDI control 7 96',
    'CDEF|',
    'K:G',
    'GABc|',
    '',
  ]);
});

const there = spawnSync('abc2midi', ['-ver']).error === undefined;

test.skipIf(!there)('abc2midi (only where it is installed) plays the tune; its version is told', () => {
  expect(abc2midiVersion()).toMatch(/abc2midi/);
  const rendering = abc2midi('X:1\nT:One\nM:4/4\nL:1/8\nK:C\nCDEF|\n', { chords: false });
  if (!rendering.ok) throw new Error(rendering.message);
  const reading = readSmf(rendering.midi);
  if (!reading.ok) throw new Error(reading.message);
  expect(notesOf(reading.file).notes.map(({ pitch }) => pitch)).toEqual([60, 62, 64, 65]);
});

test.skipIf(there)('without abc2midi the error says how to get it', () => {
  expect(() => abc2midiVersion()).toThrow(expect.objectContaining({ code: 'teacher/not-found' }));
});
