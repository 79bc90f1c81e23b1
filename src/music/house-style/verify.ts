/** Two texts played by the reference renderer: whether every note of one is in the other, at the same tick and as long. */
import { type Note, notesOf } from '../../formats/midi/notes.ts';
import { readSmf } from '../../formats/midi/smf/read-smf.ts';
import { render } from '../reference-renderer.ts';

export interface Sounding {
  ok: true;
  notes: readonly Note[];
  warnings: readonly string[];
}

export type Played = Sounding | { ok: false; message: string };

/** abcjs plays the letters of `+:` lines: the fields that they continue are joined first. Staccato is played at 0.6 of its length: as abcjs writes it, it depends on the tempo and may end before it begins. */
export function played(text: string): Played {
  const rendering = render(text.replace(/\n\+:[ \t]*/g, ' '), { staccatoAsMeant: true });
  if (!rendering.ok) return { ok: false, message: rendering.message };
  const reading = readSmf(rendering.midi);
  if (!reading.ok) return { ok: false, message: reading.message };
  return { ok: true, notes: notesOf(reading.file).notes, warnings: rendering.warnings };
}

export interface SameNotes {
  /** Onset and duration in ticks, pitch, track and channel of every note. */
  notes: boolean;
  /** And every velocity: beats fall on the same notes. */
  velocities: boolean;
}

export function sameNotes(a: readonly Note[], b: readonly Note[]): SameNotes {
  const said = (notes: readonly Note[], velocity: boolean) =>
    notes
      .map(
        (n) =>
          `${n.track} ${n.channel} ${n.tick} ${n.pitch} ${n.duration}${velocity ? ` ${n.velocity}` : ''}`,
      )
      .sort()
      .join('\n');
  const notes = a.length === b.length && said(a, false) === said(b, false);
  return { notes, velocities: notes && said(a, true) === said(b, true) };
}
