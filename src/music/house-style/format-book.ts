/**
 * A text of one or many tunes in house style, tune by tune; a tune that is left alone and everything between tunes stay as
 * they are. Fields of the file's header are written into the tunes that inherit them, and the header stays.
 */
import { splitTunebook } from '../tunebook.ts';
import { type FormatOptions, type Formatted, formatAbc, type LeftAlone } from './format-abc.ts';

/** A whole text after formatting, with a result for each of its tunes in order. */
export interface FormattedBook {
  text: string;
  tunes: readonly BookResult[];
}

/** What became of one tune of a book: as of `formatAbc`, without its text, and where the tune stands. */
export type BookResult = (Omit<Formatted, 'text'> | Omit<LeftAlone, 'text'>) & {
  /** The values of X: and T:, '' where there is none. */
  x: string;
  title: string;
  /** Line of the text that the tune begins on, from 1. A code's line counts from the text's start, too. */
  start: number;
  /** The text differs from what it was. */
  changed: boolean;
};

/** Every tune of a text in house style, one result a tune. A text without an X: line is taken as one tune. */
export function formatBook(text: string, options: FormatOptions = {}): FormattedBook {
  const lines = text
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n')
    .split('\n');
  const tunes = splitTunebook(text);
  if (tunes.length === 0) {
    const whole = lines.join('\n');
    const { text: formatted, ...result } = formatAbc(whole, options);
    return {
      text: formatted,
      tunes: [{ ...result, x: '', title: '', start: 1, changed: formatted !== whole }],
    };
  }
  const out: string[] = [];
  let next = 0;
  const results = tunes.map(({ text, x, title, line }): BookResult => {
    const start = line - 1;
    out.push(...lines.slice(next, start));
    let end = start + 1;
    while (end < lines.length && lines[end]!.trim() !== '' && !lines[end]!.startsWith('X:')) end++;
    next = end;
    const own = lines.slice(start, end);
    const result = formatAbc(text, options);
    const printed = result.ok ? result.text.trimEnd().split('\n') : own;
    out.push(...printed);
    // two tunes are parted by a blank line
    if (end < lines.length && lines[end]!.startsWith('X:')) out.push('');
    const { text: _, ...rest } = result;
    // the tune's text may have more lines than its own: those of the file's header
    const at =
      !result.ok && result.line !== undefined
        ? start + result.line - text.split('\n').length + own.length + 1
        : 0;
    return {
      ...rest,
      ...(at > start && { line: at }),
      x,
      title,
      start: line,
      changed: printed.join('\n') !== own.join('\n'),
    };
  });
  out.push(...lines.slice(next));
  return { text: out.join('\n'), tunes: results };
}
