/** What `train` learns from, as its options name it: stored pairs, synthetic tunes, or both; and what it is validated on. */
import { InvalidArgumentError } from 'commander';
import { mixedPairs, type PairSource, storedPairs } from '../bytes/pair-source.ts';
import type { PairBytes } from '../bytes/sequence.ts';
import { findManifest } from '../corpus/manifest.ts';
import { assertMayTrain } from '../corpus/may-train.ts';
import { readPairs } from '../corpus/read-pairs.ts';
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

/** Training and validation pairs: a folder's two splits, synthetic tunes, or both. */
export async function trainingData(
  flags: DataFlags,
  seed: number,
): Promise<{ source: PairSource; valid: PairBytes[] }> {
  const synthetic = flags.synthetic ? syntheticPairs(seed, ...flags.synthetic) : undefined;
  if (flags.pairs === undefined) {
    if (!synthetic)
      throw new BgptError('usage/invalid-option', 'what to train on? Give --pairs, --synthetic, or both');
    return { source: withRemixes(synthetic, seed, flags), valid: heldOut(flags) };
  }
  const manifest = await findManifest(flags.pairs);
  if (manifest) assertMayTrain(manifest, { iHoldPermission: flags.iHoldPermission });
  const stored: PairBytes[] = [];
  for await (const row of readPairs(flags.pairs, 'train')) stored.push(row);
  const valid: PairBytes[] = [];
  for await (const row of readPairs(flags.valid ?? flags.pairs, 'valid')) valid.push(row);
  const source = storedPairs(flags.pairs, stored, seed);
  const plain = synthetic ? mixedPairs(source, synthetic, flags.syntheticShare) : source;
  return {
    source: withRemixes(plain, seed, flags),
    valid: spread(valid, flags.validPairs),
  };
}

function withRemixes(source: PairSource, seed: number, { remixShare }: DataFlags): PairSource {
  return remixShare > 0 ? mixedPairs(source, remixedPairs(seed, source), remixShare) : source;
}

/** Some of many, evenly spread, so that every corpus in the folder has its share. */
function spread<T>(all: readonly T[], count: number): T[] {
  const step = Math.max(1, all.length / Math.max(1, count));
  return all.filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step)).slice(0, count);
}

function heldOut({ synthetic, validPairs }: DataFlags): PairBytes[] {
  const source = syntheticPairs(SYNTHETIC_VALID_SEED, ...synthetic!);
  return Array.from({ length: validPairs }, (_, i) => source.pair(i)).filter((pair) => pair !== undefined);
}

export function syntheticProfiles(text: string): SyntheticOptions[] {
  return text.split(',').map((profile) => {
    if (profile in SYNTHETIC_PROFILES) return { profile: profile as SyntheticProfileName };
    throw new InvalidArgumentError(`It takes some of ${Object.keys(SYNTHETIC_PROFILES).join(', ')}.`);
  });
}
