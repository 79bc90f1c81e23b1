/**
 * The lines of a plain tune as one voice, as abcjs's sequencer has it: tuplets stretched, bar lines that only the eye needs
 * left out, and the places where repeats begin and end.
 */
import { notPlain } from './not-plain.ts';
import type { PlainElement, PlainNote } from './plain-tune.ts';

export interface VoiceNote {
  note: PlainNote;
  /** Whole notes, in its tuplet. */
  duration: number;
}

/** A bar line that ends accidentals and begins the count of beats. */
export const BAR = 'bar';

export type VoiceItem = VoiceNote | typeof BAR;

/** `index`: the item that it follows, counted from the settings that stand before the notes. */
export type Section =
  | { type: 'startRepeat' | 'endRepeat'; index: number }
  | { type: 'startEnding'; index: number; endings: number[] };

export interface Voice {
  items: VoiceItem[];
  sections: Section[];
}

/** `settings`: how many items (instrument, tempo, key, metre) abcjs has before the first note; they count in an index. */
export function voiceOf(lines: readonly PlainElement[][], settings: number): Voice {
  const items: VoiceItem[] = [];
  const sections: Section[] = [{ type: 'startRepeat', index: -1 }];
  for (const line of lines) {
    let notesInBar = 0;
    const stretch = openStretch();
    for (const [i, element] of line.entries()) {
      if (element.kind === 'note') {
        items.push({ note: element, duration: stretch(element, line, i) });
        notesInBar++;
        continue;
      }
      if (notesInBar > 0) items.push(BAR);
      notesInBar = 0;
      const index = settings + items.length - 1;
      if (element.endsRepeat) {
        const last = sections.at(-1)!;
        // two ends: abcjs takes the first one for a beginning, too
        if (last.type === 'endRepeat') sections.push({ type: 'startRepeat', index: last.index });
        sections.push({ type: 'endRepeat', index });
      }
      if (element.endings) sections.push({ type: 'startEnding', index, endings: element.endings });
      if (element.startsRepeat) sections.push({ type: 'startRepeat', index });
    }
  }
  return { items, sections };
}

/**
 * Durations in tuplets. The last note gets what the others leave of the whole, so that rounding does not add up; abcjs
 * counts that whole by the first note unless the tuplet says that it has another number of them.
 */
function openStretch(): (note: PlainNote, line: readonly PlainElement[], i: number) => number {
  let factor = 0;
  let whole = 0;
  let spent = 0;
  return (note, line, i) => {
    const { duration, tuplet } = note;
    if (tuplet) {
      factor = tuplet.q / tuplet.p;
      whole = tuplet.p * factor * duration;
      if (tuplet.p !== tuplet.r && i + tuplet.r <= line.length)
        whole = factor * sum(line.slice(i, i + tuplet.r));
      spent = micro(duration * factor);
      return spent;
    }
    if (!factor) return duration;
    if (note.endsTuplet) {
      factor = 0;
      const rest = micro(whole - spent);
      return rest > 0 ? rest : notPlain('tuplet of no length');
    }
    const stretched = micro(duration * factor);
    spent += stretched;
    return stretched;
  };
}

function sum(elements: readonly PlainElement[]): number {
  let total = 0;
  for (const element of elements)
    total += element.kind === 'note' ? element.duration : notPlain('bar in tuplet');
  return total;
}

/** Rounded to a millionth, as abcjs does. */
function micro(value: number): number {
  return Math.round(value * 1_000_000) / 1_000_000;
}
