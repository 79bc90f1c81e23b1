/** Hazard: an inspector that shows other bytes than the model reads. */
import { expect, test } from 'vitest';
import { inspectPair } from '../../src/corpus/inspect-pair.ts';
import { render } from '../../src/music/reference-renderer.ts';
import { pairRow, tune } from './helpers.ts';

const abc = tune('One');
const rendering = render(abc);
if (!rendering.ok) throw new Error(rendering.message);
const row = pairRow({ source: new TextEncoder().encode(abc), target: rendering.midi });

const LAYOUTS = {
  'fixed patches of 16': { patchSize: 16 },
  'aligned patches of 16': { patchSize: 16, alignedPatches: true },
  'fixed patches of 12': { patchSize: 12 },
};

test.each(Object.entries(LAYOUTS))(
  '%s spell both files, between their extension and end patches',
  (_, layout) => {
    const patches = inspectPair(row, layout);
    expect(Math.max(...patches.map(({ hex }) => (hex.length + 1) / 3))).toBeLessThanOrEqual(layout.patchSize);
    const spelt = (part: string) =>
      Buffer.from(
        patches
          .filter((p) => p.part === part)
          .map((p) => p.hex.replaceAll(' ', ''))
          .join(''),
        'hex',
      );
    expect(new Uint8Array(spelt('source'))).toEqual(row.source);
    expect(new Uint8Array(spelt('target'))).toEqual(row.target);
    expect(patches[0]).toMatchObject({ part: 'source extension', hex: '61 62 63' });
    expect(patches.find(({ part }) => part === 'target extension')).toMatchObject({ hex: '6d 69 64' });
    expect(patches.at(-1)).toMatchObject({ part: 'end', hex: '' });
    const offsets = patches.filter(({ part }) => part === 'target').map(({ offset }) => offset!);
    expect(offsets[0]).toBe(0);
    expect([...offsets].sort((a, b) => a - b)).toEqual(offsets);
  },
);

test('the meaning names notes by pitch and times by ticks', () => {
  const words = inspectPair(row)
    .map(({ meaning }) => meaning)
    .join(' ');
  // C D E F, G A B c at middle C and up
  for (const pitch of ['C4', 'D4', 'E4', 'F4', 'G4', 'A4', 'B4', 'C5'])
    expect(words).toContain(`pitch ${pitch}`);
  expect(words).toContain('duration delta time 240');
});

test('in the reading order of MIDI a track length stands behind its track, with its own offset and name', () => {
  const layout = { patchSize: 12, alignedPatches: true, readingOrder: true };
  const target = inspectPair(row, layout).filter(({ part }) => part === 'target');
  const length = target.at(-1)!;
  expect(length.meaning).toBe('track length');
  const tracks = target.filter(({ hex }) => hex === '4d 54 72 6b');
  expect(length.offset).toBe(tracks.at(-1)!.offset! + 4);
  const all = target.map(({ hex }) => hex.replaceAll(' ', '')).join('');
  expect([...Buffer.from(all, 'hex')].sort()).toEqual([...row.target].sort());
});

test('a file alone has no source', () => {
  const patches = inspectPair(pairRow({ sourceFormat: '', source: new Uint8Array(), target: row.target }));
  expect(patches[0]!.part).toBe('target extension');
});
