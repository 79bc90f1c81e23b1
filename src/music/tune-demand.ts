/**
 * What a tune asks of its renderer: bars, time and notes, with all that its repeats, trills and drums make of them. Counted from
 * the text in one pass, and too low by no more than a small factor (broken rhythm, tuplets without numbers).
 */

export interface Demand {
  /** Bar lines, and the bars of long rests. */
  bars: number;
  /** Whole notes of all voices, one behind the other. */
  wholeNotes: number;
  notes: number;
  /** Voices, and the layers (`&`) of the bar that has most. */
  voices: number;
  /** Semitones of the farthest transposition: abcjs comes back from it octave by octave. */
  semitones: number;
}

/** What adds up as a voice is played. */
type Played = Pick<Demand, 'bars' | 'wholeNotes' | 'notes'>;

/** Notes a whole note of a trill: abcjs writes no shorter ones. */
const TRILL = 32;
/** Of the voice before any V: field; no field has this name. */
const NO_NAME = ' ';
const NOTES = 'ABCDEFGabcdefg';
const RESTS = 'xyz';
const BAR_RESTS = 'XZ';

/** What a renderer counts from line to line. */
interface Reading {
  voices: Map<string, Voice>;
  voice: Voice;
  /** Whole notes. */
  unit: number;
  bar: number;
  /** `U:` may make an ornament of any letter. */
  anyOrnament: boolean;
  /** `&` in the open bar, and most of them. */
  layers: number;
  mostLayers: number;
  semitones: number;
}

interface Voice {
  done: Played;
  before: Played;
  now: Played;
  repeated: boolean;
  endings: number;
}

export function demandOf(abc: string): Demand {
  const voice = openVoice();
  const reading: Reading = {
    voices: new Map([[NO_NAME, voice]]),
    voice,
    unit: 1 / 8,
    bar: 1,
    anyOrnament: abc.includes('U:'),
    layers: 0,
    mostLayers: 0,
    semitones: 0,
  };
  let [drums, intro] = [0, 0];
  for (const line of abc.split(/\r\n?|\n/)) {
    if (line[0] === '%') {
      readTransposition(reading, line);
      const [, name, value = ''] = /^%%MIDI\s+(drumintro|drum|gchord)\s+(.*)$/s.exec(line) ?? [];
      // a pattern has at most a note a character, in every bar
      if (name === 'drumintro') intro = Math.max(intro, Number.parseInt(value, 10) || 0);
      else if (name !== undefined) drums += value.length;
    } else if (line[1] === ':' && isLetter(line[0]!)) readField(reading, line[0]!, line.slice(2));
    else readMusic(reading, line);
  }
  const all: Demand = {
    bars: 0,
    wholeNotes: 0,
    notes: 0,
    voices: reading.voices.size + reading.mostLayers,
    semitones: reading.semitones,
  };
  for (const each of reading.voices.values()) {
    closePassage(each);
    add(all, each.done, 1);
  }
  all.bars += intro * reading.voices.size;
  all.wholeNotes += intro * reading.bar * reading.voices.size;
  all.notes += all.bars * drums;
  return all;
}

function openVoice(): Voice {
  const none = () => ({ bars: 0, wholeNotes: 0, notes: 0 });
  return { done: none(), before: none(), now: none(), repeated: false, endings: 0 };
}

function add(sum: Played, more: Played, times: number): void {
  sum.bars += more.bars * times;
  sum.wholeNotes += more.wholeNotes * times;
  sum.notes += more.notes * times;
}

/** A passage is played once an ending and once more, or twice. abcjs may count its endings to the one before as well. */
function closePassage(voice: Voice): void {
  const { done, now, before, endings } = voice;
  const times = Math.max(voice.repeated ? 2 : 1, endings > 0 ? endings + 1 : 0);
  add(done, now, times);
  if (endings > 0) add(done, before, times);
  const fresh = openVoice();
  Object.assign(voice, { before: now, now: fresh.now, repeated: false, endings: 0 });
}

/** In a directive, or in a K: or V: field. */
function readTransposition(reading: Reading, text: string): void {
  for (const [, semitones] of text.matchAll(/transpose\s*=?\s*[+-]?(\d+)/gi))
    reading.semitones = Math.max(reading.semitones, Number(semitones));
}

function readField(reading: Reading, letter: string, value: string): void {
  readTransposition(reading, value);
  if (letter === 'L') reading.unit = fraction(value) ?? reading.unit;
  else if (letter === 'M') {
    reading.bar = fraction(value) ?? 1;
    // abcjs fills bars, so a long one is asked for as soon as it is named
    reading.voice.now.wholeNotes += reading.bar;
  } else if (letter === 'V') {
    const name = /^\s*(\S*)/.exec(value)![1]!;
    const { voices } = reading;
    // music before the first V: is of that voice
    const first = voices.get(NO_NAME);
    voices.delete(NO_NAME);
    reading.voice = voices.get(name) ?? first ?? openVoice();
    voices.set(name, reading.voice);
  }
}

/** `3/8`, `2+3/8`, `(2+3)/8`, `2`; infinite over 0, which abcjs divides by, too; undefined: a name, or nothing. */
function fraction(text: string): number | undefined {
  const [, top, bottom = '1'] = /^\s*\(?(\d+(?:\s*\+\s*\d+)*)\)?\s*(?:\/\s*(\d+))?/.exec(text) ?? [];
  if (top === undefined) return undefined;
  return top.split('+').reduce((sum, part) => sum + Number(part), 0) / Number(bottom);
}

function readMusic(reading: Reading, line: string): void {
  let at = 0;
  let ornament = false;
  let tuplet = { factor: 1, left: 0 };
  /** Of the open chord: its notes, and whole notes of its longest. */
  let chord: { notes: number; longest: number } | undefined;

  const number = (): number | undefined => {
    const start = at;
    while (isDigit(line[at])) at++;
    return at > start ? Number(line.slice(start, at)) : undefined;
  };
  const length = (): number => {
    let value = number() ?? 1;
    while (line[at] === '/') {
      at++;
      value /= number() || 2;
    }
    return value;
  };
  const sound = (notes: number, wholeNotes: number) => {
    const { now } = reading.voice;
    const lasting = tuplet.left-- > 0 ? wholeNotes * tuplet.factor : wholeNotes;
    now.wholeNotes += lasting;
    now.notes += notes * (ornament ? 1 + lasting * TRILL : 1);
    ornament = false;
  };
  const quoted = (sign: string): boolean => {
    const end = line.indexOf(sign, at + 1);
    if (end >= 0) at = end + 1;
    return end >= 0;
  };

  while (at < line.length) {
    const sign = line[at]!;
    if (NOTES.includes(sign) || RESTS.includes(sign)) {
      at++;
      while (line[at] === "'" || line[at] === ',') at++;
      const wholeNotes = length() * reading.unit;
      const notes = RESTS.includes(sign) ? 0 : 1;
      if (chord) chord = { notes: chord.notes + notes, longest: Math.max(chord.longest, wholeNotes) };
      else sound(notes, wholeNotes);
    } else if (BAR_RESTS.includes(sign)) {
      at++;
      const bars = length();
      reading.voice.now.bars += bars;
      sound(0, bars * reading.bar);
    } else if (sign === '|' || sign === ':') {
      reading.layers = 0;
      at = readBar(reading.voice, line, at);
    } else if (sign === '&') {
      reading.mostLayers = Math.max(reading.mostLayers, ++reading.layers);
      at++;
    } else if (sign === '[') {
      const end = line.indexOf(']', at);
      if (line[at + 2] === ':' && isLetter(line[at + 1] ?? '') && end >= 0) {
        readField(reading, line[at + 1]!, line.slice(at + 3, end));
        at = end + 1;
      } else if (isDigit(line[at + 1]) || line[at + 1] === '|') at = readBar(reading.voice, line, at);
      else {
        chord = { notes: 0, longest: 0 };
        at++;
      }
    } else if (sign === ']' && chord) {
      at++;
      sound(chord.notes, chord.longest * length());
      chord = undefined;
    } else if (sign === '(') {
      at++;
      const p = number();
      if (p === undefined || line[at] !== ':') continue;
      at++;
      const q = number();
      if (line[at] === ':') at++;
      tuplet = { factor: Math.max(1, (q ?? p) / Math.max(p, 1)), left: number() ?? p };
    } else if (sign === '"' || sign === '!' || sign === '+') {
      if (!quoted(sign)) at++;
      else if (sign !== '"') ornament = true;
    } else if (sign === '%' && line[at - 1] !== '\\') return;
    else {
      ornament ||= sign === 'T' || sign === '~' || (reading.anyOrnament && isLetter(sign));
      at++;
    }
  }
}

/** A bar line, or the bracket of an ending, with its numbers; returns where it ends. */
function readBar(voice: Voice, line: string, from: number): number {
  let at = from;
  while (
    line[at] === '|' ||
    line[at] === ':' ||
    line[at] === ']' ||
    (line[at] === '[' && line[at + 1] === '|')
  )
    at++;
  const signs = line.slice(from, at);
  const numbers = /^\s*\[?\s*(\d[\d,-]*)/.exec(line.slice(at, at + MOST_NUMBERS))?.[1];
  voice.now.bars++;
  const ends = /^\[?[|\]]*:/.test(signs) && !/^\|+:+$/.test(signs);
  if (ends) voice.repeated = true;
  if (/\|:|::/.test(signs) || (ends && numbers === undefined)) closePassage(voice);
  if (numbers === undefined) return at;
  voice.endings += countOf(numbers);
  return line.indexOf(numbers, at) + numbers.length;
}

/** Characters of a list of endings that are looked at; no more can stand in a sensible one, and each names one at most. */
const MOST_NUMBERS = 200;

/** `1,2`: two; `1-3`: three. abcjs also looks at every number up to an ending's own. */
function countOf(numbers: string): number {
  const all = numbers.split(/[,-]/).map(Number);
  return Math.max(all.length, ...(numbers.includes('-') ? all : [0]), ...all.filter((n) => n > 99));
}

function isLetter(sign: string): boolean {
  return (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z');
}

function isDigit(sign: string | undefined): boolean {
  return sign !== undefined && sign >= '0' && sign <= '9';
}
