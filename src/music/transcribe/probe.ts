/**
 * Texts that are played only to see what a text does up to its end: with a note behind it that nothing else plays, whose onset
 * is the end of the last bar; or with what the source has next, which shows whether ties lead where they should.
 */
import type { AbcBarEnd } from './abc-bars.ts';
import { NOTE_TOLERANCE } from './compare-notes.ts';
import { lastChord, tiedFrom } from './last-chord.ts';
import type { PlayedNote } from './played-notes.ts';
import { midiPitch, spellPitch } from './spell-pitch.ts';

/** The white keys at the top. */
const MARKERS: readonly [pitch: number, text: string][] = [
  [127, "=g''''"],
  [125, "=f''''"],
  [124, "=e''''"],
  [122, "=d''''"],
  [120, "=c''''"],
  [16, '=E,,,,'],
];
const SIGNS: Readonly<Record<number, string>> = { [-2]: '__', [-1]: '_', 0: '=', 1: '^', 2: '^^' };
const C_MAJOR = { sharps: 0, minor: false };

/** @param bars of `text`, which ends with the last of them */
export function markerAfter(text: string, bars: readonly AbcBarEnd[], source: readonly PlayedNote[]) {
  const used = new Set(source.map(({ pitch }) => pitch));
  const [pitch, note] = MARKERS.find(([each]) => !used.has(each)) ?? MARKERS[0]!;
  return { pitch, text: `${text}${nextEnding(bars)}${note}|]\n` };
}

/** Behind `:|` of a first ending abcjs plays the part again only if a second one begins. */
function nextEnding(bars: readonly AbcBarEnd[]): string {
  const last = bars.at(-1)!;
  if (!last.endsRepeat || last.ending !== undefined) return '';
  for (const { ending, endsRepeat } of bars.slice(0, -1).reverse()) {
    if (ending !== undefined) return `[${Number.parseInt(ending.match(/\d+/g)!.at(-1)!, 10) + 1} `;
    if (endsRepeat) return '';
  }
  return '';
}

/**
 * The text with what sounds next in the source, and until when (quarter notes of the source). undefined: a rest comes next.
 * @param upTo quarter notes at the end of the text
 */
export function continuation(
  text: string,
  source: readonly PlayedNote[],
  upTo: number,
): { text: string; upTo: number } | undefined {
  const ending = ({ onset, duration }: PlayedNote) => onset + duration;
  const sounding = source.filter(
    (note) => note.onset <= upTo + NOTE_TOLERANCE && ending(note) > upTo + NOTE_TOLERANCE,
  );
  if (sounding.length === 0) return undefined;
  const events = source
    .flatMap((note) => [note.onset, ending(note)])
    .filter((at) => at > upTo + NOTE_TOLERANCE);
  const until = events.reduce((least, at) => Math.min(least, at));
  const last = lastChord(text);
  const names: { name: string; place: number }[] = sounding.map(({ pitch, onset }) => {
    const from = onset < upTo - NOTE_TOLERANCE ? tiedFrom(last, pitch) : undefined;
    const { step, octave, alter } = from
      ? { ...from, alter: pitch - midiPitch({ ...from, alter: 0 }) }
      : spellPitch(pitch, C_MAJOR);
    const letter = 'CDEFGAB'[step]!;
    const name =
      octave >= 5 ? letter.toLowerCase() + "'".repeat(octave - 5) : letter + ','.repeat(4 - octave);
    return { name: SIGNS[alter]! + name, place: from?.place ?? Number.POSITIVE_INFINITY };
  });
  names.sort((a, b) => a.place - b.place);
  const chord = `[${names.map(({ name }) => name).join('')}]`;
  // thousandths of a quarter note are near enough
  return { text: `${text}[L:1/4]${chord}${Math.round((until - upTo) * 960)}/960|]\n`, upTo: until };
}
