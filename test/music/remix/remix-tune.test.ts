import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { validateMidi } from '../../../src/formats/midi/validate-midi.ts';
import { abcLines } from '../../../src/music/abc-lines.ts';
import { syntheticTune } from '../../../src/music/compose/generate.ts';
import { randomAt } from '../../../src/music/compose/random.ts';
import { abcjsRendering, plainRendering, render } from '../../../src/music/reference-renderer.ts';
import { crop, spliceBars } from '../../../src/music/remix/change-bars.ts';
import { changeNotes } from '../../../src/music/remix/change-notes.ts';
import { REMIX_VERSION, remixTune } from '../../../src/music/remix/remix-tune.ts';

const BUNDLED = readdirSync('corpora/bundled')
  .filter((name) => name.endsWith('.abc'))
  .map((name) => readFileSync(`corpora/bundled/${name}`, 'utf8'));
const TUNES = [...BUNDLED, ...Array.from({ length: 60 }, (_, i) => syntheticTune(5, i))];

function remix(index: number, seed = 1): { from: string; to: string } {
  const random = randomAt(seed, index);
  const from = random.pick(TUNES);
  return { from, to: remixTune(random, from, () => random.pick(TUNES)) };
}

test('the same draws give the same text, other draws another', () => {
  for (let i = 0; i < 20; i++) expect(remix(i)).toEqual(remix(i));
  const texts = new Set(Array.from({ length: 50 }, (_, i) => remix(i).to));
  expect(texts.size).toBeGreaterThan(45);
});

test('the version stands for these very texts', () => {
  const sum = createHash('sha256');
  const synthetic = (seed: number) => syntheticTune(7, seed);
  for (let i = 0; i < 100; i++) {
    const random = randomAt(3, i);
    sum.update(remixTune(random, synthetic(i), () => synthetic(random.int(0, 99))));
  }
  expect([REMIX_VERSION, sum.digest('hex').slice(0, 16)]).toEqual([3, '6a890a309c0a92be']);
});

test('the header keeps its fields in order and ends with K:', () => {
  const letters = (abc: string) => {
    const found = abcLines(abc).flatMap((line) => (line.kind === 'field' ? [line.letter] : []));
    return found.slice(0, found.indexOf('K') + 1);
  };
  for (let i = 0; i < 200; i++) {
    const { from, to } = remix(i);
    // A tempo and a kind may come, go, or move
    const but = (abc: string) => letters(abc).filter((letter) => !'QR'.includes(letter));
    expect(but(to)).toEqual(but(from));
  }
});

test('most remixes are valid by their renderer, and most differ from what they came from', () => {
  const remixes = Array.from({ length: 300 }, (_, i) => remix(i));
  const sound = remixes.filter(({ to }) => {
    const rendering = render(to);
    return rendering.ok && validateMidi(rendering.midi).valid;
  });
  expect(sound.length).toBeGreaterThan(0.8 * remixes.length);
  expect(remixes.filter(({ from, to }) => from !== to).length).toBeGreaterThan(0.9 * remixes.length);
});

test('remixes that are written without abcjs have its bytes', () => {
  let plain = 0;
  for (let i = 0; i < 400; i++) {
    const { to } = remix(i, 2);
    const rendering = plainRendering(to);
    if (rendering === undefined) continue;
    plain++;
    expect(rendering, to).toMatchObject({ ok: true });
    const renderer = abcjsRendering(to);
    expect(renderer.ok && rendering.ok && Buffer.from(renderer.midi).equals(rendering.midi), to).toBe(true);
  }
  expect(plain).toBeGreaterThan(100);
});

describe('changes', () => {
  test('cropping keeps at least one line, of those in a row', () => {
    const body = ['a', 'b', 'c', 'd', 'e'];
    for (let i = 0; i < 100; i++) {
      const kept = crop(randomAt(4, i), body);
      expect(kept.length).toBeGreaterThan(0);
      expect(body.join('')).toContain(kept.join(''));
    }
  });

  test('a bar comes whole and only to where a whole bar stood', () => {
    const ours = ['P:A', 'A2|BCDE|[1 FGAB|"no|bar"c d|(3abc d2|e4:|', 'w:la|la|la'];
    const theirs = 'X:1\nK:C\nz|GGGG|(3efg|[ce]4|a|\n';
    const seen = new Set<string>();
    for (let i = 0; i < 200; i++) {
      const [part, line, words] = spliceBars(randomAt(6, i), ours, () => theirs);
      expect([part, words]).toEqual(['P:A', 'w:la|la|la']);
      const bars = line!.split('|');
      for (const fixed of [0, 2, 3, 4, 6]) expect(bars[fixed]).toBe(ours[1]!.split('|')[fixed]);
      for (const free of [1, 5]) seen.add(bars[free]!);
    }
    expect(seen).toEqual(new Set(['BCDE', '(3abc d2', 'GGGG', '(3efg', 'a']));
  });

  test('words, chords, grace notes and fields inside a line stay as they are', () => {
    const line = '"Gmaj7"A2 !trill!B [K:Dmin] {gab}c [CEG]2 "_da"d';
    for (let i = 0; i < 200; i++) {
      const changed = changeNotes(randomAt(8, i), [line]).at(-1);
      for (const kept of ['"Gmaj7"', '!trill!', '[K:Dmin]', '{gab}', '[CEG]2', '"_da"'])
        expect(changed).toContain(kept);
    }
  });
});
