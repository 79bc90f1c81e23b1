/** The header fields of one tune: what its shard row and its reports say of it. */
import { abcLines } from './abc-lines.ts';

/** The header fields of one tune; '' for those it lacks. */
export interface AbcFields {
  /** X: */
  x: string;
  /** The first T:, with its `+:` continuations. */
  title: string;
  /** The K: that ends the header. */
  key: string;
  meter: string;
  /** L: */
  unit: string;
  tempo: string;
  /** R: */
  rhythm: string;
  /** Every header field by letter, in order. */
  all: Record<string, string[]>;
}

/** Reads up to and including the first K:, where the header ends. Absent fields are ''. */
export function abcFields(text: string): AbcFields {
  const all: Record<string, string[]> = {};
  let last: string[] | undefined;
  for (const line of abcLines(text)) {
    if (line.kind === 'field') {
      all[line.letter] ??= [];
      last = all[line.letter]!;
      last.push(line.value);
      if (line.letter === 'K') break;
    } else if (line.kind === 'continuation' && last) {
      last.push(`${last.pop()} ${line.value}`.trim());
    }
  }
  const first = (letter: string) => all[letter]?.[0] ?? '';
  return {
    x: first('X'),
    title: first('T'),
    key: first('K'),
    meter: first('M'),
    unit: first('L'),
    tempo: first('Q'),
    rhythm: first('R'),
    all,
  };
}
