/**
 * The stream of entries cut into numbered blocks of tunes to render: the unit that is kept when a build is stopped, and
 * dealt to machines. Reading and de-duplication see every entry on every machine, so blocks are the same everywhere.
 */
import { createHash } from 'node:crypto';
import type { BuildSettings } from './build-options.ts';
import type { Entry, Rejection } from './entry.ts';
import { tuneEntries } from './sources/text-tunes.ts';
import { prepare, type WorkItem } from './stages/prepare.ts';
import { openSeen } from './stages/seen.ts';

export interface Block {
  index: number;
  items: WorkItem[];
  rejections: Rejection[];
  damaged: Rejection[];
  tunes: number;
  duplicates: number;
  /** sha256 of everything above and of every tune's text. */
  digest: string;
}

/** A block ends after so many times its tunes in entries (duplicates), so that no part waits for ever. */
const ENTRIES_PER_TUNE = 64;

export async function* blocksOf(
  entries: AsyncIterable<Entry>,
  { dedupe, validShare, splitSeed, blockTunes }: BuildSettings,
): AsyncGenerator<Block> {
  const seen = openSeen();
  const split = { validShare, seed: splitSeed };
  let index = 0;
  let block = emptyBlock();
  for await (const entry of oneTuneEach(entries)) {
    block.tunes++;
    if (entry.kind === 'reject') refuse(block, entry, entry.damaged === true);
    else {
      const ready = prepare(entry, split);
      if ('rejection' in ready) refuse(block, ready.rejection, false);
      else if (dedupe && !seen.add(ready.key)) block.duplicates++;
      else block.items.push(ready.item);
    }
    const work = block.items.length + block.rejections.length;
    if (work >= blockTunes || block.tunes >= blockTunes * ENTRIES_PER_TUNE) {
      yield closed(block, index++);
      block = emptyBlock();
    }
  }
  // the last one, be it empty: its record says that the stream has ended
  yield closed(block, index);
}

/** A recipe's own source, too, may give a text that holds more than one tune, or less. */
async function* oneTuneEach(entries: AsyncIterable<Entry>): AsyncGenerator<Entry> {
  for await (const entry of entries) {
    if (entry.kind === 'tune') yield* tuneEntries(entry);
    else yield entry;
  }
}

type OpenBlock = Omit<Block, 'index' | 'digest'>;

function emptyBlock(): OpenBlock {
  return { items: [], rejections: [], damaged: [], tunes: 0, duplicates: 0 };
}

function refuse(block: OpenBlock, { code, origin, reason }: Rejection, damaged: boolean): void {
  block.rejections.push({ code, origin, reason });
  if (!damaged) return;
  block.damaged.push({ code, origin, reason });
  // a file that broke off is no tune
  block.tunes--;
}

function closed(block: OpenBlock, index: number): Block {
  const hash = createHash('sha256');
  const { items, rejections, tunes, duplicates } = block;
  hash.update(JSON.stringify([tunes, duplicates, rejections]));
  for (const { midi, files = [], ...item } of items) {
    hash.update(JSON.stringify(item));
    if (midi) hash.update(midi);
    for (const { format, bytes } of files) hash.update(format).update(bytes);
  }
  return { index, ...block, digest: hash.digest('hex') };
}
