/** The parser behind `abcjs.parseOnly`, which abcjs's own types leave out. */
declare module 'abcjs/src/parse/abc_parse.js' {
  import type { TuneObject } from 'abcjs';
  export default class AbcParser {
    parse(abc: string, switches: object, startPos: number): void;
    getTune(): TuneObject;
    getWarnings(): string[] | undefined;
  }
}
