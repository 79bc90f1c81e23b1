/** Where the bars of an ABC text end, read without its notes: for texts that are still being written. Total: any text will do. */

export interface AbcBarEnd {
  /** Characters from the start of the text: the bar line, and the end of what belongs to it (an ending's number). */
  line: number;
  end: number;
  /** `:|` or `::`: what is behind it is played after a repeat. */
  endsRepeat: boolean;
  /** `|:` or `::`. */
  startsRepeat: boolean;
  /** `1` behind it. */
  ending?: string;
  /** No note or rest stands before it: it begins a part, or joins another bar line. */
  empty: boolean;
  /** Id of the voice that it belongs to; '' before any V:. */
  voice: string;
}

export interface AbcOutline {
  /** Characters of the header, its K: line included; undefined: the header has no end yet. */
  body: number | undefined;
  bars: AbcBarEnd[];
}

const BAR_LINE = /(?:\[?\||:)[|:\]]*(?:[ \t]*\[?[1-9][0-9,-]*)?/y;
const ENDING = /\[[1-9][0-9,-]*/y;
const FIELD_LINE = /(?:[A-Za-z+]:|%)[^\n]*\n?/y;
const VOICE = /^\[?V:[ \t]*([^\s\]]+)/;
/** What bar lines may not be looked for in: inline fields, quoted text, decorations, comments, tuplets. */
const SKIPPED = /\[[A-Za-z]:[^\]\n]*\]?|"[^"\n]*"?|![^!\n|]*!|%[^\n]*|\(\d(?::\d?){0,2}/y;

export function abcOutline(text: string): AbcOutline {
  const key = /^[ \t]*K:[^\n]*\n/m.exec(text);
  if (!key) return { body: undefined, bars: [] };
  const body = key.index + key[0].length;
  const bars: AbcBarEnd[] = [];
  let voice = '';
  let empty = true;
  for (let at = body; at < text.length; ) {
    const match = (pattern: RegExp) => {
      pattern.lastIndex = at;
      return pattern.exec(text)?.[0];
    };
    const skipped = (text[at - 1] === '\n' ? match(FIELD_LINE) : undefined) ?? match(SKIPPED);
    if (skipped) {
      voice = VOICE.exec(skipped)?.[1] ?? voice;
      at += skipped.length;
      continue;
    }
    const sign = match(BAR_LINE) ?? match(ENDING);
    if (!sign) {
      if (/[A-Ga-gxzXZ]/.test(text[at]!)) empty = false;
      at++;
      continue;
    }
    const colons = sign.replace(/[ \t[]*[1-9].*$/, '');
    const ending = /[1-9].*$/.exec(sign)?.[0];
    bars.push({
      line: at,
      end: at + sign.length,
      endsRepeat: colons.startsWith(':'),
      startsRepeat: colons.endsWith(':'),
      ...(ending !== undefined && { ending }),
      empty,
      voice,
    });
    empty = true;
    at += sign.length;
  }
  return { body, bars };
}
