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
  const field = /^([A-Za-z]):(.*)$/.exec(text);
  if (field) return { kind: 'field', letter: field[1]!, value: fieldValue(field[2]!), text };
  return { kind: 'music', text };
}

/** A field's value without its comment; `\%` is a per cent sign. */
function fieldValue(raw: string): string {
  return raw
    .replace(/(?<!\\)%.*$/, '')
    .replace(/\\%/g, '%')
    .trim();
}

export function abcLines(text: string): AbcLine[] {
  return text.split(/\r\n?|\n/).map(abcLine);
}
