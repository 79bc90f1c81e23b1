/** An entry made ready to be rendered: normalised, named, grouped, split; or why it cannot be. Cheap, as it runs on the main thread. */
import type { FileBytes } from '../../bytes/sequence.ts';
import { abcFields } from '../../music/abc-fields.ts';
import { bodyKey } from '../../music/body-key.ts';
import { normalizeAbc } from '../../music/normalize-abc.ts';
import type { Entry, Rejection } from '../entry.ts';
import type { Split } from '../group-row.ts';
import { groupOf, shortHash } from './group.ts';
import { type SplitOptions, splitOf } from './split.ts';

const hashed = ({ format, bytes }: FileBytes) => `${format} ${shortHash(bytes)}`;

/** What a worker gets: a tune to be rendered, perhaps with its MIDI file, or files as they are. */
export interface WorkItem {
  id: string;
  group: string;
  split: Split;
  origin: string;
  abc: string | undefined;
  midi: Uint8Array | undefined;
  files?: readonly FileBytes[];
  label?: string;
}

export type Prepared = { item: WorkItem; key: string } | { rejection: Rejection };

export function prepare(entry: Exclude<Entry, { kind: 'reject' }>, options: SplitOptions): Prepared {
  const { origin } = entry;
  if (entry.kind === 'files') {
    const { files, label } = entry;
    const hash = files.length === 1 ? shortHash(files[0]!.bytes) : shortHash(files.map(hashed).join(' '));
    const group = entry.group ?? `file:${hash}`;
    const split = splitOf(group, options);
    const item = { id: hash, group, split, origin, abc: undefined, midi: undefined, files, label };
    return { item, key: `files ${hash} ${label}` };
  }
  const abc = normalizeAbc(entry.abc);
  const body = bodyKey(abc);
  const no = (code: string, reason: string) => ({ rejection: { code, origin, reason } });
  if (abc.trim() === '') return no('source/empty', 'the tune is empty');
  const { title, all } = abcFields(abc);
  // abcjs makes notes of any prose; a tune says its key (ABC 2.1, section 3.1.14)
  if (!all.K) return no('source/not-abc', 'no K: field before the tune ends (a blank line ends it)');
  // an indented X: becomes one that begins a tune
  if (abc.includes('\nX:')) return no('source/not-one-tune', 'a second X: in the header');
  if (body === '') return no('source/no-music', 'there is no music after the header');
  const group = entry.group ?? groupOf(title, body);
  // a given MIDI file is part of what makes a pair the same as another
  const key = entry.midi ? `${body} ${shortHash(entry.midi)}` : body;
  const item = {
    id: entry.id ?? shortHash(abc),
    group,
    split: splitOf(group, options),
    origin,
    abc,
    midi: entry.midi,
  };
  return { item, key };
}
