/** What each line of an ABC tune is (ABC 2.1, sections 2 and 3): the one place that knows the line grammar. */
export type AbcLine =
  | { kind: 'field'; letter: string; value: string; text: string }
  | { kind: 'continuation'; value: string; text: string }
  | { kind: 'directive'; text: string }
  | { kind: 'comment'; text: string }
  | { kind: 'blank'; text: string }
  | { kind: 'music'; text: string };

export function abcLine(text: string): AbcLine {
  if (/^\s*$/.test(text)) return { kind: 'blank', text };
  if (text.startsWith('%%')) return { kind: 'directive', text };
  if (/^\s*%/.test(text)) return { kind: 'comment', text };
  if (text.startsWith('+:')) return { kind: 'continuation', value: text.slice(2).trim(), text };
  // A line that begins `|:` is music; only a letter makes a field
  if (/^[A-Za-z]:/.test(text)) return { kind: 'field', letter: text[0]!, value: fieldValue(text), text };
  return { kind: 'music', text };
}

/** A field's value without its comment; `\%` is a per cent sign. */
function fieldValue(line: string): string {
  return withoutComment(line.slice(2)).replace(/\\%/g, '%').trim();
}

/** A line without the comment that may stand behind it. U+2028, which ends no line of ABC, may stand in both. */
export function withoutComment(line: string): string {
  return line.replace(/(?<!\\)%.*$/s, '');
}

/** Marks between files that were put together: byte-order mark, tabulator and feed of old printers, the end of DOS files. */
const MARKS = /[\uFEFF\v\f\x1a]/;

/** Lines end with LF, CR LF or CR, in any mixture; marks at their beginnings are no text. */
export function textLines(text: string): string[] {
  const lines = text.split(/\r\n?|\n/);
  return MARKS.test(text) ? lines.map((line) => line.replace(/^[\uFEFF\v\f\x1a]+/, '')) : lines;
}

export function abcLines(text: string): AbcLine[] {
  return textLines(text).map(abcLine);
}
