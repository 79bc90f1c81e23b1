/**
 * One line of music, sign by sign, given to the builder of its voice. What is not understood is refused; only what has no
 * meaning to any reader (backquotes, spacers, line-break signs, letters and names that nobody defines) is left out, and the latter named.
 */
import { readBarSign } from './bar-signs.ts';
import { unformatted } from './codes.ts';
import { decorationName } from './decoration-names.ts';
import { type Fraction, fraction, minus, times } from './fraction.ts';
import { defaultUnit, readMeter } from './meter.ts';
import { type Read, readChord, readGraces, readLength, readPitch } from './read-note.ts';
import type { VoiceBuilder, WrittenNote } from './voice-builder.ts';

/** What a line may change for those behind it. */
export interface MusicState {
  /** L:, in whole notes. */
  unit: Fraction;
  /** Letters that U: gives a meaning. */
  defined: ReadonlySet<string>;
  /** Signs without meaning that were left out. */
  dropped: Set<string>;
  /** The voice that is being written. */
  voice: VoiceBuilder;
  /** `[V:…]`. */
  toVoice(value: string): void;
}

const DECORATIONS = '.~HLMOPSTuvRJt';
/** In the time of how many, where that is not said. */
const TIMES: Readonly<Record<number, number>> = { 2: 3, 3: 2, 4: 3, 5: 2, 6: 2, 7: 2, 8: 3, 9: 2 };
const TUPLET = /\(([2-9])(?::([1-9]?)(?::([1-9]?))?)?/y;
const NAMED = /([!+])([A-Za-z0-9.()<>^/-]+)\1/y;
const INLINE = /\[([A-Za-z]):([^\]]*)\]/y;
const SPACER = /y[\d/]*/y;
const IGNORED_LETTERS = /[h-wH-W]/;

export function readMusic(text: string, state: MusicState): void {
  let line = text.trimEnd();
  if (line.endsWith('\\')) line = line.slice(0, -1).trimEnd();
  for (let at = 0; at < line.length; ) at = readSign(line, at, state);
  state.voice.lineEnds();
}

function readSign(line: string, at: number, state: MusicState): number {
  const { voice } = state;
  const sign = line[at]!;
  if (sign === ' ' || sign === '\t' || sign === '`') return at + 1;
  if (sign === '"') {
    const close = line.indexOf('"', at + 1);
    if (close < 0) unformatted('format/sign', 'a quote that does not end');
    voice.symbol(line.slice(at + 1, close));
    return close + 1;
  }
  if (sign === '[') {
    const inline = matchAt(INLINE, line, at);
    if (inline) {
      readInline(inline[1]!, inline[2]!.trim(), inline[0], state);
      return at + inline[0].length;
    }
  }
  const bar = readBarSign(line, at);
  if (bar) {
    voice.bar(bar);
    return bar.end;
  }
  if (sign === '{') {
    const graces = readGraces(line, at + 1);
    voice.graces(graces.value.slash, graces.value.notes);
    return graces.end;
  }
  if (sign === '(') {
    const tuplet = matchAt(TUPLET, line, at);
    if (!tuplet) {
      voice.slurBegins();
      return at + 1;
    }
    const [all, p, q, r] = tuplet;
    voice.tuplet({ p: Number(p), q: Number(q || TIMES[Number(p)]), r: Number(r || p) });
    return at + all.length;
  }
  if (sign === ')') {
    voice.slurEnds();
    return at + 1;
  }
  if (sign === '-') {
    voice.tie();
    return at + 1;
  }
  if (sign === '<' || sign === '>') return readBroken(line, at, voice);
  if (sign === '!' || sign === '+') {
    const named = matchAt(NAMED, line, at);
    // an exclamation mark alone is an old line break
    if (!named) return sign === '!' ? at + 1 : unformatted('format/sign', sign);
    const name = decorationName(named[2]!);
    if (name === undefined) state.dropped.add(named[0]);
    else voice.decoration(name);
    return at + named[0].length;
  }
  if (sign === '&') unformatted('format/overlay', '&');
  const note = readNote(line, at, state);
  if (note) return note;
  if (DECORATIONS.includes(sign) || state.defined.has(sign)) {
    if (sign === '.' && /[(|-]/.test(line[at + 1] ?? '')) unformatted('format/sign', line.slice(at, at + 2));
    voice.decoration(sign);
    return at + 1;
  }
  if (sign === 'y') return at + matchAt(SPACER, line, at)![0].length;
  if (!IGNORED_LETTERS.test(sign)) unformatted('format/sign', sign);
  state.dropped.add(sign);
  return at + 1;
}

/** Where the note, chord or rest at `at` ends; undefined: there is none. */
function readNote(line: string, at: number, { voice, unit }: MusicState): number | undefined {
  const sign = line[at]!;
  if (sign === 'Z' || sign === 'X') {
    const count = readLength(line, at + 1);
    const { bar } = voice.meter;
    if (!bar || count.value.den !== 1 || count.value.num > 200)
      unformatted('format/length', 'rests of whole bars');
    for (let i = 0; i < count.value.num; i++) {
      if (i > 0) voice.bar({ end: at });
      voice.note({ pitches: [], rest: sign === 'Z' ? 'z' : 'x', duration: bar, tied: false });
    }
    return count.end;
  }
  let core: Read<Pick<WrittenNote, 'pitches' | 'rest' | 'duration'>> | undefined;
  if (sign === 'z' || sign === 'x')
    core = { value: { pitches: [], rest: sign, duration: fraction(1) }, end: at + 1 };
  else if (sign === '[') core = readChord(line, at + 1);
  else {
    const pitch = readPitch(line, at);
    core = pitch && { value: { pitches: [pitch.value], duration: fraction(1) }, end: pitch.end };
  }
  if (!core) return undefined;
  const length = readLength(line, core.end);
  const duration = times(times(unit, core.value.duration), length.value);
  voice.note({ ...core.value, duration, tied: false });
  return length.end;
}

function readBroken(line: string, at: number, voice: VoiceBuilder): number {
  const sign = line[at]!;
  let count = 1;
  while (line[at + count] === sign) count++;
  if (count > 3) unformatted('format/broken-rhythm', sign.repeat(count));
  const short = fraction(1, 2 ** count);
  const long = minus(fraction(2), short);
  if (sign === '>') voice.broken(long, short);
  else voice.broken(short, long);
  return at + count;
}

function readInline(letter: string, value: string, text: string, state: MusicState): void {
  if (letter === 'K' || letter === 'M' || letter === 'Q') state.voice.change(letter, value);
  else if (letter === 'L') state.unit = readUnit(value, state);
  else if (letter === 'V') state.toVoice(value);
  else if (letter === 'P') state.voice.line(`P:${value}`);
  else if ('INRr'.includes(letter)) state.voice.mark(text);
  else unformatted('format/field', text);
}

/** Of L:; '' is the metre's default. */
export function readUnit(text: string, state?: Pick<MusicState, 'voice'>): Fraction {
  if (text === '' && state) return defaultUnit(state.voice.meter);
  const [, num, den] =
    /^(\d{1,2})(?:\s*\/\s*(\d{1,3}))?$/.exec(text) ?? unformatted('format/unit', `L:${text}`);
  if (Number(num) === 0 || den === '0') unformatted('format/unit', `L:${text}`);
  return fraction(Number(num), Number(den ?? 1));
}

/** Of a metre that stands without L:. */
export function unitOfMeter(text: string): Fraction {
  return defaultUnit(readMeter(text) ?? unformatted('format/meter', `M:${text}`));
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
