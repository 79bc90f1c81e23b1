/** Hazard: an inspector that shows other bytes than the model reads. */
import { expect, test } from 'vitest';
import { inspectPair } from '../../src/corpus/inspect-pair.ts';
import { teach } from '../../src/music/teacher.ts';
import { pairRow, tune } from './helpers.ts';

const abc = tune('One');
const lesson = teach(abc);
if (!lesson.ok) throw new Error(lesson.message);
const row = pairRow({ source: new TextEncoder().encode(abc), target: lesson.midi });

test.each(['fixed', 'aligned'] as const)(
  '%s patches spell both files, between their extension and end patches',
  (kind) => {
    const patches = inspectPair(row, kind);
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

test('a file alone has no source', () => {
  const patches = inspectPair(pairRow({ sourceFormat: '', source: new Uint8Array(), target: row.target }));
  expect(patches[0]!.part).toBe('target extension');
});
