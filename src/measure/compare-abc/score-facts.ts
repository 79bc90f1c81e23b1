/**
 * What is compared of an ABC text: how it is written and what it plays, as abcjs reads it. Times are ticks at 480 a quarter
 * note; repeats are played out.
 */
import abcjs, { type TuneObject } from 'abcjs';
import { render } from '../../music/reference-renderer.ts';
import { silenced } from '../../music/silenced.ts';
import type { TimedNote } from '../../music/transcribe/compare-notes.ts';
import type { ScoreFacts } from './facts.ts';
import { heardNotes } from './heard-notes.ts';
import { playedFacts } from './played-facts.ts';
import { writtenFacts } from './written-facts.ts';

/** undefined: abcjs cannot read or play the text, or it plays no notes. */
export function scoreFacts(abc: string): ScoreFacts | undefined {
  if (!abc.trim()) return undefined;
  const rendering = render(abc);
  const notes = rendering.ok ? heardNotes(rendering.midi) : [];
  if (notes.length === 0) return undefined;
  try {
    return silenced([], () => factsOf(abc, notes));
  } catch {
    return undefined;
  }
}

function factsOf(abc: string, notes: TimedNote[]): ScoreFacts | undefined {
  const tune: TuneObject | undefined = abcjs.parseOnly(abc)[0];
  if (!tune) return undefined;
  const { accidentals = [], root = '', acc = '', mode = '' } = tune.getKeySignature();
  const count = (name: string) => accidentals.filter((accidental) => accidental.acc === name).length;
  const { num, den } = tune.getMeterFraction();
  return {
    warnings: tune.warnings?.length ?? 0,
    keySignature: count('sharp') - count('flat'),
    key: `${root}${acc}${mode}`,
    metre: { num: Number(num), den: Number(den) },
    unit: (/^L:\s*([\d/]+)/m.exec(abc)?.[1] ?? '').replace(/\s/g, ''),
    notes,
    bodyBytes: new TextEncoder().encode(bodyOf(abc)).length,
    ...writtenFacts(tune),
    ...playedFacts(tune),
  };
}

function bodyOf(abc: string): string {
  const lines = abc.replace(/\r/g, '').split('\n');
  return lines
    .filter((line) => line && !/^[A-Za-z+]:|^%/.test(line))
    .join('\n')
    .replace(/%.*$/gm, '');
}
