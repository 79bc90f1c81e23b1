/** What `train` learns from, as its options name it: stored pairs, synthetic tunes, or both; and what it is validated on. */
import { InvalidArgumentError } from 'commander';
import { mixedPairs, type PairSource } from '../bytes/pair-source.ts';
import type { PairBytes } from '../bytes/sequence.ts';
import { type PairBlocks, storedPairs } from '../bytes/stored-pairs.ts';
import { findManifest } from '../corpus/manifest.ts';
import { assertMayTrain } from '../corpus/may-train.ts';
import { openPairBlocks } from '../corpus/pair-blocks.ts';
import { BgptError } from '../errors.ts';
import {
  SYNTHETIC_PROFILES,
  type SyntheticOptions,
  type SyntheticProfileName,
} from '../music/compose/options.ts';
import { remixedPairs, syntheticPairs } from '../music/rendered-pairs.ts';

export interface DataFlags {
  pairs?: string;
  valid?: string;
  synthetic?: [SyntheticOptions, ...SyntheticOptions[]];
  syntheticShare: number;
  remixShare: number;
  validPairs: number;
  iHoldPermission: boolean;
}

/** Seed of the synthetic tunes that validate a run on synthetic tunes alone; training seeds are other ones. */
const SYNTHETIC_VALID_SEED = 2 ** 30;

export interface TrainingData {
  source: PairSource;
  valid: PairBytes[];
  /** Lets go of the files that the source reads. */
  close(): Promise<void>;
}

/** Training and validation pairs: a folder's two splits, synthetic tunes, or both. */
export async function trainingData(flags: DataFlags, seed: number): Promise<TrainingData> {
  const synthetic = flags.synthetic ? syntheticPairs(seed, ...flags.synthetic) : undefined;
  if (flags.pairs === undefined) {
    if (!synthetic)
      throw new BgptError('usage/invalid-option', 'what to train on? Give --pairs, --synthetic, or both');
    const close = async () => undefined;
    return { source: withRemixes(synthetic, seed, flags), valid: await heldOut(flags), close };
  }
  const manifest = await findManifest(flags.pairs);
  if (manifest) assertMayTrain(manifest, { iHoldPermission: flags.iHoldPermission });
  const held = await openPairBlocks(flags.valid ?? flags.pairs, 'valid');
  const valid = await spread(held, flags.validPairs).finally(held.close);
  const stored = await openPairBlocks(flags.pairs, 'train');
  const source = storedPairs(flags.pairs, stored, seed);
  const plain = synthetic ? mixedPairs(source, synthetic, flags.syntheticShare) : source;
  return { source: withRemixes(plain, seed, flags), valid, close: stored.close };
}

function withRemixes(source: PairSource, seed: number, { remixShare }: DataFlags): PairSource {
  return remixShare > 0 ? mixedPairs(source, remixedPairs(seed, source), remixShare) : source;
}

/** Some of many, evenly spread, so that every corpus in the folder has its share. */
async function spread({ counts, read }: PairBlocks, count: number): Promise<PairBytes[]> {
  const total = counts.reduce((sum, n) => sum + n, 0);
  const step = Math.max(1, total / Math.max(1, count));
  const chosen: PairBytes[] = [];
  let start = 0;
  for (const [block, pairs] of counts.entries()) {
    if (chosen.length >= count) break;
    const isChosen = (i: number) => Math.floor(i / step) !== Math.floor((i - 1) / step);
    const wanted = Array.from({ length: pairs }, (_, i) => i).filter((i) => isChosen(start + i));
    const rows = wanted.length > 0 ? await read(block) : [];
    // copies: a row would hold the memory of its whole block
    for (const i of wanted) {
      const { source, target, ...formats } = rows[i]!;
      chosen.push({ ...formats, source: source.slice(), target: target.slice() });
    }
    start += pairs;
  }
  return chosen.slice(0, count);
}

async function heldOut({ synthetic, validPairs }: DataFlags): Promise<PairBytes[]> {
  const source = syntheticPairs(SYNTHETIC_VALID_SEED, ...synthetic!);
  const pairs: PairBytes[] = [];
  for (let i = 0; i < validPairs; i++) {
    const pair = await source.pair(i);
    if (pair) pairs.push(pair);
  }
  return pairs;
}

export function syntheticProfiles(text: string): SyntheticOptions[] {
  return text.split(',').map((profile) => {
    if (profile in SYNTHETIC_PROFILES) return { profile: profile as SyntheticProfileName };
    throw new InvalidArgumentError(`It takes some of ${Object.keys(SYNTHETIC_PROFILES).join(', ')}.`);
  });
}
