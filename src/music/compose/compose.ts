/**
 * Composes a score: sections of whole bars (upbeat and last bar add up to one), bars that repeat or vary earlier bars as dance
 * tunes do, and a line that ends on the tonic. Everything is drawn from the Random it is given, in a fixed order.
 */
import { type Cell, cadences, UPBEATS } from './cells.ts';
import type { EngravingStyle, Feature } from './engraving-styles.ts';
import { drawRange, drawRepeats, drawSizes, drawUpbeat } from './form.ts';
import { type Key, tonicStep } from './keys.ts';
import { type Walk, walk } from './melody.ts';
import { beatTables, type Metre, noteValue, scaled } from './metres.ts';
import { ornament, tieBars } from './ornament.ts';
import type { Random, Weighted } from './random.ts';
import { type Bar, barLength, copyBar, type Group, type Score, type Section } from './score.ts';

export interface Brief {
  style: EngravingStyle;
  metre: Metre;
  /** The unit length, `1/8`. */
  unit: string;
  key: Key;
  minBars: number;
  maxBars: number;
  active: ReadonlySet<Feature>;
}

/** How far back a bar is taken from, in bars; 0: the bar is new. Counted over real tunes, as are the shares below. */
const COPIES: Weighted<number> = [
  [0, 66],
  [4, 17],
  [2, 4.5],
  [8, 10],
  [1, 0.6],
  [3, 0.3],
  [7, 0.8],
];
/** After a copied bar the copying goes on from the same distance this often. */
const COPY_ON = 0.45;
/** A new bar takes the rhythm of the bar two or four before. */
const SAME_RHYTHM = 0.3;
/** A new bar is an earlier one shifted by a step or two. */
const SEQUENCE = 0.04;

export function compose(random: Random, brief: Brief): Score {
  const { style, metre, active } = brief;
  const gridNote = noteValue(metre.grid) / noteValue(brief.unit);
  const tonic = tonicStep(brief.key);
  const line = walk(random, tonic, drawRange(random, style, tonic));
  const flavours = new Map<string, Weighted<Cell>>();
  const tables = beatTables(metre).map((table, beat) => {
    const name = metre.beats[beat]!;
    const made = flavours.get(name) ?? flavoured(random, scaled(table, gridNote), active);
    flavours.set(name, made);
    return made;
  });
  const how = { active, key: brief.key, marks: style.marks, texts: style.texts, gridNote };

  const lastGroup = tables.at(-1)![0]![0].length / gridNote;
  const upbeat = active.has('pickup') ? drawUpbeat(random, lastGroup) : 0;
  const written: Bar[] = [];
  let copying = 0;

  function newBar(groups: readonly Cell[], root: number, goal?: number): Bar {
    const bar = fillBar(line, groups, root, goal);
    ornament(random, bar, how);
    return bar;
  }

  /** The bar that ends a phrase: short by the upbeat, landing on a degree. */
  function closingBar(goal: number): Bar {
    const ends = cadences(lastGroup - upbeat);
    const final = ends === undefined ? undefined : flavoured(random, scaled(ends, gridNote), active);
    const useCadence = upbeat > 0 || random.chance(0.75);
    const cells = tables.map((table, beat) =>
      beat === tables.length - 1 && useCadence && final ? random.weighted(final) : random.weighted(table),
    );
    return newBar(cells, 0, goal);
  }

  function nextBar(): Bar {
    const distance = copying > 0 && random.chance(COPY_ON) ? copying : random.weighted(COPIES);
    const source = distance === 0 ? undefined : written[written.length - distance];
    copying = source ? distance : 0;
    if (source && source.length === fullLength) {
      const bar = copyBar(source);
      line.moveTo(lastStep(bar) ?? tonic);
      return bar;
    }
    copying = 0;
    const root = random.weighted(HARMONY);
    const model = written[written.length - random.pick([2, 4])];
    if (model?.length === fullLength) {
      if (random.chance(SEQUENCE)) return sequence(model, random.pick([-2, -1, 1, 2]));
      if (random.chance(SAME_RHYTHM)) return newBar(rhythmOf(model), root);
    }
    return newBar(
      tables.map((table) => random.weighted(table)),
      root,
    );
  }

  /** The model moved by some steps, without its accidentals, which would mean something else there. */
  function sequence(model: Bar, by: number): Bar {
    const bar = fillBar(line, rhythmOf(model), 0);
    const steps = model.groups.flatMap((group) => group.map((note) => note.step));
    if (steps.some((step) => step + by < LOWEST || step + by > HIGHEST)) return bar;
    let i = 0;
    for (const group of bar.groups) for (const note of group) note.step = steps[i++]! + by;
    line.moveTo(lastStep(bar) ?? tonic);
    return bar;
  }

  const fullLength = tables.reduce((sum, table) => sum + table[0]![0].length, 0);
  const sizes = drawSizes(random, brief);
  const repeats = drawRepeats(random, sizes.length, active);
  const sections = sizes.map((size, index): Section => {
    const isLast = index === sizes.length - 1;
    const pickup =
      upbeat === 0
        ? undefined
        : newBar([random.weighted(allowed(scaled(UPBEATS[upbeat], gridNote), active))], 0);
    const bars: Bar[] = [];
    const previousEnd = written.at(-1);
    for (let i = 0; i < size - 1; i++) {
      bars.push(nextBar());
      written.push(bars.at(-1)!);
    }
    const goal = isLast ? random.weighted(LAST) : random.weighted(CLOSE);
    // Parts often share their last bar.
    const shared = previousEnd && previousEnd.length < fullLength + 1e-9 && random.chance(0.3);
    const closing = shared && index > 0 ? copyBar(previousEnd) : closingBar(goal);
    bars.push(closing);
    written.push(closing);
    const section: Section = { pickup, bars, endings: undefined, repeated: repeats[index]! };
    if (section.repeated && size >= 2 && active.has('ending') && (isLast || random.chance(0.5))) {
      const count = size >= 4 && random.chance(0.3) ? 2 : 1;
      const first = section.bars.splice(-count);
      const second = count === 2 ? [nextBar()] : [];
      second.push(closingBar(isLast ? 0 : goal));
      section.endings = [first, second];
    }
    return section;
  });
  if (style.phraseRests && active.has('rest'))
    for (const { bars } of sections) breathe(random, bars, gridNote);
  if (active.has('tie')) {
    for (const { pickup, bars, endings } of sections) {
      tieBars(random, pickup ? [pickup, ...bars] : bars, TIED);
      for (const ending of endings ?? []) tieBars(random, ending, TIED);
    }
  }
  return { sections };
}

const TIED = 0.25;
/** Steps that keep every note of a shifted bar well inside MIDI and ordinary ledger lines. */
const LOWEST = -4;
const HIGHEST = 16;
const HARMONY: Weighted<number> = [
  [0, 50],
  [4, 25],
  [3, 15],
  [5, 10],
];
/** Degrees that end a tune, and a section before it. */
const LAST: Weighted<number> = [
  [0, 82],
  [1, 5],
  [4, 6],
  [2, 4],
  [6, 3],
];
const CLOSE: Weighted<number> = [
  [0, 70],
  [4, 12],
  [1, 8],
  [2, 10],
];

/** Half of some long notes at phrase ends become rests. */
function breathe(random: Random, bars: readonly Bar[], gridNote: number): void {
  const phrase = random.pick([2, 4, 4]);
  for (let i = phrase - 1; i < bars.length; i += phrase) {
    const group = bars[i]!.groups.at(-1)!;
    const last = group.at(-1)!;
    if (last.rest || last.tuplet !== 0 || last.length < 2 * gridNote || random.chance(0.35)) continue;
    if (group.length >= 3 && group.at(-3)!.tuplet !== 0) continue;
    const half = last.length % (2 * gridNote) === 0 ? last.length / 2 : gridNote;
    last.length -= half;
    group.push({ step: last.step, rest: true, length: half, broken: '', tuplet: 0, accidental: '' });
  }
}

/** The cells that the tune's features allow. */
function allowed(table: Weighted<Cell>, active: ReadonlySet<Feature>): Weighted<Cell> {
  return table.filter(([cell]) =>
    cell.groups.every((group) =>
      group.every(
        (note) =>
          (note.broken === '' || active.has('broken')) &&
          (note.tuplet === 0 || active.has('tuplet')) &&
          (!note.rest || active.has('rest')),
      ),
    ),
  );
}

/** A tune keeps to a few of its table's figures: weights are spread, and figures that show a feature come more often. */
function flavoured(random: Random, table: Weighted<Cell>, active: ReadonlySet<Feature>): Weighted<Cell> {
  return allowed(table, active).map(([cell, weight]) => {
    const notes = cell.groups.flat();
    const lift = notes.some((note) => note.tuplet !== 0)
      ? 6
      : notes.some((note) => note.rest || note.broken)
        ? 4
        : 1;
    return [cell, weight * lift * favour(random.next())] as const;
  });
}

/** A factor from 1/3 to 3, as often below 1 as above; sums and quotients only, which every machine rounds alike. */
function favour(u: number): number {
  return u < 0.5 ? 1 / (3 - 4 * u) : 4 * u - 1;
}

/** Puts the line on a row of cells: the first note of each group is strong; `goal` is the degree of the last note. */
function fillBar(line: Walk, cells: readonly Cell[], root: number, goal?: number): Bar {
  const groups: Group[] = [];
  for (const cell of cells) {
    for (const group of cell.groups) groups.push(group.map((note) => ({ ...note })));
  }
  const sounding = groups.flatMap((group) => group.filter((note) => !note.rest));
  const firsts = new Set(groups.map((group) => group[0]));
  for (const [i, note] of sounding.entries()) {
    const last = i === sounding.length - 1;
    note.step = last && goal !== undefined ? line.land(goal) : line.next(firsts.has(note), root);
  }
  return { groups, length: barLength(groups) };
}

/** A bar's rhythm as cells, without pitches and signs. */
function rhythmOf(bar: Bar): Cell[] {
  return bar.groups.map((group) => ({
    length: barLength([group]),
    groups: [
      group.map(({ rest, length, broken, tuplet }) => ({
        step: 0,
        rest,
        length,
        broken,
        tuplet,
        accidental: '' as const,
      })),
    ],
  }));
}

function lastStep(bar: Bar): number | undefined {
  return bar.groups.flat().findLast((note) => !note.rest)?.step;
}
