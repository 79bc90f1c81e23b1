import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { readBundled } from '../../corpora/bundled/read.ts';
import { notesOf } from '../../src/formats/midi/notes.ts';
import { readSmf } from '../../src/formats/midi/smf/read-smf.ts';
import { INPUT_VARIANTS, inputVariant } from '../../src/music/input-variants.ts';
import { render } from '../../src/music/reference-renderer.ts';

const notes = (bytes: Uint8Array) => {
  const reading = readSmf(bytes);
  if (!reading.ok) throw new Error(reading.message);
  return notesOf(reading.file).notes;
};
const rendered = async (file: string) => {
  const rendering = render(await readBundled(file));
  if (!rendering.ok) throw new Error(rendering.message);
  return rendering.midi;
};

/** SHA-256, first twelve digits, of what peers/midi2abc-eval.mjs writes with `--dump` for The Kesh. */
const PEER = { renderer: '421d38bf39a1', flat: '34bb79a8f26f', bare: 'bc1ecb73cc45', played: 'cb83f8b47d30' };

test('the bytes of the peer', async () => {
  const midi = await rendered('kesh-jig');
  const hashes = INPUT_VARIANTS.map((variant) => {
    const bytes = inputVariant(midi, variant)!;
    return [variant, createHash('sha256').update(bytes).digest('hex').slice(0, 12)];
  });
  expect(Object.fromEntries(hashes)).toEqual(PEER);
});

test('bare and flat play the same notes, without the accents that tell of bar lines', async () => {
  const midi = await rendered('frere-jacques-round');
  const sound = (bytes: Uint8Array) =>
    notes(bytes).map(({ tick, duration, pitch }) => [tick, duration, pitch]);
  for (const variant of ['bare', 'flat'] as const) {
    const bytes = inputVariant(midi, variant)!;
    expect(sound(bytes)).toEqual(sound(midi));
    expect(new Set(notes(bytes).map(({ velocity }) => velocity))).toEqual(new Set([80]));
  }
});

test('played notes are 90 % long and near where they were', async () => {
  const [before, after] = [
    notes(await rendered('kesh-jig')),
    notes(inputVariant(await rendered('kesh-jig'), 'played')!),
  ];
  const away = after.map(({ tick }, i) => Math.abs(tick - before[i]!.tick));
  expect(Math.max(...away)).toBeGreaterThan(10);
  expect(Math.max(...away)).toBeLessThan(60);
  expect(after.map(({ duration }) => duration)).toEqual(
    before.map(({ duration }) => Math.round(0.9 * duration)),
  );
});

test('what is no rendering has no variants', () => {
  expect(inputVariant(new Uint8Array(3), 'bare')).toBeUndefined();
});
