/** Writes a score as ABC in a style: spacing, bar lines, line ends, headers. Says nothing that the score does not. */
import type { EngravingStyle } from './engraving-styles.ts';
import { type Key, spellKey } from './keys.ts';
import { barValue, noteValue } from './metres.ts';
import type { Random } from './random.ts';
import type { Bar, Group, Note, Score, Section } from './score.ts';

export interface Heading {
  number: string;
  title: string;
  rhythm: string;
  metre: string;
  unit: string;
  tempo: string | undefined;
  key: Key;
}

/** Choices that hold for a whole tune. */
interface Manner {
  separator: '|' | ' | ';
  tight: boolean;
  columns: boolean;
  backquotes: boolean;
  lineEnd: string;
  barsPerLine: number;
  phraseLines: boolean;
  opens: boolean;
  joins: boolean;
  endingSign: '1' | '[1';
  /** `/2` instead of `/`. */
  fullHalves: boolean;
}

export function printTune(random: Random, style: EngravingStyle, heading: Heading, score: Score): string {
  const manner: Manner = {
    separator: random.weighted(style.bar),
    tight: random.chance(style.tight),
    columns: random.chance(style.columns),
    backquotes: random.chance(style.backquotes),
    lineEnd: random.weighted(style.lineEnd),
    barsPerLine: random.weighted(style.barsPerLine),
    phraseLines: random.chance(style.phraseLines),
    opens: random.chance(style.opensRepeats),
    joins: random.chance(style.joinsRepeats),
    endingSign: random.weighted(style.endingSign),
    fullHalves: random.chance(0.07),
  };
  return printHeading(random, style, heading) + printBody(random, style, manner, score);
}

function printHeading(random: Random, style: EngravingStyle, heading: Heading): string {
  const space = random.chance(style.fieldSpace) ? ' ' : '';
  const values: Record<string, string | undefined> = {
    X: heading.number,
    T: heading.title,
    R: heading.rhythm,
    M: heading.metre,
    L: heading.unit,
    Q: heading.tempo,
    K: spellKey(heading.key, style.keyNames === 'long'),
  };
  let order = random.weighted(style.fields);
  // Without L: the standard supposes 1/16 for short bars, 1/8 for long ones.
  const supposed = barValue(heading.metre) < 0.75 ? 1 / 16 : 1 / 8;
  if (!order.includes('L') && noteValue(heading.unit) !== supposed) order = order.replace('M', 'ML');
  if (heading.tempo !== undefined && !order.includes('Q')) order = order.replace('K', 'QK');
  let text = '';
  for (const field of order) {
    const value = values[field];
    if (value !== undefined) text += `${field}:${space}${value}\n`;
  }
  return text;
}

/** One printed line of music: its bars, what stands in front of them and the bar line behind. */
interface Line {
  front: string;
  bars: string[][];
  /** Written between bars; the n-th stands behind bar n. */
  behind: string[];
}

function printBody(random: Random, style: EngravingStyle, manner: Manner, score: Score): string {
  const lines: Line[] = [];
  let afterJoin = false;
  const wide = manner.separator === ' | ';
  for (const [index, section] of score.sections.entries()) {
    const previous = score.sections[index - 1];
    const isLast = index === score.sections.length - 1;
    const next = score.sections[index + 1];
    // Without `|:` a repeat would go back into the part before, if that one was not repeated itself.
    const mustOpen = section.repeated && previous !== undefined && !previous.repeated;
    const opens = section.repeated && !afterJoin && (mustOpen || manner.opens);
    const joins = section.repeated && next?.repeated === true && manner.joins && !section.endings;
    const end = section.endings
      ? isLast
        ? random.weighted(style.tuneEnd) || '|]'
        : '||'
      : joins
        ? '::'
        : section.repeated
          ? ':|'
          : random.weighted(isLast ? style.tuneEnd : style.sectionEnd);
    lines.push(
      ...sectionLines(manner, section, opens ? (wide ? '|: ' : '|:') : '', wide && end ? ` ${end}` : end),
    );
    afterJoin = joins;
  }
  if (manner.columns) alignColumns(lines, manner.backquotes);
  return lines
    .map((line, i) => {
      const last = i === lines.length - 1;
      let text = line.front;
      for (const [j, groups] of line.bars.entries()) {
        text += groups.join(manner.tight && !manner.columns ? '' : ' ') + line.behind[j]!;
      }
      // A continued line would swallow nothing but its own end: only `\` must not be the tune's last character.
      const continues = manner.lineEnd.includes('\\');
      const end = continues && (last || /[:\]|]{2}$/.test(text)) ? '' : manner.lineEnd;
      return `${text.trimEnd()}${end}\n`;
    })
    .join('');
}

function sectionLines(manner: Manner, section: Section, open: string, end: string): Line[] {
  const { separator } = manner;
  const wide = separator === ' | ';
  const text = (bar: Bar) => bar.groups.map((group) => printGroup(group, manner));
  const lines: Line[] = [{ front: open, bars: [], behind: [] }];
  const put = (groups: string[], behind: string) => {
    lines.at(-1)!.bars.push(groups);
    lines.at(-1)!.behind.push(behind);
  };
  const [first, second] = section.endings ?? [[], []];
  const total = section.bars.length;
  if (section.pickup) put(text(section.pickup), separator);
  for (const [i, bar] of section.bars.entries()) {
    const phraseEnds = (i + 1) % manner.barsPerLine === 0 && i + 1 < total;
    const isEnd = i + 1 === total && first.length === 0;
    const groups = text(bar);
    if (phraseEnds && manner.phraseLines && section.pickup && groups.length > 1) {
      // The next phrase begins with its upbeat: the line breaks before the bar's last group.
      const upbeat = groups.pop()!;
      put(groups, '');
      lines.push({ front: '', bars: [], behind: [] });
      put([upbeat], separator);
    } else {
      put(groups, isEnd ? end : separator);
      if (phraseEnds) lines.push({ front: '', bars: [], behind: [] });
    }
  }
  for (const [which, ending] of [first, second].entries()) {
    const sign = manner.endingSign.replace('1', String(which + 1));
    for (const [i, bar] of ending.entries()) {
      const line = lines.at(-1)!;
      if (i === 0) {
        // `|1` and `:|2` must touch their bar line; with a bracket a space may stand between.
        if (which === 0 && line.behind.length > 0)
          line.behind[line.behind.length - 1] = `${wide ? ' ' : ''}|${sign}${wide ? ' ' : ''}`;
        else if (which === 0) line.front += `[1${wide ? ' ' : ''}`;
      }
      const closes = i === ending.length - 1;
      const behind = !closes
        ? separator
        : which === 0
          ? `${wide ? ' ' : ''}:|${manner.endingSign.replace('1', '2')}${wide ? ' ' : ''}`
          : end;
      put(text(bar), behind);
    }
  }
  return lines;
}

/** Pads bars and their groups so that they stand under each other; long beams may be filled with backquotes instead. */
function alignColumns(lines: Line[], backquotes: boolean): void {
  const columns = Math.max(...lines.map((line) => line.bars.length));
  for (let bar = 0; bar < columns; bar++) {
    const groups = Math.max(...lines.map((line) => line.bars[bar]?.length ?? 0));
    for (let group = 0; group < groups; group++) {
      const width = Math.max(...lines.map((line) => line.bars[bar]?.[group]?.length ?? 0));
      for (const line of lines) {
        const row = line.bars[bar];
        if (row?.[group] === undefined) continue;
        row[group] = fill(row[group], width, backquotes && group < row.length - 1);
      }
    }
  }
}

/** Backquotes go only into beams of plain notes: elsewhere they could change what is read. */
const PLAIN_BEAM = /^((?:[A-Ga-g][,']*)+?)((?:[A-Ga-g][,']*){1,2})$/;

function fill(group: string, width: number, backquotes: boolean): string {
  const missing = width - group.length;
  const pair = backquotes && missing > 0 ? PLAIN_BEAM.exec(group) : null;
  return pair ? pair[1]! + '`'.repeat(missing) + pair[2]! : group.padEnd(width);
}

function printGroup(group: Group, manner: Manner): string {
  let text = '';
  for (const note of group) text += printNote(note, manner.fullHalves);
  return text;
}

const LETTERS = 'CDEFGAB';

/** A step's letter and octave marks. */
export function pitchName(step: number): string {
  const octave = Math.floor(step / 7);
  const letter = LETTERS[step - 7 * octave]!;
  if (octave <= 0) return letter + ','.repeat(-octave);
  return letter.toLowerCase() + "'".repeat(octave - 1);
}

/** A length in units of L: nothing, `2`, `/`, `3/2`. */
export function lengthName(length: number, fullHalves = false): string {
  if (Number.isInteger(length)) return length === 1 ? '' : String(length);
  let under = 2;
  while (!Number.isInteger(length * under)) under *= 2;
  const over = length * under;
  if (over === 1 && !fullHalves) return '/'.repeat(Math.log2(under));
  return `${over === 1 ? '' : over}/${under}`;
}

function printNote(note: Note, fullHalves: boolean): string {
  const length = lengthName(note.length, fullHalves);
  if (note.rest) return `z${length}${note.broken}`;
  let text = note.text === undefined ? '' : `"${note.text}"`;
  if (note.slurOpens) text += '(';
  if (note.tuplet === 3) text += '(3';
  if (note.grace) text += `{${note.grace.map(pitchName).join('')}}`;
  text += note.mark ?? '';
  const pitch = note.accidental + pitchName(note.step);
  text += note.below === undefined ? pitch : `[${pitchName(note.below)}${pitch}]`;
  return `${text}${length}${note.tied ? '-' : ''}${note.slurCloses ? ')' : ''}${note.broken}`;
}
