/** A text's lines, told apart as abcjs does: fields of the header, music, and fields that are only read. One tune and no directives. */
import { notPlain } from './not-plain.ts';
import { type PlainHeader, plainUnit, TEXT_FIELDS } from './plain-header.ts';
import type { PlainElement } from './plain-tune.ts';
import { openMusicReader } from './read-music.ts';

export interface TuneText {
  /** The header's, by letter; K: is there. */
  fields: ReadonlyMap<string, string>;
  /** The music, once the header is understood. */
  lines(header: PlainHeader): readonly PlainElement[][];
}

/** Fields of the header that may be heard, and X:. */
const HEARD_FIELDS = new Set('XTMLQK');
/** Characters that abcjs keeps for its own marks, and line ends that are not ours. */
const ALIEN = /[\u0000-\u0008\u000b-\u001f]/;

export function readTune(abc: string): TuneText {
  if (ALIEN.test(abc) || /^\s/.test(abc) || abc.includes('\nX:')) notPlain('text');
  const lines = abc.trimEnd().split('\n');
  const fields = new Map<string, string>();
  let next = 0;
  while (!fields.has('K')) {
    if (next === lines.length) notPlain('no key');
    const line = plainLine(lines[next++]!);
    if (line === '') continue;
    const letter = fieldOf(line) ?? notPlain('music before the key');
    if (line.includes('\\')) notPlain('backslash in a field');
    if (TEXT_FIELDS.has(letter)) continue;
    if (!HEARD_FIELDS.has(letter)) notPlain(`field ${letter}`);
    if (!fields.has(letter)) fields.set(letter, line.slice(2).trim());
    else if (letter !== 'T') notPlain(`two of ${letter}`);
  }
  return { fields, lines: (header) => readBody(lines.slice(next), header) };
}

function readBody(lines: readonly string[], { unit, meter }: PlainHeader): readonly PlainElement[][] {
  const reader = openMusicReader(unit, meter ? meter.num / meter.den : 1);
  for (const raw of lines) {
    const line = plainLine(raw);
    if (line === '') continue;
    const letter = fieldOf(line);
    if (letter === undefined) {
      reader.read(line);
      continue;
    }
    if (reader.continued || line.includes('\\')) notPlain('field and backslash');
    if (letter === 'L') reader.rhythm.unit = plainUnit(line.slice(2).trim());
    else if (!TEXT_FIELDS.has(letter) && !(letter === 'w' && reader.lines.at(-1)?.length))
      notPlain(`field ${letter} in the tune`);
  }
  return reader.lines;
}

/** Without its comment and the spaces at its end. A blank line would end the tune. */
function plainLine(raw: string): string {
  if (/^[ \t]*$/.test(raw)) notPlain('blank line');
  const comment = raw.indexOf('%');
  if (comment < 0) return raw.trimEnd();
  if (raw.startsWith('%%') || raw.includes('\\')) notPlain('directive');
  return raw.slice(0, comment).trimEnd();
}

function fieldOf(line: string): string | undefined {
  return /^[A-Za-z]:/.test(line) ? line[0] : undefined;
}
