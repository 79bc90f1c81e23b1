import { expect, test } from 'vitest';
import { readSmf } from '../../../src/formats/midi/smf/read-smf.ts';
import { drawTune } from '../../../src/music/compose/generate.ts';
import { render } from '../../../src/music/reference-renderer.ts';
import { witness, wrongBars } from './witness.ts';

const tunes = Array.from({ length: 60 }, (_, index) => drawTune(20261124, index, { profile: 'parts' }));

/** Voices by their names in the text. */
const voicesIn = (abc: string) => new Set([...abc.matchAll(/^\[?V: ?(\w+)/gm)].map(([, name]) => name)).size;

test('every voice has the same number of bars, and in each of them every bar adds up', () => {
  for (const { abc } of tunes) {
    const first = witness(abc, 0);
    for (let voice = 0; voice < voicesIn(abc); voice++) {
      const seen = witness(abc, voice);
      expect(wrongBars(seen), `voice ${voice} of\n${abc}`).toEqual([]);
      expect(seen.bars.length, `voice ${voice} of\n${abc}`).toBe(first.bars.length);
    }
  }
});

test('the renderer gives every voice a track, behind that of the metre and tempo', () => {
  for (const { abc } of tunes) {
    const rendering = render(abc);
    if (!rendering.ok) throw new Error(rendering.message);
    const read = readSmf(rendering.midi);
    if (!read.ok) throw new Error(abc);
    expect(read.file.tracks.length, abc).toBe(1 + voicesIn(abc));
  }
});

test('two, three and four voices, with and without words, in both styles', () => {
  expect(new Set(tunes.map(({ abc }) => voicesIn(abc)))).toEqual(new Set([2, 3, 4]));
  for (const style of ['hymnBook', 'voiceBook']) {
    const sung = tunes.filter((tune) => tune.style === style).map(({ abc }) => /^w:/m.test(abc));
    expect(new Set(sung)).toEqual(new Set([true, false]));
  }
});
