/**
 * Whether notes are played where the source has them: every pitched note's onset, pitch and duration within 0.04 of a quarter
 * note, none missing and none extra.
 */

/** 0.04 of a quarter note, as a share of it. */
export const NOTE_TOLERANCE = 0.04;

export interface TimedNote {
  /** Quarter notes. */
  onset: number;
  duration: number;
  pitch: number;
}

export interface NoteMatch {
  /** Notes of the source that have a partner, one to one. */
  right: number;
  source: number;
  played: number;
  /** The first of either side, in order of time, that has none. */
  firstMiss?: { side: 'source' | 'played'; note: TimedNote };
}

/**
 * Pairs notes of one pitch in order of onset, each with the first free partner in reach.
 * @param tolerance quarter notes between onsets  @param lengthTolerance between durations
 */
export function matchNotes(
  source: readonly TimedNote[],
  played: readonly TimedNote[],
  tolerance = NOTE_TOLERANCE,
  lengthTolerance = tolerance,
): NoteMatch {
  const [within, lengthWithin] = [tolerance + 1e-9, lengthTolerance + 1e-9];
  const free = new Map<number, TimedNote[]>();
  for (const note of inTime(played)) {
    const same = free.get(note.pitch);
    if (same) same.push(note);
    else free.set(note.pitch, [note]);
  }
  const missing: { side: 'source' | 'played'; note: TimedNote }[] = [];
  let right = 0;
  for (const note of inTime(source)) {
    const same = free.get(note.pitch) ?? [];
    const partner = same.findIndex(
      ({ onset, duration }) =>
        Math.abs(onset - note.onset) <= within && Math.abs(duration - note.duration) <= lengthWithin,
    );
    if (partner < 0) missing.push({ side: 'source', note });
    else {
      right++;
      same.splice(partner, 1);
    }
  }
  for (const same of free.values()) for (const note of same) missing.push({ side: 'played', note });
  const firstMiss = missing.sort((a, b) => a.note.onset - b.note.onset)[0];
  return { right, source: source.length, played: played.length, ...(firstMiss && { firstMiss }) };
}

export function allRight({ right, source, played }: NoteMatch): boolean {
  return right === source && right === played;
}

function inTime(notes: readonly TimedNote[]): TimedNote[] {
  return [...notes].sort((a, b) => a.onset - b.onset);
}
