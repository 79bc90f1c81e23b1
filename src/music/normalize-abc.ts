/**
 * One tune as the corpus keeps it: LF line ends, no spaces at line ends or before header fields, fields in one line, one
 * newline at the end, and, if wished, without the header fields that say nothing of the sound. Idempotent.
 */
import { CHARSET_LINE } from '../formats/abc/decode-abc.ts';
import { type AbcLine, abcLine, textLines, withoutComment } from './abc-lines.ts';
import { printedText } from './file-header.ts';
import { looksLikeMusic } from './music-like.ts';

/** What of a tune is kept; NORMALIZE_DEFAULTS where not given. */
export interface NormalizeOptions {
  /**
   * Drop information fields (book, source, notes, transcriber …) from the header: no renderer byte depends on them. And
   * fields that ABC 2.1 does not know, such as Y:, which abcjs takes for music.
   */
  dropInformation?: boolean;
  /** A new number for X:. */
  x?: number;
}

/** Information fields are dropped, X: stays. */
export const NORMALIZE_DEFAULTS = { dropInformation: true } as const satisfies NormalizeOptions;

/** The header fields of ABC 2.1 (section 3) that are heard, number or name the tune, or steer the renderer. */
const KEPT = new Set('XTKLMmPQRUVIWsw');

/** One tune as the corpus keeps it. Idempotent and total; what is heard stays. */
export function normalizeAbc(text: string, options: NormalizeOptions = {}): string {
  const { dropInformation, x } = { ...NORMALIZE_DEFAULTS, ...options };
  const kept: AbcLine[] = [];
  let inHeader = true;
  /** What the last field line was: a field may go on in the lines behind it. */
  let last: 'none' | 'kept' | 'dropped' = 'none';
  const lines = textLines(text);
  const printed = dropInformation && text.includes('%%') ? printedText(lines) : undefined;
  for (const [i, raw] of lines.entries()) {
    if (printed?.has(i)) continue;
    const tidy = raw.trimEnd();
    // abcjs takes an indented header line for music
    const line = abcLine(inHeader && /^\s+([A-Za-z]|\+):/.test(tidy) ? tidy.trimStart() : tidy);
    // the tune ends at a blank line; blank lines before it are nothing
    if (line.kind === 'blank') {
      if (kept.length > 0) break;
      continue;
    }
    // the text is characters now, whatever its bytes were
    if (CHARSET_LINE.test(line.text)) continue;
    if (line.kind === 'continuation') {
      if (last === 'kept') goOn(kept, line.value);
      continue;
    }
    if (line.kind === 'field') {
      last = dropInformation && inHeader && isInformation(line) ? 'dropped' : 'kept';
      if (last === 'dropped') continue;
    } else if (line.kind === 'music') {
      // words of a field that goes on without a sign, as H: did in ABC 1.6: abcjs would play them
      // but music that stands before K:, bar line and all, is nobody's words
      const isMusic = looksLikeMusic(line.text) && (last === 'kept' || line.text.includes('|'));
      if (inHeader && last !== 'none' && !isMusic) continue;
      inHeader = false;
      last = 'none';
    }
    kept.push(line.kind === 'field' && line.letter === 'X' && x !== undefined ? abcLine(`X:${x}`) : line);
    if (line.kind === 'field' && line.letter === 'K') inHeader = false;
  }
  return kept.length === 0 ? '' : `${kept.map((line) => line.text).join('\n')}\n`;
}

function isInformation(line: AbcLine): boolean {
  return line.kind === 'field' && !KEPT.has(line.letter);
}

/** Puts a `+:` line's words behind the field that they continue (ABC 2.1, section 3.3): abcjs would play them. */
function goOn(kept: AbcLine[], words: string): void {
  const at = kept.findLastIndex((line) => line.kind === 'field');
  const field = kept[at]!;
  kept[at] = abcLine(`${withoutComment(field.text).trimEnd()} ${words}`.trimEnd());
}
