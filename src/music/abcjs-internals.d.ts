/** The parser behind `abcjs.parseOnly`, which abcjs's own types leave out. */
declare module 'abcjs/src/parse/abc_parse.js' {
  import type { TuneObject } from 'abcjs';
  export default class AbcParser {
    parse(abc: string, switches: object, startPos: number): void;
    getTune(): TuneObject;
    getWarnings(): string[] | undefined;
  }
}

/** What abcjs plays, voice by voice, repeats written out: before ornaments and ties become notes of MIDI. */
declare module 'abcjs/src/synth/abc_midi_sequencer.js' {
  import type { TuneObject } from 'abcjs';
  export default function sequence(tune: TuneObject, options: object): Record<string, unknown>[][];
}
