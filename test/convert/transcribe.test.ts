/**
 * Hazards: a text called verified that plays otherwise; bars counted for the model that it did not write; other writers' files;
 * a free performance taken for music on a beat; a file longer than the context.
 */
import midiPackage from '@tonejs/midi';
import { afterAll, describe, expect, test } from 'vitest';
import { openModel } from '../../src/convert/model.ts';
import { transcribe } from '../../src/convert/transcribe.ts';
import type { TranscribeOptions } from '../../src/convert/transcribe-options.ts';
import { type Transcription, transcribedBy } from '../../src/convert/transcription.ts';
import { onnxEngine } from '../../src/engine/onnx/onnx-engine.ts';
import { canonicalMidi } from '../../src/music/canonical-midi/canonical-midi.ts';
import { inputVariant } from '../../src/music/input-variants.ts';
import { abcjsRendering, render } from '../../src/music/reference-renderer.ts';
import { following, type Script, scriptedDecoder } from '../generate/scripted.ts';
import { key, type Manner, metre, midiFile, tempo } from '../music/midi-file.ts';
import { loudWeights, NANO } from './nano.ts';

const config = { ...NANO['bgpt-2'], patchLength: 512 };
const HEAD = 'X:1\nM:6/8\nL:1/8\nK:G\n';
const TUNE = `${HEAD}|:D|G2G BAG|A2A cBA|G2G BAG|F2D D2:|\n`;

function rendered(abc: string): Uint8Array {
  const rendering = render(abc);
  if (!rendering.ok) throw new Error(rendering.message);
  return rendering.midi;
}

async function written(
  script: Script,
  midi: Uint8Array,
  options: Partial<TranscribeOptions> = {},
  sizes = config,
): Promise<Transcription> {
  const result = await transcribe(scriptedDecoder(sizes, script), midi, options);
  if (!result.ok) throw new Error(`${result.code}: ${result.message}`);
  if (result.verified) expectPlayed(result.abc, midi, options);
  return result;
}

/** By abcjs itself, not by this project's faster writer of plain tunes, and read by @tonejs/midi. */
function expectPlayed(abc: string, midi: Uint8Array, options: Partial<TranscribeOptions> = {}): void {
  const rendering = abcjsRendering(abc);
  if (!rendering.ok) throw new Error(rendering.message);
  const source = canonicalMidi(midi, options);
  if (!source.ok) throw new Error(source.message);
  const notes = (bytes: Uint8Array) => {
    const { tracks, header } = new midiPackage.Midi(bytes);
    return tracks
      .flatMap((track) => track.notes)
      .map(
        ({ ticks, durationTicks, midi }) => [ticks / header.ppq, durationTicks / header.ppq, midi] as const,
      )
      .sort((a, b) => a[0] - b[0] || a[2] - b[2]);
  };
  const [got, want] = [notes(rendering.midi), notes(source.bytes)];
  expect(got.length).toBe(want.length);
  for (const [i, [onset, duration, pitch]] of want.entries()) {
    expect(got[i]![2]).toBe(pitch);
    expect(Math.abs(got[i]![0] - onset)).toBeLessThanOrEqual(0.0401);
    expect(Math.abs(got[i]![1] - duration)).toBeLessThanOrEqual(0.0401);
  }
}

describe('a scripted model', () => {
  test('what is right at once is left byte for byte', async () => {
    const result = await written(following(TUNE), rendered(TUNE));
    expect(result).toMatchObject({
      ...{ ok: true, abc: TUNE, verified: true, notes: 38, warnings: [], by: 'model', header: 'model' },
      bars: { model: 5, retried: 0, literal: 0 },
      origin: { key: 'file', metre: 'file' },
      ended: 'end',
      windows: 1,
    });
    expect(result.code).toBeUndefined();
  });

  test('a wrong third bar is retried', async () => {
    const wrong = TUNE.replace('A2A cBA', 'A2A dBA');
    const result = await written(following(wrong, TUNE), rendered(TUNE));
    expect(result).toMatchObject({ abc: TUNE, verified: true });
    expect(result.bars).toEqual({ model: 4, retried: 1, literal: 0 });
  });

  test('a third bar that it cannot get right is written note by note, and it goes on behind', async () => {
    const long = `${HEAD}G2G BAG|A2A cBA|G2G BAG|F2D D3|G6|]\n`;
    // it begins the third bar with C, whatever is tried, and knows how the tune goes on behind any third bar
    const script: Script = (text) => {
      const [, behind] = /cBA\|G[^|]*\| ?(.*)$/s.exec(text) ?? [];
      if (behind !== undefined) return following('F2D D3|G6|]\n')(behind, false);
      return /cBA\|/.test(text) ? [67] : following(long)(text, false);
    };
    const result = await written(script, rendered(long), { patience: 60 });
    expect(result).toMatchObject({ verified: true, by: 'model', warnings: [] });
    expect(result.bars).toEqual({ model: 4, retried: 0, literal: 1 });
  });

  test('a repeat that is not played is refused, one that is played is kept', async () => {
    const once = `${HEAD}G2G BAG|A2A cBA|G6|]\n`;
    const result = await written(following(once.replace('|G6|]', ':|G6|]'), once), rendered(once));
    expect(result).toMatchObject({ abc: once, verified: true });
    expect(result.bars.retried).toBeGreaterThan(0);
  });

  test('a tune that runs on is ended when the notes are used up', async () => {
    const result = await written(following(TUNE.replace(':|\n', ':|\n|:G6|G6:|\n')), rendered(TUNE));
    expect(result).toMatchObject({ verified: true, ended: 'complete', bars: { model: 5, literal: 0 } });
    expect(result.abc.endsWith(':|\n')).toBe(true);
  });

  test('no usable header: the one of the rules, and the model goes on behind it', async () => {
    const script: Script = (text) => {
      const body = text.indexOf('K:G\n');
      if (body < 0) return [120];
      const music = 'G2G BAG|A2A cBA|G6|]\n';
      return following(text.slice(0, body + 4) + music)(text, false);
    };
    const midi = rendered(`${HEAD}G2G BAG|A2A cBA|G6|]\n`);
    const result = await written(script, midi, { patience: 40, tries: 2 });
    expect(result).toMatchObject({ verified: true, header: 'rules', by: 'model', bars: { model: 3 } });
  });

  test('plain greedy is left as it is, and judged', async () => {
    const wrong = TUNE.replace('A2A cBA', 'A2A dBA');
    const result = await written(following(wrong), rendered(TUNE), { verify: false });
    expect(result).toMatchObject({ abc: wrong, verified: false, code: 'verify/note-missing' });
    expect(result.bars).toEqual({ model: 5, retried: 0, literal: 0 });
  });

  test('longer than the context: windows carry the header and the bars before, and every bar is the model’s', async () => {
    // no two bars are alike, so that the script knows where it is by the last bars that it has read
    const bars = Array.from(
      { length: 48 },
      (_, i) => `${'GABcdef'[i % 7]}2${'GABcdef'[Math.floor(i / 7)]} cBA|`,
    );
    const music = `${bars.map((bar, i) => (i % 4 === 3 ? `${bar}\n` : bar)).join('')}G6|]\n`;
    const long = HEAD + music;
    const sizes = { ...config, patchLength: 128 };
    const script: Script = (text) => {
      if (text.length < HEAD.length) return following(HEAD)(text, false);
      const behind = text.slice(HEAD.length).slice(-20);
      return following(music.slice(music.indexOf(behind)))(behind, false);
    };
    const result = await written(script, rendered(long), {}, sizes);
    expect(result.windows).toBeGreaterThan(2);
    expect(result).toMatchObject({ verified: true, bars: { model: 49, retried: 0, literal: 0 } });
  });

  test('two voices, line by line', async () => {
    const hymn = 'X:1\nM:4/4\nL:1/8\nV:1\nV:2\nK:F\n[V:1]F4 A4|G4 c4|A8|]\n[V:2]F,4 C4|E4 C4|F,8|]\n';
    const wrong = hymn.replace('E4 C4', 'E4 D4');
    const result = await written(following(wrong, hymn), rendered(hymn));
    expect(result).toMatchObject({ abc: hymn, verified: true });
    // the bar behind the wrong one ends in the same patch
    expect(result.bars).toEqual({ model: 4, retried: 2, literal: 0 });
  });
});

describe('files of other writers', () => {
  const notes = [67, 69, 71, 72, 74, 72, 71, 69, 67, 66, 64, 66, 67, 67, 69, 71].map((pitch, i) => ({
    at: i * 240,
    for: 240,
    pitch,
  }));
  const scaled = (ppq: number, channel = 0) =>
    notes.map(({ at, for: length, pitch }) => ({
      at: (at * ppq) / 480,
      for: (length * ppq) / 480,
      pitch,
      channel,
    }));
  const manners: [string, Manner][] = [
    ...[96, 120, 192, 384, 480, 960, 1024].map((ppq): [string, Manner] => [`${ppq} ticks`, { ppq }]),
    ['format 0, running status, velocity 0', { format0: true, running: true, velocity0: true }],
    ['key, metre and tempo', { head: [...tempo(90), ...metre(3, 2), ...key(-3, 1)] }],
    ['a name in another script', { names: ['Скрипка'] }],
  ];
  test.each(manners)('%s: all notes verified, with a model that knows nothing', async (_, manner) => {
    const midi = midiFile([scaled(manner.ppq ?? 480)], manner);
    const result = await written(() => [120], midi, { patience: 20, tries: 1 });
    expect(result).toMatchObject({ verified: true, notes: 16, by: 'rules', bars: { model: 0, retried: 0 } });
    const stated = manner.head ? 'file' : 'inferred';
    expect(result.origin).toEqual({ key: stated, metre: stated });
  });

  test('drums are left out and counted; pitched notes are all there', async () => {
    const midi = midiFile([scaled(480), scaled(480, 9)]);
    const result = await written(() => [120], midi, { patience: 20, tries: 1 });
    expect(result).toMatchObject({ verified: true, notes: 16, leftOut: { drums: 16 } });
  });

  test('a played rendering is off the grid, and taken to the beat where that is asked for', async () => {
    const midi = inputVariant(rendered(TUNE), 'played')!;
    expect(canonicalMidi(midi)).toMatchObject({ ok: false, code: 'midi/free-time' });
    const result = await written(() => [120], midi, { patience: 20, tries: 1, quantise: true });
    expect(result).toMatchObject({ verified: true, notes: 38, origin: { key: 'inferred' } });
  });

  test.each<[string, Uint8Array, string]>([
    ['not MIDI', new TextEncoder().encode('hello'), 'smf/no-header'],
    ['no notes', midiFile([[]]), 'midi/no-notes'],
    [
      'a free performance',
      midiFile([notes.map((note, i) => ({ ...note, at: note.at + ((i * 37) % 100) }))]),
      'midi/free-time',
    ],
  ])('%s is refused with a code', async (_, midi, code) => {
    const result = await transcribe(
      scriptedDecoder(config, () => [120]),
      midi,
    );
    expect(result).toMatchObject({ ok: false });
    expect((result as { code: string }).code).toBe(code);
  });
});

test.each(['bgpt', 'bgpt-2'] as const)(
  '%s untrained: the notes are right whatever it believes',
  async (name) => {
    const engine = onnxEngine({ threads: 1 });
    afterAll(() => engine.dispose());
    const sizes = { ...NANO[name], patchLength: 256 };
    const model = openModel(engine, sizes, loudWeights(sizes, 7), [{ from: 'mid', to: 'abc' }]);
    const midi = rendered(TUNE);
    const result = await model.transcribe(midi, { tries: 1, patience: 48 });
    expect(result).toMatchObject({ ok: true, verified: true, notes: 38 });
    expectPlayed((result as Transcription).abc, midi);
    const { model: own, retried, literal } = (result as Transcription).bars;
    expect(own + retried + literal).toBeGreaterThan(0);
    await model.dispose();
  },
);

test('without a model: the rules, and note by note', () => {
  const source = canonicalMidi(rendered(TUNE));
  if (!source.ok) throw new Error(source.message);
  for (const writer of ['rules', 'literal'] as const) {
    const result = transcribedBy(source, writer);
    expect(result).toMatchObject({ verified: true, by: writer, header: writer });
    expect(result.bars.literal).toBe(
      (result.abc.match(/\|/g) ?? []).length - (result.abc.match(/\|:/g) ?? []).length,
    );
  }
});
