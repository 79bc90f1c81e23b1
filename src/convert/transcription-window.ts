/**
 * Where a source is longer than a model's context it is read in windows: the notes from some bars before the place where the
 * text ends, as far as the context holds them, and the header and those bars as the text that stands already.
 */
import { canonicalBytes } from '../music/canonical-midi/canonical-bytes.ts';
import { CANONICAL_PPQ, type CanonicalTune } from '../music/canonical-midi/types.ts';
import { abcOutline } from '../music/transcribe/abc-bars.ts';
import type { NoteVerifier } from '../music/transcribe/note-verifier.ts';
import { countFilePatches, type PatchLayout } from '../reading/read-pair.ts';

export interface TranscriptionWindow {
  /** Canonical MIDI. */
  source: Uint8Array;
  /** The header and the bars before. */
  carried: string;
  /** Quarter notes of the source where the window is left; undefined: it reaches to the end. */
  until: number | undefined;
}

/** Bars of each voice that are carried: the most that leave as much room again for new ones. */
const CARRIED_BARS = [8, 4, 2, 1, 0];
/** Patches of ABC that a note takes, its share of bar lines and rests included, and those of a header. */
const PATCHES_A_NOTE = 1.3;
const HEADER_PATCHES = 8;
/** Quarter notes before the end of the source that is read, where a window is left: what comes next decides ties and repeats. */
const MARGIN = 8;

/**
 * @param text accepted by the verifier, or ''
 * @returns undefined: the context does not hold as much as a bar
 */
export function nextWindow(
  tune: CanonicalTune,
  text: string,
  verifier: NoteVerifier,
  layout: PatchLayout & { patchLength: number },
): TranscriptionWindow | undefined {
  const end = tune.notes.reduce((most, { tick, duration }) => Math.max(most, tick + duration), 0);
  const everyVoice = tune.voices.map((_, voice) => voice);
  const playedTo = (part: string) => {
    verifier.judge(part);
    return everyVoice.map(verifier.playedTo);
  };
  for (const bars of CARRIED_BARS) {
    const { carried, from } = carry(text, bars * tune.voices.length, playedTo);
    const start = Math.round(from * CANONICAL_PPQ);
    const now = text === '' ? 0 : Math.round(Math.min(...playedTo(text)) * CANONICAL_PPQ);
    const holds = (until: number): Uint8Array | undefined => {
      const source = canonicalBytes(slice(tune, start, until));
      const files = [
        { format: 'mid', bytes: source },
        { format: 'abc', bytes: new TextEncoder().encode(carried) },
      ];
      const fresh = tune.notes.filter(({ tick }) => tick >= now && tick < until).length;
      const patches = countFilePatches(files, layout) + HEADER_PATCHES + Math.ceil(PATCHES_A_NOTE * fresh);
      return patches <= layout.patchLength ? source : undefined;
    };
    const whole = holds(end);
    if (whole) return { source: whole, carried, until: undefined };
    const onsets = [...new Set(tune.notes.map(({ tick }) => tick))]
      .filter((tick) => tick > now)
      .sort((a, b) => a - b);
    let [least, most] = [0, onsets.length];
    while (least < most) {
      const middle = (least + most + 1) >> 1;
      if (holds(onsets[middle - 1]!)) least = middle;
      else most = middle - 1;
    }
    const reached = onsets[least - 1];
    const source = reached === undefined ? undefined : holds(reached);
    if (reached === undefined || !source) continue;
    // a quarter note at least
    if (reached - now < Math.max(bars > 0 ? 2 * (now - start) : 0, CANONICAL_PPQ)) continue;
    const until = Math.max(reached - MARGIN * CANONICAL_PPQ, (now + reached) / 2) / CANONICAL_PPQ;
    return { source, carried, until };
  }
  return undefined;
}

/** The header and the last bars, from a place on that all voices have reached; of these the nearest. */
function carry(text: string, least: number, playedTo: (part: string) => number[]) {
  const { body, bars } = abcOutline(text);
  if (body === undefined) return { carried: '', from: 0 };
  const full = bars.filter(({ empty }) => !empty);
  for (let i = full.length - 1 - least; i >= 0 && least > 0; i--) {
    const at = playedTo(`${text.slice(0, full[i]!.end)} `);
    if (at.some((time) => time !== at[0])) continue;
    const rest = text.slice(full[i]!.end).replace(/^[ \t]*\n?/, '');
    return { carried: text.slice(0, body) + rest, from: at[0]! };
  }
  if (full.length <= least) return { carried: text, from: 0 };
  return { carried: text.slice(0, body), from: Math.min(...playedTo(text)) };
}

/** The notes that sound from `start` to `end`, cut there, moved to 0. */
function slice(tune: CanonicalTune, start: number, end: number): CanonicalTune {
  const notes = tune.notes.flatMap((note) => {
    const [from, to] = [Math.max(note.tick, start), Math.min(note.tick + note.duration, end)];
    return from < to ? [{ ...note, tick: from - start, duration: to - from }] : [];
  });
  const stated = <T extends { tick: number }>(all: readonly T[]): T[] => {
    const inForce = all.findLast(({ tick }) => tick <= start);
    const later = all.filter(({ tick }) => tick > start && tick < end);
    return [
      ...(inForce ? [{ ...inForce, tick: 0 }] : []),
      ...later.map((each) => ({ ...each, tick: each.tick - start })),
    ];
  };
  return { ...tune, notes, keys: stated(tune.keys), metres: stated(tune.metres) };
}
