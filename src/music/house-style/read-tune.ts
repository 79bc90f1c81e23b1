/** The text of one tune as an `AbcTune`. Throws `Unformatted` where anything could not be kept. */
import { abcLine, type AbcLine as TextLine } from '../abc-lines.ts';
import type { AbcTune, HeaderLine } from './abc-tune.ts';
import { Unformatted, unformatted } from './codes.ts';
import { isKept } from './header-fields.ts';
import { readKey } from './key.ts';
import { readMeter } from './meter.ts';
import { type MusicState, readMusic, readUnit, unitOfMeter } from './read-music.ts';
import { openVoice, type VoiceBuilder } from './voice-builder.ts';

export interface ReadTune {
  tune: AbcTune;
  /** Signs without meaning that were left out. */
  dropped: readonly string[];
}

/** Fields that a tune has once. */
const ONCE = new Set('XMLQK');
/** Within the music: lines of words and names, which stand alone. */
const OWN_LINES = new Set('PTNRGrWHI');

/** `fields`: as in `PrintOptions`; words under the notes are passed over where it leaves them out. */
export function readTune(text: string, fields?: string): ReadTune {
  const lines = tuneLines(text);
  const { header, once, voices, directives, next } = readHeader(lines);
  const meterText = once.get('M') ?? '';
  const meter = readMeter(meterText) ?? unformatted('format/meter', `M:${meterText}`);
  const key = readKey(once.get('K')!) ?? unformatted('format/key', `K:${once.get('K')}`);
  const unitText = once.get('L') ?? '';
  const builders = new Map<string, VoiceBuilder>();
  const toVoice = (value: string): void => {
    const [id, ...properties] = value.split(/\s+/);
    if (!voices.has(id!)) voices.set(id!, properties.join(' '));
    const builder = builders.get(id!) ?? openVoice(key, meter);
    builders.set(id!, builder);
    state.voice = builder;
  };
  const first = openVoice(key, meter);
  const state: MusicState = {
    unit: unitText === '' ? unitOfMeter(meterText) : readUnit(unitText),
    defined: new Set(header.filter(({ letter }) => letter === 'U').map(({ value }) => value[0]!)),
    dropped: new Set(),
    voice: first,
    toVoice,
  };
  // what stands before any V: belongs to the only voice, or to the first that the header names
  builders.set(voices.keys().next().value ?? '', first);
  for (const [i, line] of lines.slice(next).entries()) {
    try {
      readBodyLine(line, state, fields);
    } catch (thrown) {
      if (thrown instanceof Unformatted) thrown.line ??= next + i;
      throw thrown;
    }
  }
  const used = [...builders].filter(([id]) => id !== '' || builders.size === 1);
  if (used.length < builders.size && hasMusic(builders.get('')!))
    unformatted('format/field', 'music before the first V:');
  return {
    tune: {
      header,
      meter: meterText,
      tempo: once.get('Q') ?? '',
      key: key.name,
      voices: used.map(([id, builder]) => ({
        id,
        properties: voices.get(id) ?? '',
        ...(directives.has(id) && { directives: directives.get(id)! }),
        bars: builder.close(),
      })),
    },
    dropped: [...state.dropped],
  };
}

function hasMusic(builder: VoiceBuilder): boolean {
  try {
    return builder.close().length > 0;
  } catch {
    return false;
  }
}

function tuneLines(text: string): TextLine[] {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r\n?|\n/)
    .map((line) => line.trimEnd());
  while (lines.at(-1) === '') lines.pop();
  while (lines[0] === '') lines.shift();
  if (lines.includes('') || lines.slice(1).some((line) => line.startsWith('X:')))
    unformatted('format/not-one-tune', 'the text is more than one tune');
  return lines.map(abcLine);
}

function readHeader(lines: readonly TextLine[]) {
  const header: HeaderLine[] = [];
  const once = new Map<string, string>();
  /** Properties by id. */
  const voices = new Map<string, string>();
  /** Lines behind a V:, by id. */
  const directives = new Map<string, string[]>();
  let lastVoice = '';
  for (const [i, line] of lines.entries()) {
    if (line.kind === 'directive' || line.kind === 'comment') {
      const text = line.text.trim();
      if (voices.size > 0) directives.set(lastVoice, [...(directives.get(lastVoice) ?? []), text]);
      else header.push({ letter: '%', value: text });
      continue;
    }
    if (line.kind === 'continuation') {
      const last = header.at(-1);
      if (!last || last.letter === '%') unformatted('format/header', line.text);
      last.value = `${last.value} ${line.value}`;
      continue;
    }
    if (line.kind !== 'field') throw new Unformatted('format/header', 'a line that is no field', i);
    const { letter, value } = line;
    if (letter === 'V') {
      const [id, ...properties] = value.split(/\s+/);
      voices.set(id!, properties.join(' '));
      lastVoice = id!;
    } else if (ONCE.has(letter)) {
      if (once.has(letter)) throw new Unformatted('format/header', `${letter}: stands twice`, i);
      once.set(letter, value);
      if (letter === 'X') header.push({ letter, value });
      if (letter === 'K') return { header, once, voices, directives, next: i + 1 };
    } else header.push({ letter, value });
  }
  return unformatted('format/no-key', 'no line begins with K:');
}

function readBodyLine(line: TextLine, state: MusicState, fields: string | undefined): void {
  switch (line.kind) {
    case 'directive':
    case 'comment':
      state.voice.line(line.text.trim());
      return;
    case 'continuation':
      unformatted('format/field', line.text);
      return;
    case 'field': {
      const { letter, value } = line;
      if (letter === 'K' || letter === 'M' || letter === 'Q') state.voice.change(letter, value);
      else if (letter === 'L') state.unit = readUnit(value, state);
      else if (letter === 'V') state.toVoice(value);
      else if (letter === 'w' || letter === 's') {
        if (isKept(letter, fields)) unformatted('format/words', line.text);
      } else if (OWN_LINES.has(letter)) state.voice.line(`${letter}:${value}`);
      else unformatted('format/field', line.text);
      return;
    }
    default: {
      const comment = line.text.search(/(?<!\\)%/);
      readMusic(comment < 0 ? line.text : line.text.slice(0, comment), state);
      if (comment >= 0) state.voice.line(line.text.slice(comment).trim());
    }
  }
}
