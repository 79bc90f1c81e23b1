/** Hazards: targets that cannot be verified; a pair that depends on what was asked before; a source that tells what users' files do not. */
import { expect, test } from 'vitest';
import type { PairSource } from '../../src/bytes/pair-source.ts';
import type { PairBytes } from '../../src/bytes/sequence.ts';
import { canonicalMidi } from '../../src/music/canonical-midi/canonical-midi.ts';
import { render } from '../../src/music/reference-renderer.ts';
import { syntheticPairs } from '../../src/music/rendered-pairs.ts';
import { noteVerifier } from '../../src/music/transcribe/note-verifier.ts';
import { transcriptionPairs } from '../../src/music/transcription-pairs.ts';
import { transcriptionTarget } from '../../src/music/transcription-target.ts';
import { validRendering } from '../../src/music/valid-rendering.ts';

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
function pairOf(abc: string): PairBytes {
  const rendering = validRendering(abc, render);
  if (!rendering.ok) throw new Error(rendering.message);
  const source = new TextEncoder().encode(abc);
  return { sourceFormat: 'abc', targetFormat: 'mid', source, target: rendering.midi };
}
const always = (abc: string): PairSource => {
  const pair = pairOf(abc);
  return { name: 'one tune', size: undefined, pair: async () => pair };
};

const TUNE =
  'X:7\nT:A Title\nR:jig\nC:Someone\nM:6/8\nL:1/8\nQ:3/8=100\nK:Gmaj\n"G"D|G2G BAG|A2A cBA|G2G BAG|F2D D2:|\n';

test('a pair depends on seed and index alone', async () => {
  const source = syntheticPairs(3, { profile: 'short' });
  const pairs = transcriptionPairs(5, source);
  const again = transcriptionPairs(5, syntheticPairs(3, { profile: 'short' }));
  await again.pair(2);
  expect(await again.pair(11)).toEqual(await pairs.pair(11));
  const all = await Promise.all(Array.from({ length: 12 }, (_, i) => pairs.pair(i)));
  const other = transcriptionPairs(6, source);
  expect(await Promise.all(all.map((_, i) => other.pair(i)))).not.toEqual(all);
});

test('every target is verified against its source, bar by bar and whole, by abcjs without a warning', async () => {
  const pairs = transcriptionPairs(5, syntheticPairs(4, { profile: 'short' }));
  let there = 0;
  for (let i = 0; i < 30; i++) {
    const pair = await pairs.pair(i);
    if (!pair) continue;
    there++;
    const source = canonicalMidi(pair.source);
    if (!source.ok) throw new Error(source.message);
    expect(source.bytes).toEqual(pair.source);
    const verifier = noteVerifier(source.tune);
    expect(verifier.verify(text(pair.target))).toMatchObject({ verified: true, warnings: [] });
    expect(verifier.judge(text(pair.target), true)).toMatchObject({ ok: true, complete: true });
  }
  expect(there).toBeGreaterThan(25);
});

test('what no MIDI file tells is not in the text; a tempo is, where the source states one, and is the same', async () => {
  const pairs = transcriptionPairs(5, always(TUNE));
  const told = { keys: new Set(), metres: new Set(), tempo: new Set() };
  for (let i = 0; i < 24; i++) {
    const pair = (await pairs.pair(i))!;
    const written = text(pair.target);
    const source = canonicalMidi(pair.source);
    if (!source.ok) throw new Error(source.message);
    const { keys, metres, tempo } = source.tune;
    told.keys.add(keys.length);
    told.metres.add(metres.length);
    told.tempo.add(tempo);
    expect(written.replace(/^Q:.*\n/m, '')).toBe(
      'X:1\nM:6/8\nL:1/8\nK:G\n|:D|G2G BAG|A2A cBA|G2G BAG|F2D D2:|\n',
    );
    expect(/^Q:1\/4=(\d+)$/m.exec(written)?.[1]).toBe(tempo === undefined ? undefined : String(tempo));
  }
  expect(told.keys).toEqual(new Set([0, 1]));
  expect(told.metres).toEqual(new Set([0, 1]));
  expect(told.tempo.has(undefined)).toBe(true);
  // the tune's, 120, and others
  expect(told.tempo.size).toBeGreaterThan(3);
});

test.each([
  ['staccato, which abcjs plays too short', 'G2.G .BAG|', 'G2G BAG|'],
  ['a tie to another pitch, meant as a slur', 'G2G- BAG|', 'G2G BAG|'],
  ['a slur', 'G2(G BAG)|', 'G2G BAG|'],
  ['a tie that holds', 'G2G- GAG|', 'G2G- GAG|'],
  ['a trill is notes', 'G2G TBAG|', 'G2G TBAG|'],
])('%s', (_, written, wanted) => {
  const head = 'X:1\nM:6/8\nL:1/8\nQ:3/8=120\nK:G\n';
  const { source, target } = pairOf(`${head}${written}A2A c3|]\n`);
  expect(transcriptionTarget(text(source), target)?.text(undefined)).toContain(wanted);
});

test('voices are numbered, and their names left out', () => {
  const hymn =
    'X:1\nM:4/4\nL:1/4\nK:F\nV:S name="Soprano"\nV:B clef=bass\n[V:S]FAcA|F4|]\n[V:B]F,C,F,C,|F,4|]\n';
  const { source, target } = pairOf(hymn);
  expect(transcriptionTarget(text(source), target)?.text(undefined)).toContain(
    'V:1\nV:2\nK:F\n[V:1]F2A2 c2A2|F8|]\n[V:2]F,2C,2 F,2C,2|F,8|]\n',
  );
});

test('what cannot be formatted, or is no tune, gives no pair', async () => {
  const pair = pairOf(TUNE);
  expect(transcriptionTarget('no tune', pair.target)).toBeUndefined();
  const turned: PairBytes = {
    sourceFormat: 'mid',
    targetFormat: 'abc',
    source: pair.target,
    target: pair.source,
  };
  const source = { name: 'turned', size: 1, pair: async () => turned };
  expect(await transcriptionPairs(1, source).pair(0)).toBeUndefined();
});
