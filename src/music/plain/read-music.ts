/**
 * A line of plain music into elements, as abcjs's `parseMusic`: signs before a note gather until a note or bar takes them;
 * ties, broken rhythm and unit lengths live on from line to line. A sign that is not known here makes the tune not plain.
 */
import { type Decoration, NAMED, SHORTHANDS } from './decorations.ts';
import { notPlain } from './not-plain.ts';
import type { GraceNote, PlainElement, PlainNote, PlainPitch, Tuplet } from './plain-tune.ts';
import { readBar } from './read-bar.ts';
import { readGraces } from './read-graces.ts';
import { isDrawable } from './read-length.ts';
import { type Rhythm, readNote } from './read-note.ts';
import { readTuplet } from './read-tuplet.ts';
import { isNoteStart, isSpace } from './signs.ts';

export interface MusicReader {
  readonly rhythm: Rhythm;
  /** As abcjs lays them out: a line of music begins one, unless the line before ended with a backslash. */
  readonly lines: readonly PlainElement[][];
  /** The last line ended with a backslash. */
  readonly continued: boolean;
  read(line: string): void;
}

/** What stands before the next note. */
interface Pending {
  decorations: Decoration[];
  graces: GraceNote[] | undefined;
  tuplet: Tuplet | undefined;
  slurs: number;
}

/** `measure`: whole notes of a bar; a whole rest lasts one where that is shorter. */
export function openMusicReader(unit: number, measure: number): MusicReader {
  const rhythm: Rhythm = { unit, next: 0 };
  const lines: PlainElement[][] = [];
  let continued = false;
  /** The note before has a tie; and whether it had where the first ending began. */
  let inTie = false;
  let inTieBeforeEnding: boolean | undefined;
  let pending = nothing();
  /** Notes that the tuplet still takes; the end of a line ends it. */
  let tupletLeft = 0;

  function gather(line: string, start: number): number {
    let at = start;
    for (;;) {
      while (isSpace(line[at])) at++;
      const sign = line[at];
      if (sign === '"') {
        const close = line.indexOf('"', at + 1);
        // @ places by coordinates
        if (close < 0 || line[at + 1] === '@') notPlain('quotes');
        at = close + 1;
      } else if (sign === '!') {
        const close = line.indexOf('!', at + 1);
        // alone at the end of a line it says that the line ends
        if (close < 0 && (at + 1 < line.length || continued)) notPlain('!');
        if (close >= 0) pending.decorations.push(NAMED.get(line.slice(at + 1, close)) ?? notPlain('! !'));
        at = close < 0 ? at + 1 : close + 1;
      } else if (sign === '{') {
        const { graces, end } = readGraces(line, at, rhythm.unit);
        pending.graces = graces;
        at = end;
      } else {
        const decoration = SHORTHANDS[sign ?? ''];
        if (!decoration) return at;
        // a dotted slur or tie
        if (sign === '.' && (line[at + 1] === '(' || line[at + 1] === '-')) notPlain('.( .-');
        pending.decorations.push(decoration);
        at++;
      }
    }
  }

  /** Slurs and tuplets that open before a note. */
  function open(line: string, start: number): number {
    let at = start;
    let slurs = 0;
    for (; line[at] === '(' || isSpace(line[at]); at++) {
      if (line[at] !== '(') continue;
      const tuplet = readTuplet(line, at);
      if (!tuplet) slurs++;
      else {
        if (pending.tuplet || tupletLeft > 0) notPlain('nested tuplets');
        pending.tuplet = tuplet.tuplet;
        tupletLeft = tuplet.tuplet.r;
        at = tuplet.end - 1;
      }
    }
    // those before a sign, as in (u(e, are forgotten
    if (slurs > 0) pending.slurs = slurs;
    return at;
  }

  function note(line: string, at: number): { note: PlainNote; end: number } {
    const core = readNote(line, at, rhythm);
    let { duration } = core;
    let pitch: PlainPitch | undefined;
    const { step, accidental, startTie, slursEnded } = core;
    if (step === undefined) {
      if (duration === 1 && line[at] === 'z' && measure <= 1) duration = measure;
    } else {
      // abcjs repairs slurs that end where they begin if there are grace notes
      if (pending.graces && slursEnded && pending.slurs) notPlain('slurs on graces');
      pitch = { step, accidental, startTie, endTie: inTie, slursBegun: pending.slurs, slursEnded };
    }
    inTie = startTie;
    if (!isDrawable(duration)) notPlain('length to draw');
    return {
      note: { kind: 'note', duration, pitch, ...decorated(pending), endsTuplet: false },
      end: core.end,
    };
  }

  return {
    rhythm,
    lines,
    get continued() {
      return continued;
    },
    read(text) {
      const continues = text.endsWith('\\');
      const line = continues ? text.slice(0, -1) : text;
      if (/^[ \t]*([A-Za-z]:|$)/.test(line) || line.includes('\\')) notPlain('field or backslash in music');
      if (!(continued && lines.length > 0) && lines.at(-1)?.length !== 0) lines.push([]);
      const elements = lines.at(-1)!;
      continued = continues;
      tupletLeft = 0;
      let at = 0;
      while (at < line.length) {
        const start = at;
        at = gather(line, at);
        const bar = readBar(line, at);
        if (bar) {
          if (pending.graces) notPlain('graces before a bar');
          elements.push(bar.bar);
          if (bar.bar.endings && !(bar.bar.endsRepeat && !bar.bar.startsRepeat)) inTieBeforeEnding = inTie;
          else if (bar.bar.endings) inTie = inTieBeforeEnding ?? inTie;
          pending = nothing();
          at = bar.end;
          continue;
        }
        at = open(line, at);
        // behind a parenthesis abcjs takes even [1 or [| for a chord
        if (line[at] === '[') notPlain('chord');
        if (!isNoteStart(line[at])) {
          // more signs may stand behind a parenthesis
          if (at === start && line[at++] !== '`') notPlain(`sign ${line[start]}`);
          continue;
        }
        const { note: element, end } = note(line, at);
        if (tupletLeft > 0 && --tupletLeft === 0) element.endsTuplet = true;
        elements.push(element);
        pending = nothing();
        at = end;
      }
      if (!continued) pending = nothing();
    },
  };
}

function nothing(): Pending {
  return { decorations: [], graces: undefined, tuplet: undefined, slurs: 0 };
}

function decorated({ decorations, graces, tuplet }: Pending) {
  let touch: PlainNote['touch'];
  let accent = false;
  let ornament: PlainNote['ornament'];
  for (const decoration of decorations) {
    touch = decoration.touch ?? touch;
    accent ||= decoration.accent ?? false;
    ornament = decoration.ornament ?? ornament;
  }
  return { graces, tuplet, touch, accent, ornament };
}
