/**
 * A tune, changed: other header fields, bars of other tunes, other repeats, notes with other lengths, accidentals, ties and signs. What
 * comes out is seldom good music and need not be valid ABC; the renderer says what it means. A model that has met every sign in
 * every place must read the signs: it cannot lean on what tunes usually do.
 */
import { abcLines } from '../abc-lines.ts';
import type { Random } from '../compose/random.ts';
import { crop, spliceBars } from './change-bars.ts';
import { changeField, changesHeader } from './change-fields.ts';
import { changeNotes } from './change-notes.ts';
import { changeRepeats } from './change-repeats.ts';

/** Changes whenever the same draw from the same tunes would give another text. */
export const REMIX_VERSION = 3;

/**
 * `abc` changed in some ways; `other` draws whole tunes whose titles and bars may be used.
 * The result depends on nothing but the draws.
 */
export function remixTune(random: Random, abc: string, other: () => string): string {
  const lines = abcLines(abc.trimEnd());
  const end = lines.findIndex((line) => line.kind === 'field' && line.letter === 'K') + 1;
  const changes = changesHeader(random);
  const header = lines
    .slice(0, end)
    .flatMap((line) =>
      line.kind === 'field'
        ? changeField(random, changes, line.letter, line.value, line.text, other)
        : [line.text],
    );
  let body = lines.slice(end).map(({ text }) => text);
  if (random.chance(0.4)) body = crop(random, body);
  if (random.chance(0.5)) body = spliceBars(random, body, other);
  if (random.chance(0.35)) body = changeRepeats(random, body);
  if (random.chance(0.75)) body = changeNotes(random, body);
  return `${[...header, ...body].join('\n')}\n`;
}
