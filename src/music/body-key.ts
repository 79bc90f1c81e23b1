/**
 * What makes two settings the same for de-duplication: the body without header, titles, words, comments and white
 * space. Two keys are equal exactly if those remains are.
 */
import { abcLines, withoutComment } from './abc-lines.ts';

/** Fields that carry words and names, not music, wherever they stand. */
const WORDS = new Set('TWwNHBCDFGOSZRrX');

/** The music of a tune without header, titles, words, comments and white space; '' where there is none. */
export function bodyKey(text: string): string {
  const lines = abcLines(text);
  // the header ends with the first K:, or where music begins if it has none
  const key = lines.findIndex(
    (line) => line.kind === 'music' || (line.kind === 'field' && line.letter === 'K'),
  );
  const start = lines[key]?.kind === 'field' ? key + 1 : key;
  if (key < 0) return '';
  return lines
    .slice(start)
    .filter((line) => line.kind !== 'comment' && line.kind !== 'blank')
    .filter((line) => !(line.kind === 'field' && WORDS.has(line.letter)))
    .map((line) => (line.kind === 'music' ? withoutComment(line.text).replace(/\\\s*$/, '') : line.text))
    .join('')
    .replace(/\s+/g, '');
}
