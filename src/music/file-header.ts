/**
 * What a tunebook's tunes inherit (ABC 2.1, section 2.2.2): fields, directives and macros before the first tune. Printed text
 * between `%%begintext` and `%%endtext` is no part of it, and text that stands free costs its own block alone.
 */
import { abcFields } from './abc-fields.ts';
import { type AbcLine, abcLine } from './abc-lines.ts';

export type FileHeader = readonly AbcLine[];

/** Fields that ABC 2.1 (section 3) allows in a file header. */
const FILE_HEADER = new Set('ABCDFGHILMmNORrSUZ');
/** Of those, the ones that may stand beside the tune's own instead of giving way to it. */
const ADDS_UP = new Set('IUm');

/** @param lines all before the first X: */
export function fileHeader(lines: readonly string[]): FileHeader {
  return textBlocks(withoutPrintedText(lines)).flatMap(({ lines: block }) => {
    // free text may hold a line that looks like a field, and a tune without X: is nobody's header
    if (block.some((line) => line.kind === 'music' || (line.kind === 'field' && line.letter === 'K')))
      return [];
    let kept = false;
    return block.filter((line) => {
      if (line.kind === 'comment') return false;
      // a `+:` line goes the way of the field that it continues; a misplaced field goes alone
      if (line.kind !== 'continuation') kept = line.kind === 'directive' || isHeaderField(line);
      return kept;
    });
  });
}

function isHeaderField(line: AbcLine): boolean {
  return line.kind === 'field' && FILE_HEADER.has(line.letter);
}

/** Puts the file header's lines behind the tune's X: and T: lines; a field that the tune has itself is left out. */
export function inherit(header: FileHeader, tune: string[]): string[] {
  if (header.length === 0) return tune;
  const own = abcFields(tune.join('\n')).all;
  let skipped = false;
  const given = header.filter((line) => {
    if (line.kind !== 'continuation')
      skipped = line.kind === 'field' && !ADDS_UP.has(line.letter) && line.letter in own;
    return !skipped;
  });
  const at = tune.findIndex((line, i) => i > 0 && !/^(T:|\+:)/.test(line));
  const cut = at < 0 ? tune.length : at;
  return [...tune.slice(0, cut), ...given.map((line) => line.text), ...tune.slice(cut)];
}

/** Which lines stand between `%%begintext` and `%%endtext`, both included (and `%%beginps`, `%%beginsvg` …): printed, never played. */
export function printedText(lines: readonly string[]): ReadonlySet<number> {
  const printed = new Set<number>();
  for (const [start, line] of lines.entries()) {
    const [, word] = printed.has(start) ? [] : (/^%%[ \t]*begin([a-z]+)/.exec(line) ?? []);
    if (word === undefined) continue;
    const ends = new RegExp(`^%%[ \\t]*end${word}`);
    const end = lines.findIndex((other, i) => i > start && ends.test(other));
    for (let i = start; i <= end; i++) printed.add(i);
  }
  return printed;
}

/** A comment in place of each printed line, so that neither a block nor a line number changes. */
export function withoutPrintedText(lines: readonly string[]): string[] {
  const printed = printedText(lines);
  return lines.map((line, i) => (printed.has(i) ? '%' : line));
}

export interface TextBlock {
  /** Index of its first line. */
  start: number;
  lines: AbcLine[];
}

/** Runs of lines with no blank one among them. */
export function textBlocks(lines: readonly string[]): TextBlock[] {
  const blocks: TextBlock[] = [];
  let open: TextBlock | undefined;
  for (const [i, text] of lines.entries()) {
    const line = abcLine(text);
    if (line.kind === 'blank') {
      open = undefined;
      continue;
    }
    if (open === undefined) {
      open = { start: i, lines: [] };
      blocks.push(open);
    }
    open.lines.push(line);
  }
  return blocks;
}
