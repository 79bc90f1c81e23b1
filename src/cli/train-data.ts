/** What `train` learns from, as its options name it: stored pairs, synthetic tunes, or both; and what it is validated on. */
import { InvalidArgumentError } from 'commander';
import { directedPairs, mixedPairs, type PairSource } from '../bytes/pair-source.ts';
import type { PairBytes } from '../bytes/sequence.ts';
import { type PairBlocks, storedPairs } from '../bytes/stored-pairs.ts';
import { findManifest } from '../corpus/manifest.ts';
import { assertMayTrain } from '../corpus/may-train.ts';
import { openPairBlocks } from '../corpus/pair-blocks.ts';
import { BgptError } from '../errors.ts';
import { type Direction, directionName } from '../formats/direction.ts';
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

const ABC_TO_MIDI: Direction = { from: 'abc', to: 'mid' };

/** Seed of the synthetic tunes that validate a run on synthetic tunes alone; training seeds are other ones. */
const SYNTHETIC_VALID_SEED = 2 ** 30;

export interface TrainingData {
  source: PairSource;
  valid: PairBytes[];
  /** Lets go of the files that the source reads. */
  close(): Promise<void>;
}

/**
 * Training and validation pairs: a folder's two splits, synthetic tunes, or both.
 * @param directions undefined: a folder's usual one, abc>mid of tunes that are composed
 */
export async function trainingData(
  flags: DataFlags,
  seed: number,
  directions?: readonly Direction[],
): Promise<TrainingData> {
  const synthetic = flags.synthetic ? syntheticPairs(seed, ...flags.synthetic) : undefined;
  const asIs =
    directions === undefined || directions.map(directionName).join() === directionName(ABC_TO_MIDI);
  const turned = (source: PairSource) => (asIs ? source : directedPairs(source, directions!));
  if (flags.pairs === undefined) {
    if (!synthetic)
      throw new BgptError('usage/invalid-option', 'what to train on? Give --pairs, --synthetic, or both');
    const close = async () => undefined;
    return {
      source: turned(withRemixes(synthetic, seed, flags)),
      valid: await heldOut(flags, turned),
      close,
    };
  }
  const manifest = await findManifest(flags.pairs);
  if (manifest) assertMayTrain(manifest, { iHoldPermission: flags.iHoldPermission });
  const held = await openPairBlocks(flags.valid ?? flags.pairs, 'valid', { directions });
  const valid = await spread(held, flags.validPairs).finally(held.close);
  // what is composed or changed begins as ABC before MIDI
  const rendered = synthetic !== undefined || flags.remixShare > 0;
  const stored = await openPairBlocks(flags.pairs, 'train', {
    directions: rendered && directions ? [ABC_TO_MIDI] : directions,
  });
  const source = storedPairs(flags.pairs, stored, seed);
  const plain = synthetic ? mixedPairs(source, synthetic, flags.syntheticShare) : source;
  const mixed = withRemixes(plain, seed, flags);
  return { source: rendered ? turned(mixed) : mixed, valid, close: stored.close };
}

/** The direction of the first pair that there is: what a checkpoint says of itself where nobody else did. */
export async function directionsOfPairs(source: PairSource): Promise<Direction[]> {
  for (let index = 0; index < (source.size ?? FIRST_PAIRS) && index < FIRST_PAIRS; index++) {
    const pair = await source.pair(index);
    if (!pair) continue;
    const { sourceFormat, targetFormat } = pair;
    return [{ to: targetFormat, ...(sourceFormat === '' ? {} : { from: sourceFormat }) }];
  }
  return [{ from: 'abc', to: 'mid' }];
}

/** Pairs that may be missing before one is there. */
const FIRST_PAIRS = 1000;

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
      const row = rows[i];
      if (!row) continue;
      const { source, target, ...formats } = row;
      chosen.push({ ...formats, source: source.slice(), target: target.slice() });
    }
    start += pairs;
  }
  return chosen.slice(0, count);
}

async function heldOut(
  { synthetic, validPairs }: DataFlags,
  turned: (source: PairSource) => PairSource,
): Promise<PairBytes[]> {
  const source = turned(syntheticPairs(SYNTHETIC_VALID_SEED, ...synthetic!));
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
