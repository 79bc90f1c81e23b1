/**
 * One tune as the corpus keeps it: LF line ends, no spaces at line ends or before header fields, one newline at the
 * end, and, if wished, without the header fields that say nothing of the sound. Idempotent.
 */
import { type AbcLine, abcLine } from './abc-lines.ts';

/** What of a tune is kept; NORMALIZE_DEFAULTS where not given. */
export interface NormalizeOptions {
  /**
   * Drop information fields (book, source, notes, transcriber …) from the header: no teacher byte depends on them. And
   * fields that ABC 2.1 does not know, such as Y:, which abcjs takes for music.
   */
  dropInformation?: boolean;
  /** A new number for X:. */
  x?: number;
}

/** Information fields are dropped, X: stays. */
export const NORMALIZE_DEFAULTS = { dropInformation: true } as const satisfies NormalizeOptions;

/** The header fields of ABC 2.1 (section 3) that are heard, number or name the tune, or steer the teacher. */
const KEPT = new Set('XTKLMmPQRUVIWsw');

/** One tune as the corpus keeps it. Idempotent and total; what is heard stays. */
export function normalizeAbc(text: string, options: NormalizeOptions = {}): string {
  const { dropInformation, x } = { ...NORMALIZE_DEFAULTS, ...options };
  const kept: string[] = [];
  let inHeader = true;
  let dropping = false;
  for (const raw of text.replace(/^\uFEFF/, '').split(/\r\n?|\n/)) {
    const tidy = raw.trimEnd();
    // abcjs takes an indented header line for music
    const line = abcLine(inHeader && /^\s+([A-Za-z]|\+):/.test(tidy) ? tidy.trimStart() : tidy);
    // the tune ends at a blank line; blank lines before it are nothing
    if (line.kind === 'blank') {
      if (kept.length > 0) break;
      continue;
    }
    if (line.kind !== 'continuation') dropping = dropInformation && inHeader && isInformation(line);
    if (dropping) continue;
    if (line.kind === 'music') inHeader = false;
    kept.push(line.kind === 'field' && line.letter === 'X' && x !== undefined ? `X:${x}` : line.text);
    if (line.kind === 'field' && line.letter === 'K') inHeader = false;
  }
  return kept.length === 0 ? '' : `${kept.join('\n')}\n`;
}

function isInformation(line: AbcLine): boolean {
  return line.kind === 'field' && !KEPT.has(line.letter);
}
