/** What `train` learns from, as its options name it: stored pairs, synthetic tunes, or both; and what it is validated on. */
import { InvalidArgumentError } from 'commander';
import { mixedPairs, type PairSource } from '../bytes/pair-source.ts';
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
import { type DirectionFlags, directionOf } from './direction-options.ts';

export interface DataFlags extends DirectionFlags {
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
/** Places that are looked at for a first pair: in another direction groups may lack its files. */
const FIRST_PAIRS = 10_000;

export interface TrainingData {
  source: PairSource;
  valid: PairBytes[];
  /** Lets go of the files that the source reads. */
  close(): Promise<void>;
}

/** Training and validation pairs: a folder's two splits, synthetic tunes, or both. */
export async function trainingData(flags: DataFlags, seed: number): Promise<TrainingData> {
  const synthetic = flags.synthetic ? syntheticPairs(seed, ...flags.synthetic) : undefined;
  const direction = directionOf(flags);
  if (flags.pairs === undefined) {
    if (!synthetic)
      throw new BgptError('usage/invalid-option', 'what to train on? Give --pairs, --synthetic, or both');
    const close = async () => undefined;
    const source = directed(withRemixes(synthetic, seed, flags), direction);
    return { source, valid: await heldOut(flags), close };
  }
  const manifest = await findManifest(flags.pairs);
  if (manifest) assertMayTrain(manifest, { iHoldPermission: flags.iHoldPermission });
  const held = await openPairBlocks(flags.valid ?? flags.pairs, 'valid', { direction });
  const valid = await spread(held, flags.validPairs).finally(held.close);
  const stored = await openPairBlocks(flags.pairs, 'train', { direction });
  const source = storedPairs(flags.pairs, stored, seed);
  const plain = synthetic ? mixedPairs(source, synthetic, flags.syntheticShare) : source;
  return { source: directed(withRemixes(plain, seed, flags), direction), valid, close: stored.close };
}

function withRemixes(source: PairSource, seed: number, { remixShare }: DataFlags): PairSource {
  return remixShare > 0 ? mixedPairs(source, remixedPairs(seed, source), remixShare) : source;
}

/** What is rendered is ABC with its MIDI: in another direction its files change places, or one stands alone. */
function directed(source: PairSource, direction: Direction | undefined): PairSource {
  if (!direction) return source;
  return {
    name: `${source.name} as ${directionName(direction)}`,
    size: source.size,
    async pair(index) {
      const pair = await source.pair(index);
      return pair && turned(pair, direction);
    },
  };
}

function turned(pair: PairBytes, { from = '', to }: Direction): PairBytes | undefined {
  const files = new Map([
    ['', new Uint8Array()],
    [pair.sourceFormat, pair.source],
    [pair.targetFormat, pair.target],
  ]);
  const [source, target] = [files.get(from), files.get(to)];
  return source && target && { sourceFormat: from, targetFormat: to, source, target };
}

/** Some of many, evenly spread, so that every corpus in the folder has its share. */
async function spread({ counts, read }: PairBlocks, count: number): Promise<PairBytes[]> {
  const here = (pairs: readonly (PairBytes | undefined)[]) => pairs.filter((pair) => pair !== undefined);
  let total = 0;
  for (const block of counts.keys()) total += here(await read(block)).length;
  const step = Math.max(1, total / Math.max(1, count));
  const isChosen = (i: number) => Math.floor(i / step) !== Math.floor((i - 1) / step);
  const chosen: PairBytes[] = [];
  let at = 0;
  for (const block of counts.keys()) {
    if (chosen.length >= count) break;
    // copies: a part of a block would hold the memory of the whole
    for (const { source, target, ...formats } of here(await read(block)))
      if (isChosen(at++)) chosen.push({ ...formats, source: source.slice(), target: target.slice() });
  }
  return chosen.slice(0, count);
}

async function heldOut(flags: DataFlags): Promise<PairBytes[]> {
  const synthetic = syntheticPairs(SYNTHETIC_VALID_SEED, ...flags.synthetic!);
  const source = directed(synthetic, directionOf(flags));
  const pairs: PairBytes[] = [];
  for (let i = 0; i < flags.validPairs; i++) {
    const pair = await source.pair(i);
    if (pair) pairs.push(pair);
  }
  return pairs;
}

/** What a source's first pair is an example of. @throws BgptError train/no-pairs */
export async function directionIn(source: PairSource): Promise<Direction> {
  for (let i = 0; i < FIRST_PAIRS; i++) {
    const pair = await source.pair(i);
    if (pair) return { to: pair.targetFormat, ...(pair.sourceFormat ? { from: pair.sourceFormat } : {}) };
  }
  throw new BgptError(
    'train/no-pairs',
    `none of the first ${FIRST_PAIRS} places of ${source.name} holds a pair`,
  );
}

export function syntheticProfiles(text: string): SyntheticOptions[] {
  return text.split(',').map((profile) => {
    if (profile in SYNTHETIC_PROFILES) return { profile: profile as SyntheticProfileName };
    throw new InvalidArgumentError(`It takes some of ${Object.keys(SYNTHETIC_PROFILES).join(', ')}.`);
  });
}
