import { expect, test } from 'vitest';
import { againstReference } from '../../src/convert/against-reference.ts';
import { type ConvertedTune, totalsOf } from '../../src/convert/convert-tunes.ts';
import { render } from '../../src/music/reference-renderer.ts';

function row(more: Partial<ConvertedTune>): ConvertedTune {
  return {
    source: 's',
    x: '1',
    title: 't',
    bytes: 10,
    valid: true,
    out: 'o',
    guarded: 0,
    repaired: false,
    seconds: 1,
    ...more,
  };
}

test('means are over tunes that the renderer could play, and apart over those whose renderer is valid', () => {
  const totals = totalsOf(
    [
      row({ exact: true, noteF1: 1, noteDurationF1: 1 }),
      row({ exact: false, noteF1: 1, noteDurationF1: 0.5 }),
      row({ exact: false, noteF1: 0.25, noteDurationF1: 0, referenceCode: 'notes/zero-length' }),
      row({ exact: false, noteF1: 0, noteDurationF1: 0, valid: false, code: 'smf/extra-track' }),
      row({ valid: false, out: undefined, code: 'convert/no-tune' }),
    ],
    2,
  );
  expect(totals).toMatchObject({ tunes: 5, written: 4, valid: 3, bytesPerSecond: 25 });
  expect(totals).toMatchObject({ compared: 4, exact: 1, allNotesRight: 2, meanNoteF1: 0.5625 });
  expect(totals.validReference).toEqual({
    compared: 3,
    valid: 2,
    exact: 1,
    allNotesRight: 2,
    meanNoteF1: 2 / 3,
    meanNoteDurationF1: 0.5,
  });
  expect(totals.invalid).toEqual({ 'smf/extra-track': 1, 'convert/no-tune': 1 });
});

test('no tune that the renderer could play: no mean', () => {
  expect(totalsOf([row({})], 1)).toMatchObject({
    compared: 0,
    meanNoteF1: null,
    validReference: { compared: 0 },
  });
});

test('a renderer whose own file is not valid is named', () => {
  // A staccato of a short note: abcjs ends it before it begins
  const head = 'X:1\nT:t\nL:1/8\nK:C\n';
  const codes = ['CDEF|\n', '.C/32DEF|\n'].map((music) => {
    const rendering = render(head + music);
    const compared = rendering.ok ? againstReference(head + music, rendering.midi) : undefined;
    return compared?.ok ? compared.referenceCode : 'no rendering';
  });
  expect(codes).toEqual([undefined, 'notes/unmatched-off']);
});
