/**
 * A tunebook as single tunes (ABC 2.1, section 2.2): a tune begins with a line `X:` and ends before a blank line, the
 * next `X:` or the end of the file. Text outside tunes belongs to none, but where it reads as music it is named.
 */
import { abcFields } from './abc-fields.ts';
import { abcLine, textLines } from './abc-lines.ts';
import { type FileHeader, fileHeader, inherit, textBlocks, withoutPrintedText } from './file-header.ts';
import { looksLikeMusic } from './music-like.ts';

export { decodeText } from '../formats/text.ts';

/** One tune of a tunebook, with the fields that it inherits from the file's header. */
export interface BookTune {
  /** The X: field's value, '' where it has none. */
  x: string;
  title: string;
  /** The tune alone, LF line ends, the file header's fields included, one LF at its end. */
  text: string;
  /** Line of its X: in the book, from 1. */
  line: number;
}

export interface Tunebook {
  tunes: BookTune[];
  /** Blocks of text outside of all tunes that read as music: notes behind a blank line, or a tune without X:. */
  strays: Stray[];
}

export interface Stray {
  /** From 1. */
  line: number;
  text: string;
  /** It has a K: field, as a tune has. */
  hasKey: boolean;
}

/** All tunes of a book, in order. Text without any `X:` line is no tunebook: the list is empty. */
export function splitTunebook(text: string): BookTune[] {
  return readTunebook(text).tunes;
}

/** As `splitTunebook`, with what reads as music and stands in no tune. */
export function readTunebook(text: string): Tunebook {
  const lines = textLines(text);
  const starts = [...lines.keys()].filter((i) => startsTune(lines[i]!));
  const front = lines.slice(0, starts[0] ?? lines.length);
  const header = fileHeader(front);
  const tunes: BookTune[] = [];
  const strays = straysIn(front, 1);
  for (const [k, start] of starts.entries()) {
    const { tune, rest } = firstTune(header, lines.slice(start, starts[k + 1] ?? lines.length), start + 1);
    tunes.push(tune);
    strays.push(...rest);
  }
  return { tunes, strays };
}

export function startsTune(line: string): boolean {
  return line.startsWith('X:');
}

/**
 * The tune of some lines of which the first, and no other, is an `X:` line.
 * @param line the first line's number in the book
 */
export function firstTune(
  header: FileHeader,
  lines: readonly string[],
  line: number,
): { tune: BookTune; rest: Stray[] } {
  const blank = lines.findIndex((text) => abcLine(text).kind === 'blank');
  const end = blank < 0 ? lines.length : blank;
  const text = `${inherit(header, lines.slice(0, end)).join('\n')}\n`;
  const { x, title, key, all } = abcFields(text);
  // a tune that a blank line ended in its header is refused as a whole: what follows is part of it
  const ended = key === '' && all.K === undefined;
  return { tune: { x, title, text, line }, rest: ended ? [] : straysIn(lines.slice(end), line + end) };
}

/** The blocks of text outside of all tunes that read as music.  @param first the first line's number in the book */
export function straysIn(lines: readonly string[], first: number): Stray[] {
  if (lines.every((line) => line === '')) return [];
  return textBlocks(withoutPrintedText(lines)).flatMap(({ start, lines: block }) => {
    const hasKey = block.some((line) => line.kind === 'field' && line.letter === 'K');
    const music = block.some((line) => line.kind === 'music' && looksLikeMusic(line.text));
    const text = `${block.map((line) => line.text).join('\n')}\n`;
    return music || hasKey ? [{ line: first + start, text, hasKey }] : [];
  });
}
