/**
 * Played onsets taken to the beat of the file's own tempo map. Every quarter note is read in the parts that explain its
 * onsets best: few parts are likelier than many, and two onsets of a voice do not fall on one point.
 */
import type { RawNote } from './read-voices.ts';

/** Parts of a quarter note, and what choosing them costs, in squared standard deviations. */
const PARTS = [
  [1, 0],
  [2, 0.5],
  [4, 1.5],
  [3, 2.5],
  [6, 5],
  [8, 6],
  [12, 9],
] as const;
/** Standard deviation of a played onset, in quarter notes: 15 ms at 120 a minute. */
const DEVIATION = 0.03;
/** What two onsets on one point cost. */
const COLLISION = 20;
/** Onsets this close are one chord. */
const CHORD = 0.04;
const SHORTEST = 1 / 12;

/** @param voices each in order of onset @returns the same notes, onsets on the beat, every end moved with its onset */
export function quantise(voices: readonly (readonly RawNote[])[]): RawNote[][] {
  return voices.map((notes) => {
    const chords = [...chordsOf(notes)];
    const points = new Map<number, number>();
    for (let i = 0; i < chords.length; ) {
      const beat = Math.floor(chords[i]! + CHORD);
      let j = i;
      while (j < chords.length && Math.floor(chords[j]! + CHORD) === beat) j++;
      const inBeat = chords.slice(i, j);
      const parts = bestParts(inBeat, beat);
      for (const at of inBeat) points.set(at, Math.round(at * parts) / parts);
      i = j;
    }
    let chord = 0;
    return notes
      .map((note) => {
        while (chord + 1 < chords.length && chords[chord + 1]! <= note.onset) chord++;
        const onset = points.get(chords[chord]!)!;
        return { ...note, onset, end: Math.max(onset + SHORTEST, note.end - note.onset + onset) };
      })
      .sort((a, b) => a.onset - b.onset || a.pitch - b.pitch || a.end - b.end);
  });
}

/** The first onset of every chord. */
function* chordsOf(notes: readonly RawNote[]): Generator<number> {
  let last = Number.NEGATIVE_INFINITY;
  for (const { onset } of notes) {
    if (onset - last <= CHORD) continue;
    last = onset;
    yield onset;
  }
}

function bestParts(onsets: readonly number[], beat: number): number {
  let best: { parts: number; cost: number } | undefined;
  for (const [parts, prior] of PARTS) {
    let cost: number = prior;
    let last: number | undefined;
    for (const at of onsets) {
      const point = Math.round((at - beat) * parts) / parts;
      cost += ((at - beat - point) / DEVIATION) ** 2 + (point === last ? COLLISION : 0);
      last = point;
    }
    if (!best || cost < best.cost) best = { parts, cost };
  }
  return best!.parts;
}
