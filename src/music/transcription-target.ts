/**
 * The text that a model is to write for canonical notes: the human's, in house style, without what no MIDI file tells (title,
 * rhythm, credits, words, chord symbols, names of voices), with as few signs as still play the same notes. Verified, or none.
 */
import type { CanonicalTune } from './canonical-midi/types.ts';
import type { AbcItem, AbcNote, AbcTune } from './house-style/abc-tune.ts';
import { Unformatted } from './house-style/codes.ts';
import { formatAbc } from './house-style/format-abc.ts';
import { printTune } from './house-style/print-tune.ts';
import { readTune } from './house-style/read-tune.ts';
import { noteVerifier } from './transcribe/note-verifier.ts';

/** Header fields that a model writes, beside L, K and V. */
const FIELDS = 'XMQ';
/** Signs that change nothing but looks. */
const METRES: Readonly<Record<string, string>> = { C: '4/4', 'C|': '2/2' };

type Signs = Pick<AbcNote, 'decorations' | 'slursBegun' | 'slursEnded'>;

/** From the plainest on: slurs and staccato change how long notes sound. */
const SIGNS_KEPT: readonly ((note: AbcNote) => Signs)[] = [
  () => ({}),
  ({ decorations }) => (decorations ? { decorations } : {}),
  ({ decorations, slursBegun, slursEnded }) => ({
    ...(decorations && { decorations }),
    ...(slursBegun !== undefined && { slursBegun }),
    ...(slursEnded !== undefined && { slursEnded }),
  }),
];

/** @param tune what is to be played  @returns texts that differ in Q: alone, or undefined: none is verified */
export function transcriptionTarget(
  abc: string,
  tune: CanonicalTune,
): ((tempo: number | undefined) => string) | undefined {
  const formatted = formatAbc(abc, { fields: FIELDS });
  if (!formatted.ok) return undefined;
  const verifier = noteVerifier(tune);
  try {
    const written = readTune(formatted.text).tune;
    for (const kept of SIGNS_KEPT) {
      const plain = stripped(written, kept);
      const text = printTune(plain);
      const checked = verifier.verify(text);
      if (!checked.verified || checked.warnings.length > 0) continue;
      // a text that the verifier would take back teaches nothing
      const judged = verifier.judge(text, true);
      if (!judged.ok || !judged.complete) continue;
      return (tempo) => printTune({ ...plain, tempo: tempo === undefined ? '' : `1/4=${tempo}` });
    }
  } catch (thrown) {
    if (!(thrown instanceof Unformatted)) throw thrown;
  }
  return undefined;
}

function stripped(tune: AbcTune, kept: (note: AbcNote) => Signs): AbcTune {
  const isOne = tune.voices.length === 1;
  return {
    header: [{ letter: 'X', value: '1' }],
    meter: METRES[tune.meter] ?? tune.meter,
    tempo: '',
    key: tune.key,
    voices: tune.voices.map(({ bars }, i) => ({
      id: isOne ? '' : String(i + 1),
      properties: '',
      bars: bars.map((bar) => ({ ...bar, items: bar.items.flatMap((item) => plainItem(item, kept)) })),
    })),
  };
}

function plainItem(item: AbcItem, kept: (note: AbcNote) => Signs): AbcItem[] {
  if (item.kind === 'change') return item.letter === 'Q' ? [] : [item];
  if (item.kind !== 'note') return [];
  const { symbols: _, decorations, slursBegun, slursEnded, ...note } = item;
  return [{ ...note, ...kept(item) }];
}
