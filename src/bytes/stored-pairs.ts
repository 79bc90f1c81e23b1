/**
 * Stored pairs as a source: each once an epoch, in an order of its own each time. They are read a block at a time: an epoch
 * draws windows of some blocks, and the pairs of a window come in any order. So memory holds some blocks, however many
 * there are, and a corpus of one window is shuffled as a whole.
 */
import { BgptError } from '../errors.ts';
import { type PairSource, shuffle } from './pair-source.ts';
import { recent } from './recent.ts';
import type { PairBytes } from './sequence.ts';

/** Pairs that can be read a block at a time, in any order: the row groups of shards. */
export interface PairBlocks {
  /** Pairs in each block. */
  readonly counts: readonly number[];
  /** The pairs of a block, the same at every call; undefined where a group lacks a file of the direction. */
  read(block: number): Promise<readonly (PairBytes | undefined)[]>;
}

/** How far stored pairs are shuffled and how many are held, in blocks. */
export interface StoredPairsOptions {
  /** Blocks whose pairs are shuffled among each other. */
  windowBlocks: number;
  /** Blocks held at most: a mixture with remixes reads at two places, and a remix borrows from nearby. */
  heldBlocks: number;
}

/** Row groups hold 1,024 pairs or 8 MiB at most: 192 MiB are held at worst, some 50 with tunes. */
export const STORED_PAIRS_DEFAULTS: StoredPairsOptions = { windowBlocks: 8, heldBlocks: 24 };

/** Blocks of an epoch that are shuffled together; `start` is the place of its first pair in the epoch. */
interface Window {
  start: number;
  pairs: number;
  blocks: readonly number[];
}

/** @throws BgptError train/no-pairs where there are none */
export function storedPairs(
  name: string,
  pairs: readonly PairBytes[] | PairBlocks,
  seed: number,
  options: Partial<StoredPairsOptions> = {},
): PairSource {
  const { windowBlocks, heldBlocks } = { ...STORED_PAIRS_DEFAULTS, ...options };
  const { counts, read } = 'counts' in pairs ? pairs : oneBlock(pairs);
  const size = counts.reduce((sum, count) => sum + count, 0);
  if (size === 0) throw new BgptError('train/no-pairs', `${name} holds no pairs to train on`);
  const full = counts.flatMap((count, block) => (count > 0 ? [block] : []));
  const windowsOf = Math.ceil(full.length / windowBlocks);
  const block = recent(heldBlocks, (n) => read(n));
  const epochWindows = recent(2, (epoch): Window[] => {
    const order =
      windowsOf === 1 ? full : Array.from(shuffle(full.length, seedOf(seed, epoch, -1)), (i) => full[i]!);
    let start = 0;
    return Array.from({ length: windowsOf }, (_, w) => {
      const blocks = order.slice(share(order.length, windowsOf, w), share(order.length, windowsOf, w + 1));
      const window = { start, pairs: blocks.reduce((sum, b) => sum + counts[b]!, 0), blocks };
      start += window.pairs;
      return window;
    });
  });
  const shuffled = recent(4, (key) => {
    const [epoch, w] = [Math.floor(key / windowsOf), key % windowsOf];
    return shuffle(epochWindows(epoch)[w]!.pairs, seedOf(seed, epoch, w));
  });
  return {
    name,
    size,
    async pair(index) {
      const epoch = Math.floor(index / size);
      const place = index % size;
      const windows = epochWindows(epoch);
      const w = windows.findLastIndex(({ start }) => start <= place);
      let within = shuffled(epoch * windowsOf + w)[place - windows[w]!.start]!;
      for (const n of windows[w]!.blocks) {
        if (within < counts[n]!) return (await block(n))[within];
        within -= counts[n]!;
      }
      return undefined;
    },
  };
}

/** Where part `w` of `parts` even parts begins. */
function share(length: number, parts: number, w: number): number {
  return Math.floor((length * w) / parts);
}

/** Epochs and windows apart; the first window's seed is that of a corpus in one piece. */
function seedOf(seed: number, epoch: number, window: number): number {
  return (seed + 7919 * epoch) ^ Math.imul(window, 0x9e3779b1);
}

function oneBlock(pairs: readonly PairBytes[]): PairBlocks {
  return { counts: [pairs.length], read: async () => pairs };
}
