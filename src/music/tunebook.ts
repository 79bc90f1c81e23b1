/**
 * A tunebook as single tunes (ABC 2.1, section 2.2): a tune begins with a line `X:` and ends before a blank line, the
 * next `X:` or the end of the file. Text outside tunes is dropped; the file header's fields go into every tune.
 */
import { abcFields } from './abc-fields.ts';
import { type AbcLine, abcLine } from './abc-lines.ts';

export { decodeText } from '../formats/text.ts';

/** One tune of a book, complete in itself. */
export interface BookTune {
  /** The X: field's value, '' where it has none. */
  x: string;
  title: string;
  /** The tune alone, LF line ends, the file header's fields included, one LF at its end. */
  text: string;
  /** Line of its X: in the book, from 1. */
  line: number;
}

/** Fields that ABC 2.1 (section 3) allows in a file header. */
const FILE_HEADER = new Set('ABCDFGHILMmNORrSUZ');
/** Of those, the ones that may stand beside the tune's own instead of giving way to it. */
const ADDS_UP = new Set('IUm');

/**
 * The lines that every tune inherits: those of the blocks before the first tune that hold nothing but file-header
 * fields, directives and comments. A block with any other line is free text.
 */
function fileHeader(lines: AbcLine[]): AbcLine[] {
  const header: AbcLine[] = [];
  let block: AbcLine[] = [];
  const close = () => {
    const fits = (line: AbcLine) =>
      line.kind === 'field' ? FILE_HEADER.has(line.letter) : line.kind !== 'music' && line.kind !== 'blank';
    if (block.every(fits)) header.push(...block.filter((line) => line.kind !== 'comment'));
    block = [];
  };
  for (const line of lines) {
    if (line.kind === 'blank') close();
    else block.push(line);
  }
  close();
  return header;
}

/** Puts the file header's lines behind the tune's X: and T: lines; a field that the tune has itself is left out. */
function inherit(header: AbcLine[], tune: string[]): string[] {
  if (header.length === 0) return tune;
  const own = abcFields(tune.join('\n')).all;
  let skipped = false;
  const given = header.filter((line) => {
    // a `+:` line goes the way of the field that it continues
    if (line.kind !== 'continuation')
      skipped = line.kind === 'field' && !ADDS_UP.has(line.letter) && line.letter in own;
    return !skipped;
  });
  const at = tune.findIndex((line, i) => i > 0 && !/^(T:|\+:)/.test(line));
  const cut = at < 0 ? tune.length : at;
  return [...tune.slice(0, cut), ...given.map((line) => line.text), ...tune.slice(cut)];
}

/** All tunes of a book, in order. Text without any `X:` line is no tunebook: the list is empty. */
export function splitTunebook(text: string): BookTune[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n?|\n/);
  const tunes: BookTune[] = [];
  const isStart = (line: string) => /^X:/.test(line);
  const first = lines.findIndex(isStart);
  if (first < 0) return [];
  const header = fileHeader(lines.slice(0, first).map(abcLine));
  for (let i = first; i < lines.length; ) {
    if (!isStart(lines[i]!)) {
      i++;
      continue;
    }
    let end = i + 1;
    while (end < lines.length && !isStart(lines[end]!) && abcLine(lines[end]!).kind !== 'blank') end++;
    const own = inherit(header, lines.slice(i, end));
    const tune = `${own.join('\n')}\n`;
    const { x, title } = abcFields(tune);
    tunes.push({ x, title, text: tune, line: i + 1 });
    i = end;
  }
  return tunes;
}
