/** An entry made ready to be taught: normalised, named, grouped, split; or why it cannot be. Cheap, as it runs on the main thread. */
import { abcFields } from '../../music/abc-fields.ts';
import { bodyKey } from '../../music/body-key.ts';
import { normalizeAbc } from '../../music/normalize-abc.ts';
import type { Entry, Rejection } from '../entry.ts';
import type { Split } from '../group-row.ts';
import { groupOf, shortHash } from './group.ts';
import { type SplitOptions, splitOf } from './split.ts';

/** What a worker gets. A file that stands alone has no `abc`. */
export interface Pupil {
  id: string;
  group: string;
  split: Split;
  origin: string;
  abc: string | undefined;
  midi: Uint8Array | undefined;
}

export type Prepared = { pupil: Pupil; key: string } | { rejection: Rejection };

export function prepare(entry: Exclude<Entry, { kind: 'reject' }>, options: SplitOptions): Prepared {
  const { origin } = entry;
  if (entry.kind === 'file') {
    const hash = shortHash(entry.bytes);
    const group = entry.group ?? `file:${hash}`;
    const pupil = {
      id: hash,
      group,
      split: splitOf(group, options),
      origin,
      abc: undefined,
      midi: entry.bytes,
    };
    return { pupil, key: `file ${hash}` };
  }
  const abc = normalizeAbc(entry.abc);
  const body = bodyKey(abc);
  const no = (code: string, reason: string) => ({ rejection: { code, origin, reason } });
  if (abc.trim() === '') return no('source/empty', 'the tune is empty');
  const { title, all } = abcFields(abc);
  // abcjs makes notes of any prose; a tune says its key (ABC 2.1, section 3.1.14)
  if (!all.K) return no('source/not-abc', 'no K: field: this is not an ABC tune');
  if (body === '') return no('source/no-music', 'there is no music after the header');
  const group = entry.group ?? groupOf(title, body);
  // a given MIDI file is part of what makes a pair the same as another
  const key = entry.midi ? `${body} ${shortHash(entry.midi)}` : body;
  const pupil = {
    id: entry.id ?? shortHash(abc),
    group,
    split: splitOf(group, options),
    origin,
    abc,
    midi: entry.midi,
  };
  return { pupil, key };
}
