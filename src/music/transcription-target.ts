/**
 * The text that a model is to write for canonical notes: the human's, in house style, without what no MIDI file tells (title,
 * rhythm, credits, words, chord symbols, names of voices), with as few signs as still play the same notes. Verified, or none.
 */
import { canonicalMidi } from './canonical-midi/canonical-midi.ts';
import type { CanonicalTune } from './canonical-midi/types.ts';
import type { AbcBar, AbcItem, AbcNote, AbcPitch, AbcTune } from './house-style/abc-tune.ts';
import { Unformatted } from './house-style/codes.ts';
import { formatAbc } from './house-style/format-abc.ts';
import { printTune } from './house-style/print-tune.ts';
import { readTune } from './house-style/read-tune.ts';
import { render } from './reference-renderer.ts';
import { noteVerifier } from './transcribe/note-verifier.ts';

/** Header fields that a model writes, beside L, K and V. */
const FIELDS = 'XMQ';
/** Signs that change nothing but looks. */
const METRES: Readonly<Record<string, string>> = { C: '4/4', 'C|': '2/2' };

type Signs = Pick<AbcNote, 'decorations' | 'slursBegun' | 'slursEnded'>;

/** abcjs ends notes under these before they begin, at most tempos (valid-rendering.ts): no text with them is verified. */
const STACCATO = new Set(['.', '!staccato!']);

/** From the plainest on: trills are notes, and slurs change how long notes sound. */
const SIGNS_KEPT: readonly ((note: AbcNote) => Signs)[] = [
  () => ({}),
  ({ decorations }) => {
    const played = decorations?.filter((sign) => !STACCATO.has(sign)) ?? [];
    return played.length > 0 ? { decorations: played } : {};
  },
  ({ decorations, slursBegun, slursEnded }) => ({
    ...(decorations && { decorations }),
    ...(slursBegun !== undefined && { slursBegun }),
    ...(slursEnded !== undefined && { slursEnded }),
  }),
];

export interface TranscriptionTarget {
  /** The file that the text is to be written for, and the same as notes. */
  midi: Uint8Array;
  tune: CanonicalTune;
  text(tempo: number | undefined): string;
}

/**
 * @param midi the rendering of the human's text. Where no plain text plays the same (staccato), the rendering of the plainest one
 * stands in its place.
 * @returns undefined: the text cannot be formatted, or none is verified
 */
export function transcriptionTarget(abc: string, midi: Uint8Array): TranscriptionTarget | undefined {
  const formatted = formatAbc(abc, { fields: FIELDS });
  if (!formatted.ok) return undefined;
  try {
    const written = readTune(formatted.text).tune;
    const plain = SIGNS_KEPT.map((kept) => stripped(written, kept));
    return verifiedFor(midi, plain) ?? verifiedFor(rendered(plain[0]!), plain.slice(0, 1));
  } catch (thrown) {
    if (thrown instanceof Unformatted) return undefined;
    throw thrown;
  }
}

function verifiedFor(
  midi: Uint8Array | undefined,
  texts: readonly AbcTune[],
): TranscriptionTarget | undefined {
  const source = midi && canonicalMidi(midi);
  if (!source?.ok) return undefined;
  const verifier = noteVerifier(source.tune);
  for (const plain of texts) {
    const text = printTune(plain);
    const checked = verifier.verify(text);
    if (!checked.verified || checked.warnings.length > 0) continue;
    // a text that would be taken back while it is written renders nothing
    const judged = verifier.judge(text, true);
    if (!judged.ok || !judged.complete) continue;
    return {
      midi: midi!,
      tune: source.tune,
      text: (tempo) => printTune({ ...plain, tempo: tempo === undefined ? '' : `1/4=${tempo}` }),
    };
  }
  return undefined;
}

function rendered(tune: AbcTune): Uint8Array | undefined {
  const rendering = render(printTune(tune));
  return rendering.ok ? rendering.midi : undefined;
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
      bars: withoutUselessTies(
        bars.map((bar) => ({ ...bar, items: bar.items.flatMap((item) => plainItem(item, kept)) })),
      ),
    })),
  };
}

function plainItem(item: AbcItem, kept: (note: AbcNote) => Signs): AbcItem[] {
  if (item.kind === 'change') return item.letter === 'Q' ? [] : [item];
  if (item.kind !== 'note') return [];
  const { symbols: _, decorations, slursBegun, slursEnded, ...note } = item;
  return [{ ...note, ...kept(item) }];
}

/** Ties to another pitch are slurs, written as people write them. */
function withoutUselessTies(bars: readonly AbcBar[]): AbcBar[] {
  const notes = bars.flatMap(({ items }) => items.filter((item) => item.kind === 'note'));
  let at = 0;
  return bars.map((bar) => ({
    ...bar,
    items: bar.items.map((item) => {
      if (item.kind !== 'note') return item;
      const next = notes[++at]?.pitches ?? [];
      const leads = (pitch: AbcPitch) => next.some((p) => p.step === pitch.step && p.octave === pitch.octave);
      return { ...item, pitches: item.pitches.map((pitch) => untied(pitch, leads(pitch))) };
    }),
  }));
}

function untied({ tied, ...pitch }: AbcPitch, leads: boolean): AbcPitch {
  return tied && leads ? { ...pitch, tied } : pitch;
}
