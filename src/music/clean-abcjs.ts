/**
 * What abcjs keeps between texts. Decorations, chord symbols and grace notes that wait for their note are held in a variable
 * of its module (`el` of abc_parse_music.js), which a line that is continued, and one that threw, leave as it is: the next
 * text, whatever its parser, would begin with them. A tune's bytes must not depend on the tune before it.
 */
import abcjs from 'abcjs';

/** Lines that abcjs takes for continued: by ABC's sign, by its own spelling of it, and an indented field. */
const CONTINUED = /[\\\x12]|^[ \t]+[A-Za-z]:/m;
/** Its one line is not continued, so it ends with nothing waiting. */
const PLAIN = 'X:1\nK:C\nz\n';

/** Parses with abcjs and leaves nothing behind for the next text. */
export function cleanly<T>(abc: string, parse: () => T): T {
  let threw = true;
  try {
    const parsed = parse();
    threw = false;
    return parsed;
  } finally {
    if (threw || CONTINUED.test(abc)) abcjs.parseOnly(PLAIN);
  }
}
