import { createRequire } from 'node:module';
import { describe, expect, test, vi } from 'vitest';
import { notesOf } from '../../src/formats/midi/notes.ts';
import { tempoOf } from '../../src/formats/midi/smf/check-event.ts';
import { readSmf } from '../../src/formats/midi/smf/read-smf.ts';
import type { SmfFile } from '../../src/formats/midi/smf/types.ts';
import {
  abcjsRendering,
  MAX_ABC_LENGTH,
  plainRendering,
  RENDERER_VERSION,
  type RenderOptions,
  render,
} from '../../src/music/reference-renderer.ts';
import { transposeAbc } from '../../src/music/transpose-abc.ts';

const TUNE = 'X:1\nT:Ex\nM:4/4\nL:1/8\nK:G\n"G"GA B2|]\n';

function midiOf(abc: string, options?: RenderOptions): Uint8Array {
  const rendering = render(abc, options);
  if (!rendering.ok) throw new Error(`${rendering.code}: ${rendering.message}`);
  return rendering.midi;
}

function fileOf(abc: string, options?: RenderOptions): SmfFile {
  const reading = readSmf(midiOf(abc, options));
  if (!reading.ok) throw new Error(reading.message);
  return reading.file;
}

const pitches = (abc: string, options?: RenderOptions) =>
  notesOf(fileOf(abc, options)).notes.map(({ pitch }) => pitch);

test('the installed renderer is the one that the corpora name', () => {
  expect(createRequire(import.meta.url)('abcjs/package.json').version).toBe(RENDERER_VERSION);
});

test.each([
  ['plain, without abcjs', plainRendering],
  ['by abcjs', abcjsRendering],
])(
  'its bytes are pinned, %s: another abcjs that writes otherwise would make other corpora',
  (_name, renderingOf) => {
    const rendering = renderingOf(TUNE);
    expect(rendering?.ok && Buffer.from(rendering.midi).toString('hex')).toBe(
      [
        ...[
          '4d546864000000060001000201e0',
          '4d54726b0000001f',
          '00ff5103051615',
          '00ff59020100',
          '00ff580404021808',
        ],
        ...[
          '00ff01024578',
          '00ff2f00',
          '4d54726b00000036',
          '00c000',
          '00b07900',
          '00b04000',
          '00b05b30',
          '00b00a40',
        ],
        ...[
          '00b00764',
          '00904355',
          '8170804300',
          '00904555',
          '8170804500',
          '00904755',
          '8360804700',
          '00ff2f00',
        ],
      ].join(''),
    );
  },
);

test('chords, tempo and transposition change what they say and nothing else', () => {
  expect(pitches(TUNE)).toEqual([67, 69, 71]);
  expect(pitches(TUNE, { transpose: -5 })).toEqual([62, 64, 66]);
  expect(pitches(TUNE, { chords: true }).length).toBeGreaterThan(3);
  const tempo = (options?: RenderOptions) => tempoOf(fileOf(TUNE, options).tracks[0]!.events[0]!);
  expect(tempo()).toBe(333_333);
  expect(tempo({ tempo: 120 })).toBe(500_000);
  expect(pitches(TUNE, { tempo: 120 })).toEqual([67, 69, 71]);
});

test.each(['2/4', '3/4', '4/4', '2/2', '6/8', '9/8', '12/8', '5/8'])(
  'a tempo of 75 quarters a minute holds in %s',
  (meter) => {
    const tempos = ['', 'Q:1/4=100\n'].map((own) => {
      const { tracks } = fileOf(`X:1\nM:${meter}\nL:1/8\n${own}K:C\nCDEF|`, { tempo: 75 });
      return tempoOf(tracks[0]!.events[0]!);
    });
    expect(tempos).toEqual([800_000, 800_000]);
  },
);

test('only the first tune of a text is rendered', () => {
  expect(midiOf(`${TUNE}\n${TUNE.replace('X:1', 'X:2')}`)).toEqual(midiOf(TUNE));
});

describe('what cannot be rendered is a verdict', () => {
  test.each([
    ['teacher/no-tune', ''],
    ['teacher/no-tune', ' \n\t\n'],
    ['teacher/no-key', 'hello world'],
    ['teacher/no-key', '<html><body>404</body></html>'],
    ['teacher/no-music', 'X:1\nT:a title\nK:C\n'],
    ['teacher/no-music', 'X:1\nK:C\n|: "words" :|\n'],
    ['teacher/threw', 'X:1\nK:C\n|:CDEF|1 GA:|2 ||\n'],
    ['teacher/too-long', `X:1\nK:C\n${'C'.repeat(MAX_ABC_LENGTH)}`],
  ])('%s', (code, abc) => {
    const rendering = render(abc);
    expect(rendering).toMatchObject({ ok: false, code });
    if (!rendering.ok) expect(rendering.message).not.toBe('');
  });

  test('warnings come along, and nothing reaches the console', () => {
    const spies = (['log', 'warn', 'error'] as const).map((method) => vi.spyOn(console, method));
    const rendering = render('X:1\nK:C\n%%MIDI nonsense 3\n[I:MIDI nonsense]CDEF §§ |\n%%MIDI drumon x\n');
    expect(rendering.ok).toBe(true);
    expect(rendering.warnings.length).toBeGreaterThan(0);
    expect(rendering.warnings.join()).not.toContain('<span');
    for (const spy of spies) {
      expect(spy).not.toHaveBeenCalled();
      spy.mockRestore();
    }
  });
});

test('a transposed text renders the transposed notes', () => {
  const moved = transposeAbc(TUNE, 3);
  if (!moved.ok) throw new Error(moved.message);
  expect(moved.abc).toContain('K:Bb');
  expect(pitches(moved.abc)).toEqual([70, 72, 74]);
});
