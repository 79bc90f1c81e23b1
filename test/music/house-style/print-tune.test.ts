import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AbcBar, AbcNote, AbcPitch, AbcTune } from '../../../src/music/house-style/abc-tune.ts';
import { fraction } from '../../../src/music/house-style/fraction.ts';
import { printTune } from '../../../src/music/house-style/print-tune.ts';
import { readTune } from '../../../src/music/house-style/read-tune.ts';

const pitch: fc.Arbitrary<AbcPitch> = fc
  .record({
    step: fc.integer({ min: 0, max: 6 }),
    octave: fc.integer({ min: 3, max: 6 }),
    alter: fc.integer({ min: -2, max: 2 }),
    tied: fc.constantFrom(undefined, undefined, true),
  })
  .map(({ tied, ...rest }) => (tied ? { ...rest, tied } : rest));

const note: fc.Arbitrary<AbcNote> = fc
  .record({
    pitches: fc.uniqueArray(pitch, { maxLength: 3, selector: ({ step, octave }) => octave * 7 + step }),
    duration: fc.constantFrom(
      fraction(1, 8),
      fraction(1, 4),
      fraction(3, 16),
      fraction(1, 16),
      fraction(3, 32),
    ),
    slurs: fc.constantFrom(0, 0, 0, 1),
    symbol: fc.constantFrom(undefined, undefined, 'Am', '^up'),
    decoration: fc.constantFrom(undefined, undefined, '~', '!trill!'),
    graces: fc.option(fc.array(pitch, { minLength: 1, maxLength: 3 }), { nil: undefined, freq: 6 }),
  })
  .map(({ pitches, duration, slurs, symbol, decoration, graces }) => ({
    kind: 'note' as const,
    pitches,
    ...(pitches.length === 0 && { rest: 'z' as const }),
    duration,
    ...(slurs && { slursBegun: 1, slursEnded: 1 }),
    ...(symbol && { symbols: [symbol] }),
    ...(decoration && { decorations: [decoration] }),
    ...(graces && {
      graces: {
        slash: false,
        notes: graces.map(({ step, octave, alter }) => ({
          pitch: { step, octave, alter },
          length: fraction(1),
        })),
      },
    }),
  }));

const bar: fc.Arbitrary<AbcBar> = fc
  .record({
    items: fc.array(note, { minLength: 1, maxLength: 6 }),
    triplet: fc.boolean(),
    endsRepeat: fc.constantFrom(false, false, true),
    endsPart: fc.constantFrom(false, false, true),
  })
  .map(({ items, triplet, endsRepeat, endsPart }) => ({
    items:
      triplet && items.length >= 3
        ? [{ ...items[0]!, tuplet: { p: 3, q: 2, r: 3 } }, ...items.slice(1)]
        : items,
    ...(endsRepeat ? { endsRepeat } : endsPart ? { endsPart } : {}),
  }));

test('what is printed reads back as the tune that it was, whatever its accidentals, ties and rhythms', () => {
  fc.assert(
    fc.property(
      fc.array(bar, { minLength: 1, maxLength: 9 }),
      fc.constantFrom('C', 'G', 'Ebm', 'F#', 'Ador', 'D =c'),
      fc.constantFrom('4/4', '6/8', '2/4', '7/8', 'C|', 'none'),
      (bars, key, meter) => {
        const last = bars.length - 1;
        const tune: AbcTune = {
          header: [{ letter: 'X', value: '1' }],
          meter,
          tempo: '',
          key,
          voices: [{ id: '', properties: '', bars }],
        };
        const text = printTune(tune);
        const read = readTune(text).tune;
        // the tune's end is a double bar of its own
        const ended = bars.map((bar, i) =>
          i === last && !bar.endsRepeat ? { ...bar, endsPart: true } : bar,
        );
        expect(read, text).toEqual({ ...tune, voices: [{ id: '', properties: '', bars: ended }] });
      },
    ),
    { numRuns: 400 },
  );
});
