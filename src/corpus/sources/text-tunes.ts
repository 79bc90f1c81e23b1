/**
 * The tunes in a text that a source gave as one: a record may hold two, a blank line, a file's first line. Each becomes an entry
 * of its own, and what reads as music and stands in none a refusal: whatever a text holds is a tune or a row of the quarantine.
 */
import { readTunebook, type Stray } from '../../music/tunebook.ts';
import { type Entry, reject, type TuneEntry } from '../entry.ts';

/** What makes a text more than one tune as it stands: other line ends, a second X:, marks between files, a blank line. */
const MORE = /[\r\uFEFF\v\f\x1a]|\nX:|\n[^\S\n]*\n/;
/** Half a surrogate pair, or what stands for bytes that were none: characters that no file can hold as they were meant. */
const NO_TEXT = /[\uD800-\uDFFF\uFFFD]/u;

export function* tuneEntries(entry: TuneEntry): Generator<Entry> {
  const { abc, origin } = entry;
  if (abc.startsWith('X:') && !MORE.test(abc.trimEnd())) {
    yield readable(entry);
    return;
  }
  const { tunes, strays } = readTunebook(abc);
  const found = tunes.length > 0 ? tunes : strays.filter(({ hasKey }) => hasKey);
  const others = tunes.length > 0 ? strays : strays.filter(({ hasKey }) => !hasKey);
  if (found.length === 0) yield readable(entry);
  else if (entry.midi && found.length + others.length > 1)
    yield reject('source/not-one-tune', origin, `${found.length} tunes in the text, one MIDI file beside it`);
  else {
    for (const [i, { text }] of found.entries()) {
      const more =
        i === 0 ? {} : { origin: `${origin}#${i + 1}`, ...(entry.id && { id: `${entry.id}.${i + 1}` }) };
      yield readable({ ...entry, ...more, abc: text });
    }
    for (const stray of others) yield strayEntry(`${origin}, line ${stray.line}`, stray);
  }
}

/** Music that stands in no tune. */
export function strayEntry(origin: string, { hasKey }: Stray): Entry {
  const why = hasKey
    ? 'a tune without X:'
    : 'music behind a blank line, which ends a tune (ABC 2.1, section 2.2.1)';
  return reject('source/outside-tunes', origin, why);
}

/** A tune whose text can be written as it is meant, or its refusal. */
export function readable(entry: TuneEntry): Entry {
  if (!NO_TEXT.test(entry.abc)) return entry;
  const reason = 'the tune holds half a surrogate pair or U+FFFD: bytes that were no text';
  return reject('source/invalid-utf8', entry.origin, reason);
}
