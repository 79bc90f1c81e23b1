/** The check of a build. Hazards: a wrong pair that nobody notices, a choice of tunes that depends on order or workers. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildPairs } from '../../../src/corpus/build.ts';
import { filesRecipe } from '../../../src/corpus/recipe.ts';
import { CHECKED_ONE_IN, checkedRender, isChecked } from '../../../src/corpus/render/checked-renderer.ts';
import { abcjsRendering, plainRendering, type Rendering } from '../../../src/music/reference-renderer.ts';
import { temporary, tune, tunes } from '../helpers.ts';

const folder = temporary();
const all = Array.from({ length: 2000 }, (_, i) => tune(`number ${i}`));
const checked = all.find(isChecked)!;
const unchecked = all.find((abc) => !isChecked(abc))!;

/** A plain writer with a fault. */
const faulty =
  (change: (midi: Uint8Array) => Uint8Array) =>
  (abc: string): Rendering | undefined => {
    const rendering = plainRendering(abc);
    return rendering?.ok ? { ...rendering, midi: change(rendering.midi) } : rendering;
  };
const wrongByte = (midi: Uint8Array) => midi.with(midi.length - 10, 1);

test('about one tune in fifty is checked', () => {
  const share = all.filter(isChecked).length / all.length;
  expect(share).toBeGreaterThan(0.5 / CHECKED_ONE_IN);
  expect(share).toBeLessThan(2 / CHECKED_ONE_IN);
});

test('a checked tune goes to both, another plain one to abcjs not at all', () => {
  const asked: string[] = [];
  const renderers = {
    plainRendering,
    abcjsRendering: (abc: string) => {
      asked.push(abc);
      return abcjsRendering(abc);
    },
  };
  const chord = tune('a chord', '[CEG]|');
  for (const abc of [checked, unchecked, chord]) expect(checkedRender(abc, {}, renderers).ok).toBe(true);
  expect(asked).toEqual([checked, chord]);
});

test.each<[string, (midi: Uint8Array) => Uint8Array]>([
  ['another byte', wrongByte],
  ['a byte too few', (midi) => midi.slice(0, -1)],
  ['a byte too many', (midi) => Uint8Array.of(...midi, 0)],
])('%s: an error that has the tune', (_name, change) => {
  const renderers = { plainRendering: faulty(change), abcjsRendering };
  expect(() => checkedRender(checked, {}, renderers)).toThrow(
    expect.objectContaining({
      code: 'teacher/disagrees',
      message: expect.stringContaining(checked),
      details: expect.objectContaining({ abc: checked }),
    }),
  );
});

test.each<[string, Rendering]>([
  [
    'warns',
    {
      ok: true,
      midi: (plainRendering(checked) as { midi: Uint8Array }).midi,
      warnings: ['Unknown character'],
    },
  ],
  ['refuses', { ok: false, code: 'teacher/threw', message: 'no', warnings: [] }],
])('abcjs %s where we write: an error', (_name, theirs) => {
  const renderers = { plainRendering, abcjsRendering: () => theirs };
  expect(() => checkedRender(checked, {}, renderers)).toThrow(
    expect.objectContaining({ code: 'teacher/disagrees' }),
  );
});

test('a disagreement in a worker stops the build, with its code; nothing is quarantined for it', async () => {
  const input = join(folder, 'tunes.abc');
  const out = join(folder, 'out');
  writeFileSync(
    input,
    tunes(300)
      .map(({ abc }) => abc)
      .join('\n'),
  );
  const name = new URL('../files/disagreeing-renderer.ts', import.meta.url).href;
  const work = buildPairs({
    recipe: filesRecipe([input]),
    out,
    workers: 2,
    settings: { renderer: { name, chords: false } },
  });
  await expect(work).rejects.toMatchObject({
    code: 'teacher/disagrees',
    details: { abc: expect.any(String) },
  });
});
