/**
 * Bytes of an ABC file as text. ABC names no encoding: UTF-8 where the bytes are valid UTF-8 (ASCII is), else
 * Latin-1, which gives every byte a character and so loses nothing. Line ends become LF unless told to keep them.
 */
export type TextEncodingName = 'utf-8' | 'utf-16le' | 'utf-16be' | 'latin-1';
export type Newlines = 'lf' | 'crlf' | 'cr' | 'mixed' | 'none';

/** What becomes of line ends; `lf` where not given. */
export interface DecodeOptions {
  /** `lf`: CRLF and CR become LF. `keep`: the text is as the bytes are. */
  newlines?: 'lf' | 'keep';
}
export const DECODE_DEFAULTS = { newlines: 'lf' } as const satisfies DecodeOptions;

/** A text, and how its bytes held it. */
export interface DecodedText {
  text: string;
  encoding: TextEncodingName;
  /** A byte-order mark was there; it is not in the text. */
  bom: boolean;
  /** What ended the lines before they were normalised. */
  newlines: Newlines;
}

/** Characters per `fromCharCode` call: far under every engine's argument limit. */
const LATIN_CHUNK = 8192;

/** Every byte as the character of its number; offsets stay. */
export function latin1(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += LATIN_CHUNK)
    text += String.fromCharCode(...bytes.subarray(i, i + LATIN_CHUNK));
  return text;
}

function utf(label: 'utf-8' | 'utf-16le' | 'utf-16be', bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function newlinesOf(text: string): Newlines {
  const crlf = text.includes('\r\n');
  const cr = /\r(?!\n)/.test(text);
  const lf = /(?<!\r)\n/.test(text);
  const kinds = Number(crlf) + Number(cr) + Number(lf);
  if (kinds > 1) return 'mixed';
  return crlf ? 'crlf' : cr ? 'cr' : lf ? 'lf' : 'none';
}

/** Bytes as text: by their byte-order mark, else UTF-8 where they are valid UTF-8, else Latin-1. Total. */
export function decodeText(bytes: Uint8Array, options: DecodeOptions = {}): DecodedText {
  const { newlines } = { ...DECODE_DEFAULTS, ...options };
  const [a, b, c] = bytes;
  const mark =
    a === 0xef && b === 0xbb && c === 0xbf
      ? ({ label: 'utf-8', length: 3 } as const)
      : a === 0xff && b === 0xfe
        ? ({ label: 'utf-16le', length: 2 } as const)
        : a === 0xfe && b === 0xff
          ? ({ label: 'utf-16be', length: 2 } as const)
          : undefined;
  const label = mark?.label ?? 'utf-8';
  const body = bytes.subarray(mark?.length ?? 0);
  const unicode = utf(label, body);
  // Invalid behind a mark: the mark was two or three Latin-1 letters after all
  const raw = unicode ?? latin1(bytes);
  return {
    text: newlines === 'lf' ? raw.replace(/\r\n?/g, '\n') : raw,
    encoding: unicode === undefined ? 'latin-1' : label,
    bom: unicode !== undefined && mark !== undefined,
    newlines: newlinesOf(raw),
  };
}
