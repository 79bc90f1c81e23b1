import { expect, test } from 'vitest';
import { readBundled } from '../../../corpora/bundled/read.ts';
import { canonicalMidi } from '../../../src/music/canonical-midi/canonical-midi.ts';
import { inputVariant } from '../../../src/music/input-variants.ts';
import { render } from '../../../src/music/reference-renderer.ts';
import { ruleTune } from '../../../src/music/rules/rule-tune.ts';
import { noteVerifier } from '../../../src/music/transcribe/note-verifier.ts';

const transcribed = async (file: string, variant: 'renderer' | 'bare') => {
  const rendering = render(await readBundled(file));
  if (!rendering.ok) throw new Error(rendering.message);
  const canonical = canonicalMidi(inputVariant(rendering.midi, variant)!);
  if (!canonical.ok) throw new Error(canonical.message);
  const abc = ruleTune(canonical.tune);
  return { abc, verified: noteVerifier(canonical.tune).verify(abc).verified };
};

test.each([
  ['old-joe-clark', 'Amix', 2],
  ['drunken-sailor', 'Ddor', 0],
  ['korobeiniki', 'Am', 1],
])('%s: mode by the final, parts that are played twice written once', async (file, key, repeats) => {
  const { abc, verified } = await transcribed(file, 'renderer');
  expect(verified).toBe(true);
  expect(abc).toContain(`\nK:${key}\n`);
  expect(abc.match(/:\|/g) ?? []).toHaveLength(repeats);
});

test('a hymn with a pickup of a quarter note', async () => {
  const { abc, verified } = await transcribed('amazing-grace', 'renderer');
  expect(verified).toBe(true);
  expect(abc).toMatch(/^M:3\/4$/m);
  expect(abc).toMatch(/^K:.*\n[^|]{1,4}\|/m);
});

test('without key and metre every note is right all the same', async () => {
  for (const file of ['kesh-jig', 'greensleeves', 'frere-jacques-round', 'minuet-in-g']) {
    const { abc, verified } = await transcribed(file, 'bare');
    expect([file, verified]).toEqual([file, true]);
    expect(abc).toMatch(/^K:\S+$/m);
  }
});
