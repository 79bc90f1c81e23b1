/**
 * A tune in house style, as text: header order, one unit L:, beams by beat, four bars a line, repeats and endings as custom has
 * them, signs only where they are needed. The formatter and every writer of ABC print with it.
 */
import type { AbcBar, AbcItem, AbcTune, AbcVoice, HeaderLine } from './abc-tune.ts';
import { openAccidentals } from './accidentals.ts';
import { type Beamed, beamGroups, lengthOf, startOf } from './beams.ts';
import { type Fraction, over } from './fraction.ts';
import { isKept, sortedHeader } from './header-fields.ts';
import { readKey } from './key.ts';
import { layOut, type PlacedBar } from './layout.ts';
import { defaultUnit, readMeter } from './meter.ts';
import { brokenPair, printNote } from './print-note.ts';

/** What of the header is printed. */
export interface PrintOptions {
  /** Letters of the header fields that stay, such as `XTMK`; L, V and K always do. undefined: all. */
  fields?: string | undefined;
}

/** The key and metre of `tune` must be readable (`readKey`, `readMeter`): else RangeError. */
export function printTune(tune: AbcTune, { fields }: PrintOptions = {}): string {
  const meter = readMeter(tune.meter);
  const key = readKey(tune.key);
  if (!meter || !key) throw new RangeError(`no such metre or key: ${tune.meter}, ${tune.key}`);
  const unit = defaultUnit(meter);
  const several = tune.voices.length > 1 || tune.voices[0]!.id !== '';
  const header: HeaderLine[] = [
    ...tune.header,
    { letter: 'M', value: tune.meter },
    { letter: 'L', value: `${unit.num}/${unit.den}` },
    { letter: 'Q', value: tune.tempo },
    ...(several ? tune.voices.flatMap(voiceHeader) : []),
    { letter: 'K', value: key.name },
  ].filter(
    ({ letter, value }) =>
      isKept(value.startsWith('%') ? '%' : letter, fields) && (value !== '' || !'MQ'.includes(letter)),
  );
  const lines = sortedHeader(header).map(({ letter, value }) =>
    value.startsWith('%') ? value : `${letter}:${value}`,
  );
  const layouts = tune.voices.map(({ bars }) => layOut(bars, meter));
  const [first] = layouts;
  const systems = tune.voices.map((voice, i) => {
    // voices of as many bars break where the first one does
    const placed = layouts[i]!.map((bar, n) =>
      layouts[i]!.length === first!.length ? { ...bar, startsLine: first![n]!.startsLine } : bar,
    );
    return printVoice(voice, placed, unit, key.alters, { fields, prefix: several ? `[V:${voice.id}]` : '' });
  });
  const longest = Math.max(...systems.map(({ length }) => length));
  for (let i = 0; i < longest; i++) lines.push(...systems.flatMap((voice) => voice[i] ?? []));
  return `${lines.join('\n')}\n`;
}

/** Directives stand behind the V: that they are about. */
function voiceHeader({ id, properties, directives = [] }: AbcVoice): HeaderLine[] {
  return [`${id} ${properties}`.trim(), ...directives].map((value) => ({ letter: 'V', value }));
}

/** The voice's lines of music, each with the lines of words and directives that stand before it. */
function printVoice(
  { bars }: AbcVoice,
  placed: readonly PlacedBar[],
  unit: Fraction,
  alters: readonly number[],
  { fields, prefix }: { fields: string | undefined; prefix: string },
): string[][] {
  const systems: string[][] = [];
  let before: string[] = [];
  let line = '';
  const closeLine = () => {
    if (line !== '') {
      // A:| would be a field
      systems.push([...before, prefix + line.replace(/^([A-Za-z]):/, '$1 :')]);
      before = [];
    }
    line = '';
  };
  const print = openItems(unit, alters);
  for (const [i, { bar, startsLine, meter, isPickup }] of placed.entries()) {
    if (startsLine) closeLine();
    const { startsRepeat, ending } = bar;
    let opening = startsRepeat && startsLine ? '|:' : '';
    if (ending !== undefined) opening += startsLine ? `[${ending} ` : `${ending} `;
    const start = startOf(lengthOf(bar.items), meter, isPickup);
    for (const piece of print(bar.items, beamGroups(bar.items, meter, start))) {
      if (typeof piece === 'string') {
        line += opening + piece;
        opening = '';
      } else if (isKept(piece.text[0]!, fields)) {
        closeLine();
        before.push(piece.text);
      }
    }
    line += barSign(bars, i, placed[i + 1]);
  }
  closeLine();
  if (before.length > 0) systems.push(before);
  return systems;
}

function barSign(bars: readonly AbcBar[], i: number, next: PlacedBar | undefined): string {
  const { endsRepeat, endsPart } = bars[i]!;
  if (!next) return endsRepeat ? ':|' : '|]';
  if (next.bar.startsRepeat && !next.startsLine) return endsRepeat ? '::' : '|:';
  if (endsRepeat) return ':|';
  return endsPart || next.bar.startsRepeat ? '||' : '|';
}

/** Prints bar after bar of one voice: text, and lines that stand by themselves. */
function openItems(unit: Fraction, alters: readonly number[]) {
  const accidentals = openAccidentals(alters);
  let ties: ReadonlyMap<number, number> = new Map();
  return function* (
    items: readonly AbcItem[],
    beams: readonly Beamed[],
  ): Generator<string | { text: string }> {
    accidentals.barLine();
    const pairs = pairsOf(items, beams, unit);
    let note = 0;
    let previous: number | undefined;
    for (const [i, item] of items.entries()) {
      if (item.kind === 'line') yield item;
      else if (item.kind === 'mark') yield item.text;
      else if (item.kind === 'change') {
        if (item.letter === 'K') accidentals.key(readKey(item.value)!.alters);
        yield `[${item.letter}:${item.value}]`;
      } else {
        const group = beams[note++]!.group;
        const space = previous !== undefined && group !== previous && !pairs.get(i)?.second ? ' ' : '';
        previous = group;
        const pair = pairs.get(i);
        const text = printNote(item, pair?.length ?? over(item.duration, unit), accidentals, ties);
        ties = new Map(item.pitches.filter((p) => p.tied).map((p) => [p.octave * 7 + p.step, p.alter]));
        yield space + text + (pair && !pair.second ? pair.sign : '');
      }
    }
  };
}

interface Paired {
  sign: string;
  length: Fraction;
  second: boolean;
}

/** Broken rhythm, by index of the item: pairs within a beam first, then those over a beat that no note begins on. */
function pairsOf(items: readonly AbcItem[], beams: readonly Beamed[], unit: Fraction): Map<number, Paired> {
  const pairs = new Map<number, Paired>();
  const notesBefore = items.map((_, i) => items.slice(0, i).filter((item) => item.kind === 'note').length);
  for (const across of [false, true])
    for (let i = 0; i + 1 < items.length; i++) {
      const [a, b] = [items[i]!, items[i + 1]!];
      if (a.kind !== 'note' || b.kind !== 'note' || b.tuplet || pairs.has(i) || pairs.has(i + 1)) continue;
      const [first, second] = [beams[notesBefore[i]!]!, beams[notesBefore[i + 1]!]!];
      const fits = across ? !second.onBeat : first.group === second.group;
      const pair = fits ? brokenPair(a, b, unit) : undefined;
      if (!pair) continue;
      pairs.set(i, { ...pair, second: false });
      pairs.set(i + 1, { ...pair, second: true });
    }
  return pairs;
}
