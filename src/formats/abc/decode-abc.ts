/**
 * Bytes of ABC as text: in the charset that the text names (`I:abc-charset`, ABC 2.1, section 3.1.13), else in UTF-8. A line
 * that is no UTF-8 is Latin-1, and costs the lines around it nothing. Every byte becomes a character; line ends stay.
 */
import { latin1 } from '../text.ts';

/** The directive in both spellings; what it says is over once the bytes are text. */
export const CHARSET_LINE = /^(?:I:|%%)[ \t]*abc-charset[ \t]+([\w-]+)/;
const CHARSET_LINES = new RegExp(CHARSET_LINE.source, 'm');
const LF = 0x0a;

export interface DecodedAbc {
  text: string;
  /** The charset in force at the end of the bytes, in lower case; undefined where none is named. */
  charset: string | undefined;
}

/** @param charset named before these bytes, in a file's header */
export function decodeAbc(bytes: Uint8Array, charset?: string): DecodedAbc {
  const unicode = utf8(bytes);
  const named = CHARSET_LINES.exec(unicode ?? latin1(bytes))?.[1]?.toLowerCase() ?? charset;
  // every charset there is agrees on ASCII, whose texts have as many characters as bytes
  if (unicode?.length === bytes.length) return { text: unicode, charset: named };
  const other = named === undefined ? undefined : inCharset(named, bytes);
  return { text: other ?? unicode ?? lineByLine(bytes), charset: named };
}

function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** undefined: UTF-8, which is tried anyway, or a name that nobody knows. */
function inCharset(name: string, bytes: Uint8Array): string | undefined {
  if (name === 'utf-8') return undefined;
  // the label's meaning on the web is windows-1252, which lacks five bytes
  if (name === 'iso-8859-1' || name === 'us-ascii') return latin1(bytes);
  try {
    return new TextDecoder(name).decode(bytes);
  } catch {
    return undefined;
  }
}

function lineByLine(bytes: Uint8Array): string {
  let text = '';
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(LF, from);
    const line = bytes.subarray(from, end < 0 ? bytes.length : end + 1);
    text += utf8(line) ?? latin1(line);
    from += line.length;
  }
  return text;
}
