/**
 * Any valid MIDI file of any writer in one fixed form: the source that a model transcribes and that its text is judged by.
 * Notes, key, metre and tempo are kept; velocities, controllers, programs and text are not; drums are counted and left out.
 * What cannot be taken is a refusal with a code and, where one note is to blame, its byte.
 */
import { readSmf } from '../../formats/midi/smf/read-smf.ts';
import { canonicalBytes } from './canonical-bytes.ts';
import { CANONICAL_LIMITS, type CanonicalRefusal, no } from './codes.ts';
import { beatGrid, type Grid, offGrid } from './grid.ts';
import { isArticulated, placeNotes } from './place-notes.ts';
import { quantise } from './quantise.ts';
import { type RawMusic, type RawVoice, readVoices } from './read-voices.ts';
import { CANONICAL_PPQ, type CanonicalNote, type CanonicalTune, type CanonicalVoice } from './types.ts';
import { partUnisons } from './unisons.ts';

/** How a file is taken; CANONICAL_DEFAULTS where not given. */
export interface CanonicalOptions {
  /** Take onsets off the grid to the beat of the file's tempo map instead of refusing the file. */
  quantise?: boolean;
  /** Only this voice: its number among the pitched ones, from 1, as `midi/no-such-track` lists them. */
  track?: number | undefined;
}
/** All pitched voices, and only files on the grid of the beat. */
export const CANONICAL_DEFAULTS = { quantise: false, track: undefined } as const satisfies CanonicalOptions;

/** A file in canonical form: as data, as bytes, and what was left out or changed. */
export interface CanonicalMidi {
  ok: true;
  tune: CanonicalTune;
  /** The same tune as a file. */
  bytes: Uint8Array;
  /** What the form does not hold: drum notes, notes without a length, tempos after the first, voices not asked for. */
  leftOut: { drums: number; zeroLength: number; tempoChanges: number; voices: number };
  /** What was changed on the way. */
  changed: {
    /** Notes whose end was moved to the next note or beat, because the file plays them short. */
    lengthened: number;
    /** Notes that never ended. */
    unended: number;
    /** Notes moved to a voice of their own, because their pitch sounded already. */
    unisons: number;
    /** Onsets were taken to the beat. */
    quantised: boolean;
    /** Quarter notes that everything was moved forward, because the first note stands off the grid. */
    shifted: number;
  };
}

/**
 * The canonical form of a Standard MIDI File: format 1, 96 ticks a quarter note, a track a voice.
 * A file in this form keeps its bytes. Rules and limits: docs/transcription.md.
 * @param bytes a whole file of format 0 or 1, of any writer
 * @returns a refusal where it has none: `midi/…` (CANONICAL_CODES) or `smf/…` of the strict reader
 */
export function canonicalMidi(
  bytes: Uint8Array,
  options: CanonicalOptions = {},
): CanonicalMidi | CanonicalRefusal {
  const { quantise: toBeat, track } = { ...CANONICAL_DEFAULTS, ...options };
  const reading = readSmf(bytes);
  if (!reading.ok) return reading;
  if (reading.file.format === 2) return no('midi/format-2', 'format 2: several pieces in one file', 8);
  const raw = readVoices(reading.file);
  const chosen = choose(raw, track);
  if ('ok' in chosen) return chosen;
  const wrong = beyondLimits(chosen);
  if (wrong) return wrong;
  const grid = beatGrid(raw.ppq);
  const { shifted, share, distance } = phase(chosen, grid);
  const free = share > CANONICAL_LIMITS.offGridShare;
  if (free && !toBeat) {
    const message = `${Math.round(100 * share)} % of the onsets are off the grid of the beat, by ${distance.toFixed(3)} of a quarter note (median)`;
    return { ...no('midi/free-time', message), offGrid: { share, distance } };
  }
  const moved = chosen.map(({ notes }) =>
    notes.map((note) => ({ ...note, onset: note.onset - shifted, end: note.end - shifted })),
  );
  const timed = free ? quantise(moved) : moved;
  const placed = timed.map((notes) => placeNotes(notes, grid, free || isArticulated(notes, grid)));
  const { notes, voices, unisons } = voiced(chosen, placed);
  if (voices.length > CANONICAL_LIMITS.voices)
    return no('midi/too-many-voices', `${voices.length} voices, those of unisons among them`);
  const tune: CanonicalTune = { notes, voices, ...stated(raw, shifted), tempo: raw.tempo };
  return {
    ok: true,
    tune,
    bytes: canonicalBytes(tune),
    leftOut: { ...raw.leftOut, tempoChanges: raw.tempoChanges, voices: raw.voices.length - chosen.length },
    changed: {
      lengthened: placed.reduce((sum, { lengthened }) => sum + lengthened, 0),
      unended: raw.unended,
      unisons,
      quantised: free,
      shifted,
    },
  };
}

function choose({ voices, leftOut }: RawMusic, track: number | undefined): RawVoice[] | CanonicalRefusal {
  if (voices.length === 0)
    return no(
      'midi/no-notes',
      leftOut.drums > 0 ? `only drums: ${leftOut.drums} notes` : 'the file is silent',
    );
  if (track === undefined) return voices;
  const voice = voices[track - 1];
  if (voice) return [voice];
  const list = voices.map(({ name, channel, notes, ...from }, i) => {
    const called = name === undefined ? '' : ` "${name}"`;
    return `${i + 1}${called} (track ${from.track}, channel ${channel + 1}, ${notes.length} notes)`;
  });
  return no('midi/no-such-track', `no voice ${track}; there are ${list.join(', ')}`);
}

function beyondLimits(voices: readonly RawVoice[]): CanonicalRefusal | undefined {
  const { notes: most, quarters, noteQuarters, lowestPitch, voices: mostVoices } = CANONICAL_LIMITS;
  const count = voices.reduce((sum, { notes }) => sum + notes.length, 0);
  if (count > most) return no('midi/too-many-notes', `${count} notes, over ${most}`);
  if (voices.length > mostVoices)
    return no('midi/too-many-voices', `${voices.length} voices, over ${mostVoices}`);
  for (const { notes } of voices)
    for (const { onset, end, pitch, offset } of notes) {
      if (pitch < lowestPitch) return no('midi/pitch-range', `pitch ${pitch}, below ${lowestPitch}`, offset);
      if (end - onset > noteQuarters)
        return no('midi/note-too-long', `a note of ${Math.round(end - onset)} quarter notes`, offset);
      if (end > quarters)
        return no('midi/too-long', `a note ends after ${Math.round(end)} quarter notes`, offset);
    }
  return undefined;
}

/** Where beats begin: at 0, or, where that fits far better, at the first note. */
function phase(
  voices: readonly RawVoice[],
  grid: Grid,
): { shifted: number; share: number; distance: number } {
  const onsets = voices.flatMap(({ notes }) => notes.map(({ onset }) => onset));
  const asIs = offGrid(onsets, grid);
  if (asIs.share <= CANONICAL_LIMITS.offGridShare) return { shifted: 0, ...asIs };
  const first = onsets.reduce((least, onset) => Math.min(least, onset), Number.POSITIVE_INFINITY);
  const shifted = first - Math.floor(first);
  const moved = offGrid(
    onsets.map((onset) => onset - shifted),
    grid,
  );
  return moved.share <= CANONICAL_LIMITS.offGridShare ? { shifted, ...moved } : { shifted: 0, ...asIs };
}

function voiced(
  from: readonly RawVoice[],
  placed: readonly { notes: ReturnType<typeof placeNotes>['notes'] }[],
) {
  const notes: CanonicalNote[] = [];
  const voices: CanonicalVoice[] = [];
  let unisons = 0;
  from.forEach(({ track, channel, name }, i) => {
    const inOrder = placed[i]!.notes.sort((a, b) => a.tick - b.tick || a.pitch - b.pitch);
    for (const [layer, each] of partUnisons(inOrder).entries()) {
      if (layer > 0) unisons += each.length;
      const voice = voices.length;
      voices.push({ track, channel, ...(name && { name }), ...(layer > 0 && { unisons: true }) });
      for (const { tick, duration, pitch } of each) notes.push({ tick, duration, pitch, voice });
    }
  });
  return { notes, voices, unisons };
}

/** Keys and metres, on ticks. */
function stated({ keys, metres }: RawMusic, shifted: number): Pick<CanonicalTune, 'keys' | 'metres'> {
  const tick = (at: number) => Math.max(0, Math.round((at - shifted) * CANONICAL_PPQ));
  return {
    keys: keys.map(({ at, sharps, minor }) => ({ tick: tick(at), sharps, minor })),
    metres: metres.map(({ at, numerator, denominator }) => ({ tick: tick(at), numerator, denominator })),
  };
}
