/**
 * One voice while its text is read: bars, and the state that one sign leaves for the next (accidentals, ties, broken
 * rhythm, tuplets, signs that wait for their note). What it gives away is free of all that: pitches as they sound, exact lengths.
 */
import type { AbcBar, AbcChange, AbcItem, AbcNote, AbcPitch, Tuplet } from './abc-tune.ts';
import { openAccidentals } from './accidentals.ts';
import type { BarSign } from './bar-signs.ts';
import { lengthOf } from './beams.ts';
import { unformatted } from './codes.ts';
import { compare, type Fraction, fraction, times } from './fraction.ts';
import { type Key, readKey } from './key.ts';
import { type Meter, readMeter } from './meter.ts';

export interface WrittenPitch {
  step: number;
  octave: number;
  /** undefined: no sign stands before it. */
  sign: number | undefined;
  tied: boolean;
}

export interface WrittenGrace {
  pitch: WrittenPitch;
  /** The factor behind it. */
  length: Fraction;
}

export interface WrittenNote {
  pitches: readonly WrittenPitch[];
  rest?: 'z' | 'x';
  duration: Fraction;
  tied: boolean;
}

type Mutable<T> = { -readonly [P in keyof T]: T[P] };
type OpenBar = Omit<Mutable<AbcBar>, 'items'> & { items: AbcItem[]; notes: number };
type OpenNote = Mutable<AbcNote>;

export interface VoiceBuilder {
  readonly meter: Meter;
  slurBegins(): void;
  /** Behind the last note. */
  slurEnds(): void;
  tuplet(tuplet: Tuplet): void;
  symbol(text: string): void;
  decoration(text: string): void;
  graces(slash: boolean, notes: readonly WrittenGrace[]): void;
  note(note: WrittenNote): void;
  /** `>` or `<`: what it makes of the note before and of the next one. */
  broken(mine: Fraction, next: Fraction): void;
  /** A tie that stands apart from its note. */
  tie(): void;
  bar(sign: BarSign): void;
  change(letter: AbcChange['letter'], value: string): void;
  mark(text: string): void;
  line(text: string): void;
  /** A line of music ends. */
  lineEnds(): void;
  close(): readonly AbcBar[];
}

interface Pending {
  symbols: string[];
  decorations: string[];
  slurs: number;
  tuplet: Tuplet | undefined;
  /** They wait for the next note, over a bar line if need be, and take its accidentals. */
  graces: { slash: boolean; notes: readonly WrittenGrace[]; slursEnded: number } | undefined;
}

/** A bar of free metre, in whole notes. */
const LONGEST = fraction(4);

const NOTHING = (): Pending => ({
  symbols: [],
  decorations: [],
  slurs: 0,
  tuplet: undefined,
  graces: undefined,
});

export function openVoice(key: Key, startMeter: Meter): VoiceBuilder {
  const bars: OpenBar[] = [];
  const accidentals = openAccidentals(key.alters);
  let meter = startMeter;
  let open = openBar();
  let pending = NOTHING();
  let last: OpenNote | undefined;
  let nextFactor: Fraction | undefined;
  let tupletLeft = 0;
  /** Notes may not go on behind it. */
  let hiddenBar = false;
  /** Alterations of the notes that are tied to the next one, by octave and step. */
  let ties = new Map<number, number>();
  let tiesBeforeEnding = ties;

  function pitchOf({ step, octave, sign, tied }: WrittenPitch, mayBeTied: boolean): AbcPitch {
    const tiedAlter = mayBeTied ? ties.get(octave * 7 + step) : undefined;
    const alter = sign ?? tiedAlter ?? accidentals.implied({ step, octave });
    if (sign !== undefined && tiedAlter === undefined) accidentals.sign({ step, octave, alter });
    return tied ? { step, octave, alter, tied } : { step, octave, alter };
  }

  function closeBar(): void {
    if (tupletLeft > 0) unformatted('format/tuplet', 'a tuplet is cut by a bar line');
    if (compare(lengthOf(open.items), times(meter.bar ?? LONGEST, fraction(4))) > 0)
      unformatted('format/no-bar-lines', 'music without bar lines');
    bars.push(open);
    open = openBar();
    accidentals.barLine();
  }

  return {
    get meter() {
      return meter;
    },
    slurBegins() {
      pending.slurs++;
    },
    slurEnds() {
      if (pending.graces) {
        pending.graces.slursEnded++;
        return;
      }
      if (!last) unformatted('format/sign', 'a slur ends before any note');
      last.slursEnded = (last.slursEnded ?? 0) + 1;
    },
    tuplet(tuplet) {
      if (pending.tuplet || tupletLeft > 0) unformatted('format/tuplet', 'a tuplet in a tuplet');
      pending.tuplet = tuplet;
    },
    symbol(text) {
      pending.symbols.push(text);
    },
    decoration(text) {
      pending.decorations.push(text);
    },
    graces(slash, notes) {
      if (pending.graces) unformatted('format/graces', 'two groups of grace notes');
      pending.graces = { slash, notes, slursEnded: 0 };
    },
    note({ pitches, rest, duration, tied }) {
      if (hiddenBar) unformatted('format/bar-line', 'an invisible bar line between notes');
      const { symbols, decorations, slurs, tuplet, graces } = pending;
      const before = graces?.notes.map(({ pitch, length }) => ({ pitch: pitchOf(pitch, false), length }));
      const note: OpenNote = {
        kind: 'note',
        pitches: pitches.map((pitch) => pitchOf({ ...pitch, tied: pitch.tied || tied }, true)),
        ...(rest && { rest }),
        duration: nextFactor ? times(duration, nextFactor) : duration,
      };
      nextFactor = undefined;
      if (symbols.length > 0) note.symbols = symbols;
      if (decorations.length > 0) note.decorations = decorations;
      if (slurs > 0) note.slursBegun = slurs;
      if (graces) {
        const { slash, slursEnded } = graces;
        note.graces = { slash, notes: before!, ...(slursEnded > 0 && { slursEnded }) };
      }
      if (tuplet) {
        note.tuplet = tuplet;
        tupletLeft = tuplet.r;
      }
      if (tupletLeft > 0) tupletLeft--;
      pending = NOTHING();
      ties = new Map(note.pitches.filter((p) => p.tied).map((p) => [p.octave * 7 + p.step, p.alter]));
      open.items.push(note);
      open.notes++;
      last = note;
    },
    broken(mine, next) {
      if (!last || nextFactor) unformatted('format/broken-rhythm', 'broken rhythm without a note before it');
      last.duration = times(last.duration, mine);
      nextFactor = next;
    },
    tie() {
      if (!last || last.pitches.length === 0) unformatted('format/sign', 'a tie without a note');
      last.pitches = last.pitches.map((pitch) => ({ ...pitch, tied: true }));
      ties = new Map(last.pitches.map((p) => [p.octave * 7 + p.step, p.alter]));
    },
    bar({ startsRepeat, endsRepeat, endsPart, ending, hidden = false }) {
      if (pending.tuplet) unformatted('format/tuplet', 'a tuplet before a bar line');
      if (open.notes > 0) {
        markPending();
        closeBar();
        hiddenBar = hidden;
      } else if (!hidden) hiddenBar = false;
      const before = bars.at(-1);
      if (endsRepeat) {
        if (!before || open.startsRepeat || open.ending)
          unformatted('format/bar-line', 'a repeat of nothing');
        if (before.endsRepeat) unformatted('format/bar-line', 'a repeat that ends twice');
        before.endsRepeat = true;
      }
      if (endsPart && before) before.endsPart = true;
      if (ending) {
        if (open.ending || open.startsRepeat || startsRepeat)
          unformatted('format/bar-line', 'an ending where a repeat begins');
        open.ending = ending;
        if (endsRepeat || before?.endsRepeat) ties = tiesBeforeEnding;
        else tiesBeforeEnding = ties;
      }
      if (startsRepeat) {
        if (open.ending) unformatted('format/bar-line', 'a repeat that begins with an ending');
        open.startsRepeat = true;
      }
    },
    change(letter, value) {
      if (letter === 'K') {
        const next = readKey(value) ?? unformatted('format/key', `K:${value}`);
        accidentals.key(next.alters);
        open.items.push({ kind: 'change', letter, value: next.name });
        return;
      }
      if (letter === 'M') meter = readMeter(value) ?? unformatted('format/meter', `M:${value}`);
      open.items.push({ kind: 'change', letter, value });
    },
    mark(text) {
      open.items.push({ kind: 'mark', text });
    },
    line(text) {
      // a part's name stands before what the part changes
      const at = open.notes > 0 ? open.items.length : open.items.findIndex(({ kind }) => kind !== 'line');
      open.items.splice(at < 0 ? open.items.length : at, 0, { kind: 'line', text });
    },
    lineEnds() {
      if (tupletLeft > 0) unformatted('format/tuplet', 'a tuplet is cut by a line end');
    },
    close() {
      if (pending.graces || pending.tuplet || nextFactor)
        unformatted('format/graces', 'graces, a tuplet or broken rhythm before the end');
      markPending();
      if (open.notes > 0) closeBar();
      else if (open.items.length > 0) {
        const before = bars.at(-1) ?? unformatted('format/no-music', 'no note');
        before.items.push(...open.items);
      }
      if (bars.length === 0) unformatted('format/no-music', 'no note');
      return bars.map(({ notes: _, ...bar }) => bar);
    },
  };

  /** Signs that no note follows before the bar line. */
  function markPending(): void {
    const { symbols, decorations, slurs } = pending;
    if (slurs > 0) unformatted('format/sign', 'a slur that begins before a bar line');
    const text = [...symbols.map((symbol) => `"${symbol}"`), ...decorations].join('');
    if (text !== '') open.items.push({ kind: 'mark', text });
    pending = { ...NOTHING(), graces: pending.graces };
  }
}

function openBar(): OpenBar {
  return { items: [], notes: 0 };
}
