/** Writes several voices as ABC, as a hymn book or with numbered voices. Says nothing that the score does not. */
import { type Key, signatureAt, spellKey } from './keys.ts';
import { noteValue } from './metres.ts';
import type { PartHand, PartMetre } from './part-styles.ts';
import type { PartNote, PartScore } from './parts.ts';
import { lengthName, pitchName } from './print.ts';
import type { Random } from './random.ts';
import { spokenLine, verseLine } from './verses.ts';

export interface PartHeading {
  number: string;
  title: string;
  metre: PartMetre;
  unit: string;
  tempo: string | undefined;
  key: Key;
  repeated: boolean;
}

/** One voice's part of one line of music. */
interface Line {
  text: string;
  /** One a sounding note: carried on from the syllable before. */
  carried: boolean[];
}

export function printParts(random: Random, style: PartHand, heading: PartHeading, score: PartScore): string {
  return style.layout === 'hymn' ? printHymn(random, heading, score) : printNumbered(random, heading, score);
}

/** Names, clefs and staves of two, three and four voices. */
const STAVES: Readonly<Record<number, { names: string[]; groups: string }>> = {
  2: { names: ['S1V1', 'S2V1'], groups: 'S1V1 | S2V1' },
  3: { names: ['S1V1', 'S1V2', 'S2V1'], groups: '(S1V1 S1V2) | S2V1' },
  4: { names: ['S1V1', 'S1V2', 'S2V1', 'S2V2'], groups: '(S1V1 S1V2) | (S2V1 S2V2)' },
};

function printHymn(random: Random, heading: PartHeading, score: PartScore): string {
  const { names, groups } = STAVES[score.voices.length]!;
  const beat = random.chance(0.985) ? '127 125 110 1' : '117 115 100 1';
  const [program, piano] = random.chance(0.985) ? [0, 'Piano 1'] : [1, 'Piano 2'];
  let text = `X: ${heading.number}\nT: ${heading.title}\n`;
  text += `M: ${heading.metre.name} % time signature\nL: ${heading.unit} % default length\n`;
  text += `%%staves ${groups}\n`;
  for (const name of names) {
    const clef = name === 'S1V1' ? ' clef=treble' : name === 'S2V1' ? ' clef=bass' : '';
    text += `V: ${name}${clef}\n%%MIDI beat ${beat}\n`;
  }
  text += `K: ${spellKey(heading.key, false)} % key signature\n`;
  for (const i of names.keys()) text += `%%MIDI program ${i + 1} ${program} % ${piano}\n`;

  const wide = random.chance(0.65) ? '  ' : ' ';
  const verses = random.weighted([
    [0, 6],
    [1, 4],
    [2, 6],
    [3, 24],
    [4, 32],
    [5, 28],
  ] as const);
  // Invisible rests where the other voice of the staff shows them.
  const lines = score.voices.map((bars, v) =>
    printVoice(bars, heading, names[v]!.endsWith('2') ? 'x' : 'z', '|]'),
  );
  for (const l of lines[0]!.keys()) {
    for (const [v, name] of names.entries()) {
      const { text: music, carried } = lines[v]![l]!;
      const tempo = v === 0 && l === 0 && heading.tempo !== undefined ? ` [Q:${heading.tempo}] ` : wide;
      text += `[V: ${name}]${tempo}${music}\n`;
      if (v > 0) continue;
      for (let i = 1; i <= verses; i++) {
        const end =
          l === lines[0]!.length - 1
            ? random.pick(['.', '.', '.', '!'])
            : random.pick([',', ',', ';', '.', '']);
        text += `w: ${verseLine(random, carried, l === 0 ? `${i}.~` : '', end)}\n`;
      }
    }
  }
  if (verses >= 4 && random.chance(0.3)) {
    const more = random.pick([1, 1, 2, 3]);
    for (let i = 1; i <= more; i++) {
      if (i > 1) text += 'W:\n';
      for (let l = 0; l < 4; l++)
        text += `W: ${l === 0 ? `${verses + i}.` : ''}${spokenLine(random)}${l === 3 ? '.' : ','}\n`;
    }
  }
  return text;
}

function printNumbered(random: Random, heading: PartHeading, score: PartScore): string {
  const count = score.voices.length;
  const space = random.chance(0.12) ? ' ' : '';
  const layout = random.weighted([
    ['apart', 55],
    ['byLine', 20],
    ['inline', 25],
  ] as const);
  const declared = layout === 'inline' || random.chance(0.35);
  const clefs = declared && random.chance(0.6);
  const numbers = Array.from({ length: count }, (_, v) => v + 1);
  const low = score.voices.map((bars) => bars.flat().every((note) => note.step < 1));
  const clef = (v: number) => (clefs ? ` clef=${low[v] ? 'bass' : 'treble'}` : '');
  let text = `X:${space}${heading.number}\nT:${space}${heading.title}\nM:${space}${heading.metre.name}\n`;
  text += `L:${space}${heading.unit}\n`;
  if (heading.tempo !== undefined) text += `Q:${space}${heading.tempo}\n`;
  if (random.chance(0.2)) text += `%%${random.pick(['score', 'staves'])} ${numbers.join(' ')}\n`;
  if (declared) for (const v of numbers) text += `V:${space}${v}${clef(v - 1)}\n`;
  text += `K:${space}${spellKey(heading.key, false)}\n`;
  const open = heading.repeated ? '|:' : '';
  const end = heading.repeated ? ':|' : '|]';
  const lines = score.voices.map((bars) => printVoice(bars, heading, 'z', end));
  const sung = random.chance(0.25);
  const line = (v: number, l: number) => {
    const { text: music, carried } = lines[v]![l]!;
    const words = sung && v === 0 ? `w:${space}${verseLine(random, carried, '', '')}\n` : '';
    return `${l === 0 ? open : ''}${music}\n${words}`;
  };
  if (layout === 'apart') {
    for (const v of numbers) {
      text += `V:${space}${v}\n`;
      for (const l of lines[v - 1]!.keys()) text += line(v - 1, l);
    }
  } else {
    for (const l of lines[0]!.keys())
      for (const v of numbers)
        text += (layout === 'inline' ? `[V:${v}] ` : `V:${space}${v}\n`) + line(v - 1, l);
  }
  return text;
}

function printVoice(bars: readonly PartNote[][], heading: PartHeading, rest: 'z' | 'x', end: string): Line[] {
  const scale = 0.25 / noteValue(heading.unit);
  const lines: Line[] = [{ text: '', carried: [] }];
  for (const [b, bar] of bars.entries()) {
    const spell = speller(heading.key);
    let at = 0;
    let shortBefore = false;
    for (const note of bar) {
      if (note.opensLine) {
        lines.at(-1)!.text = lines.at(-1)!.text.trimEnd();
        lines.push({ text: '', carried: [] });
        spell.breakLine();
        shortBefore = false;
      }
      const line = lines.at(-1)!;
      // Notes under a beat are beamed within it; slurs stand apart.
      const short =
        note.length < heading.metre.beat && !note.rest && (heading.metre.beat > 1 || note.length < 1);
      const beamed = shortBefore && short && at % heading.metre.beat !== 0;
      if (!beamed && line.text !== '' && !line.text.endsWith(' ')) line.text += ' ';
      if (note.rest) line.text += rest + lengthName(note.length * scale);
      else {
        line.text += `${note.slurOpens ? '(' : ''}${spell.name(note)}${lengthName(note.length * scale)}`;
        line.text += `${note.tied ? '-' : ''}${note.slurCloses ? ')' : ''}`;
        line.carried.push(note.melisma === true);
      }
      at += note.length;
      shortBefore = short;
    }
    lines.at(-1)!.text += b === bars.length - 1 ? ` ${end}` : ' | ';
  }
  return lines.map(({ text, carried }) => ({ text: text.trimEnd(), carried }));
}

/** Spells the notes of one bar. A letter once altered keeps its sign wherever readers may differ: in other octaves, on the next line. */
function speller(key: Key) {
  const shown = new Map<number, { step: number; raised: boolean }>();
  return {
    breakLine: () => {
      for (const [letter, last] of shown) shown.set(letter, { ...last, step: Number.NaN });
    },
    name({ step, raised }: PartNote): string {
      const letter = ((step % 7) + 7) % 7;
      const last = shown.get(letter);
      if (last === undefined ? !raised : last.step === step && last.raised === raised) return pitchName(step);
      shown.set(letter, { step, raised });
      const signed = signatureAt(key, letter);
      const sign = raised ? (signed === '_' ? '=' : '^') : signed === '' ? '=' : signed;
      return sign + pitchName(step);
    },
  };
}
