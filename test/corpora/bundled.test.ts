import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BUNDLED } from '../../corpora/bundled/index.ts';
import { readBundled } from '../../corpora/bundled/read.ts';
import bundled from '../../pipelines/bundled.ts';
import { BgptError } from '../../src/errors.ts';
import { notesOf } from '../../src/formats/midi/notes.ts';
import { readSmf } from '../../src/formats/midi/smf/read-smf.ts';
import { validateMidi } from '../../src/formats/midi/validate-midi.ts';
import { render } from '../../src/music/reference-renderer.ts';
import { witness } from '../music/compose/witness.ts';

const FOLDER = resolve(import.meta.dirname, '../../corpora/bundled');

test('the index and the folder name the same tunes', () => {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.abc'));
  expect(files.sort()).toEqual(BUNDLED.map(({ file }) => `${file}.abc`).sort());
  expect(new Set(BUNDLED.map(({ shows }) => shows)).size).toBe(BUNDLED.length);
});

test('a name that is not there is a coded error', async () => {
  await expect(readBundled('no-such-tune')).rejects.toThrow(BgptError);
});

/** Tunes whose metre changes: no one bar length to compare with. */
const MIXED = new Set(['twelve-days']);

describe.each(BUNDLED)('$file', ({ file, title }) => {
  test('bears its title and is read without a warning; the renderer’s file passes the checks', async () => {
    const abc = await readBundled(file);
    expect(abc).toContain(`T:${title}\n`);
    const rendering = render(abc);
    if (!rendering.ok) throw new Error(rendering.code);
    expect(rendering.warnings).toEqual([]);
    expect(validateMidi(rendering.midi)).toMatchObject({ valid: true });
  });

  test.skipIf(MIXED.has(file))('has full bars, an upbeat made up for at the end of its part', async () => {
    const { bars, barLength } = witness(await readBundled(file));
    const full = (length: number) => Math.abs(length - barLength) < 1e-6;
    // Where bars may be short: a part's first bar, and the last one before a repeat, an ending or the end.
    let upbeat = full(bars[0]!.length) ? 0 : bars[0]!.length;
    for (const [i, bar] of bars.entries()) {
      const opens = bars[i - 1]?.behind !== 'bar_thin';
      const closes = bar.behind !== 'bar_thin';
      if (i === 0 || full(bar.length)) continue;
      expect(opens || closes, `bar ${i} of ${file}`).toBe(true);
      if (opens && !closes) upbeat = bar.length;
      if (closes) expect(bar.length + upbeat, `bar ${i} of ${file}`).toBeCloseTo(barLength, 6);
    }
  });
});

/** Onsets in beats and pitches of a tune's first notes. */
async function opening(file: string, count: number): Promise<[number, number][]> {
  const rendering = render(await readBundled(file));
  if (!rendering.ok) throw new Error(rendering.code);
  const read = readSmf(rendering.midi);
  if (!read.ok) throw new Error(read.code);
  const notes = notesOf(read.file).notes.slice(0, count);
  return notes.map(({ tick, pitch }) => [tick / 480, pitch]);
}

test('what a tune is here to show is heard', async () => {
  // The raised notes of Greensleeves, the flat seventh of Old Joe Clark, the high C of Joy to the World.
  expect((await opening('greensleeves', 16)).map(([, pitch]) => pitch)).toContain(68);
  expect((await opening('old-joe-clark', 3)).map(([, pitch]) => pitch)).toEqual([76, 78, 79]);
  expect((await opening('joy-to-the-world', 8)).map(([, pitch]) => pitch)).toEqual([
    84, 83, 81, 79, 77, 76, 74, 72,
  ]);
  // A broken pair is 3:1.
  expect((await opening('london-bridge', 3)).map(([beat]) => beat)).toEqual([0, 1.5, 2]);
});

test('the recipe streams every tune once, under a card that allows training', async () => {
  const recipe = await bundled();
  const ids: (string | undefined)[] = [];
  for await (const entry of recipe.tunes()) if (entry.kind === 'tune') ids.push(entry.id);
  expect(ids).toEqual(BUNDLED.map(({ file }) => `bundled-${file}`));
  expect(recipe.cards.map(({ mayTrain }) => mayTrain)).toEqual([true]);
});
