/**
 * Parsing with abcjs, with one parser for many tunes: abcjs makes a parser anew for every text, and what it leaves behind
 * survives the young generation. abcjs itself uses one for all tunes of a book; but voices, words and directives stay in it,
 * so a text with more than the plainest fields goes the ordinary way, and a parser that threw is not used again.
 */
import abcjs, { type TuneObject } from 'abcjs';
import AbcParser from 'abcjs/src/parse/abc_parse.js';
import { cleanly } from './clean-abcjs.ts';

/** Fields that leave nothing in the parser. */
const PLAIN = 'XTKLMPQR';
const OTHER_FIELD = new RegExp(`(?:^|\\n|\\[)[ \\t]*(?![${PLAIN}]:)[A-Za-z+]:|%%`);

let parser: AbcParser | undefined;

/** The text's first tune, as `abcjs.parseOnly(abc)[0]`. */
export function abcjsParse(abc: string): TuneObject {
  return cleanly(abc, () => parseFirst(abc));
}

function parseFirst(abc: string): TuneObject {
  if (OTHER_FIELD.test(abc)) return abcjs.parseOnly(abc)[0];
  const { header, tunes } = new abcjs.TuneBook(abc);
  const [tune] = tunes;
  // abcjs parses all of them, and any of them may throw
  if (!tune || tunes.length > 1) return abcjs.parseOnly(abc)[0];
  const mine = parser ?? new AbcParser();
  parser = undefined;
  mine.parse(tune.abc, {}, tune.startPos - header.length);
  parser = mine;
  const parsed = mine.getTune();
  const warnings = mine.getWarnings();
  if (warnings) parsed.warnings = warnings;
  return parsed;
}
