/** Why a tune was left as it was: every code of the formatter, and how its readers give up. */

export const FORMAT_CODES = {
  'format/no-key': 'No line of the header begins with `K:`.',
  'format/not-one-tune': 'The text goes on after a blank line, or holds a second `X:`.',
  'format/header': 'The header holds music, a field twice that may stand once, or a line that is no field.',
  'format/field': 'A field within the music that cannot be moved with it.',
  'format/key': 'A key that is not read here, such as the Highland pipes’.',
  'format/meter': 'A metre that is not read here.',
  'format/unit': 'The unit L: is no fraction.',
  'format/bar-line': 'A bar line that is not read here, or a repeat that ends before it begins.',
  'format/sign': 'A character that is not read here.',
  'format/length': 'A length that is not read here.',
  'format/chord': 'A chord with notes of different lengths, or with signs inside.',
  'format/graces': 'Grace notes with chords, ties or broken rhythm, or on no note.',
  'format/tuplet': 'A tuplet that is cut by a bar line, or not read here.',
  'format/broken-rhythm': 'Broken rhythm that stands between no two notes.',
  'format/overlay': 'Voices within a bar (`&`).',
  'format/words': 'Words under the notes (`w:`), which would have to be divided anew.',
  'format/no-bar-lines': 'More than four bars of the metre without a bar line.',
  'format/no-music': 'No note and no rest.',
  'format/not-played': 'The reference renderer refuses the text; the message is its own.',
  'format/notes-differ': 'The formatted text would sound different.',
  'format/warning': 'The reference renderer warns of the formatted text; the message is its own.',
  'format/unstable': 'The formatted text reads otherwise than it was written: a fault of this program.',
} as const;

/** Why a tune was left as it was: a key of FORMAT_CODES, listed in docs/format.md. */
export type FormatCode = keyof typeof FORMAT_CODES;

/** Thrown inside this folder where a tune cannot be kept whole. Never seen outside; format-abc.ts catches it. */
export class Unformatted extends Error {
  readonly code: FormatCode;
  /** Line of the text, from 0. */
  line: number | undefined;

  constructor(code: FormatCode, message: string, line?: number) {
    super(message);
    this.code = code;
    this.line = line;
  }
}

export function unformatted(code: FormatCode, message: string): never {
  throw new Unformatted(code, message);
}
