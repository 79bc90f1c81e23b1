/** What `train` learns from, as its options name it: stored pairs, endless ones, or both; and what it is validated on. */
import { InvalidArgumentError } from 'commander';
import { directedPairs, mixedPairs, type PairSource } from '../bytes/pair-source.ts';
import type { PairBytes } from '../bytes/sequence.ts';
import { type PairBlocks, storedPairs } from '../bytes/stored-pairs.ts';
import { cpuPairs } from '../corpus/cpu/cpu-pairs.ts';
import type { CpuProfile } from '../corpus/cpu/cpu-profiles.ts';
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
import { transcriptionPairs } from '../music/transcription-pairs.ts';

export interface DataFlags {
  pairs?: string;
  valid?: string;
  synthetic?: [SyntheticOptions, ...SyntheticOptions[]];
  cpu?: [CpuProfile, ...CpuProfile[]];
  syntheticShare: number;
  remixShare: number;
  transcriptionShare: number;
  validPairs: number;
  iHoldPermission: boolean;
}

const ABC_TO_MIDI: Direction = { from: 'abc', to: 'mid' };
const MIDI_TO_ABC: Direction = { from: 'mid', to: 'abc' };
const CPU_TO_STATES: Direction = { from: 'cpu', to: 'states' };

/** Seed of the endless pairs that validate a run on endless pairs alone; training seeds are other ones. */
const ENDLESS_VALID_SEED = 2 ** 30;

export interface TrainingData {
  source: PairSource;
  valid: PairBytes[];
  /** Lets go of the files that the source reads. */
  close(): Promise<void>;
}

/**
 * Training and validation pairs: a folder's two splits, endless pairs, or both.
 * @param directions undefined: a folder's usual one, abc>mid of tunes that are composed, cpu>states of CPU programs
 */
export async function trainingData(
  flags: DataFlags,
  seed: number,
  directions?: readonly Direction[],
): Promise<TrainingData> {
  if (flags.transcriptionShare > 0) return transcriptionData(flags, seed, directions);
  const synthetic = endlessPairs(flags, seed);
  const native = flags.cpu ? CPU_TO_STATES : ABC_TO_MIDI;
  const asIs = directions === undefined || directions.map(directionName).join() === directionName(native);
  const turned = (source: PairSource) => (asIs ? source : directedPairs(source, directions!));
  if (flags.pairs === undefined) {
    if (!synthetic)
      throw new BgptError(
        'usage/invalid-option',
        'what to train on? Give --pairs, --synthetic, --cpu, or --pairs and one of them',
      );
    const close = async () => undefined;
    return {
      source: { ...turned(withRemixes(synthetic, seed, flags)), directions },
      valid: await heldOut(flags, turned),
      close,
    };
  }
  const manifest = await findManifest(flags.pairs);
  if (manifest) assertMayTrain(manifest, { iHoldPermission: flags.iHoldPermission });
  // nobody need say which of a program and its states goes first
  const stated = directions ?? (flags.cpu ? [native] : undefined);
  const held = await openPairBlocks(flags.valid ?? flags.pairs, 'valid', { directions: stated });
  const valid = await spread(held, flags.validPairs).finally(held.close);
  // what is drawn or changed begins as it was made, ABC before MIDI
  const rendered = synthetic !== undefined || flags.remixShare > 0;
  const stored = await openPairBlocks(flags.pairs, 'train', {
    directions: rendered && stated ? [native] : stated,
  });
  const source = storedPairs(flags.pairs, stored, seed);
  const plain = synthetic ? mixedPairs(source, synthetic, flags.syntheticShare) : source;
  const mixed = withRemixes(plain, seed, flags);
  return { source: { ...(rendered ? turned(mixed) : mixed), directions }, valid, close: stored.close };
}

/**
 * Pairs of ABC tunes, a share of them turned into pairs that render transcription; those that validate, too.
 * @throws BgptError usage/invalid-option where other directions are asked for, or pairs of no tunes
 */
async function transcriptionData(
  flags: DataFlags,
  seed: number,
  asked: readonly Direction[] | undefined,
): Promise<TrainingData> {
  const { transcriptionShare: share, ...rest } = flags;
  const directions = share === 1 ? [MIDI_TO_ABC] : [ABC_TO_MIDI, MIDI_TO_ABC];
  const names = (some: readonly Direction[]) => some.map(directionName).join();
  if (flags.cpu || (asked && names(asked) !== names(directions)))
    throw new BgptError(
      'usage/invalid-option',
      `--transcription-share ${share} is for pairs of ABC tunes, and says their directions: ${names(directions)}`,
    );
  const data = await trainingData({ ...rest, transcriptionShare: 0 }, seed, [ABC_TO_MIDI]);
  const turned = (source: PairSource, of: number) => {
    const transcriptions = transcriptionPairs(of, source);
    return share === 1 ? transcriptions : mixedPairs(source, transcriptions, share);
  };
  const held = data.valid;
  const heldSource = { name: 'validation', size: held.length, pair: async (i: number) => held[i] };
  const heldTurned = turned(heldSource, ENDLESS_VALID_SEED);
  const valid: PairBytes[] = [];
  for (const i of held.keys()) valid.push(...[(await heldTurned.pair(i)) ?? []].flat());
  return { source: { ...turned(data.source, seed), directions }, valid, close: data.close };
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

/** @throws BgptError usage/invalid-option where two kinds are asked for, or programs are to be remixed */
function endlessPairs({ synthetic, cpu, remixShare }: DataFlags, seed: number): PairSource | undefined {
  if (cpu && (synthetic || remixShare > 0))
    throw new BgptError('usage/invalid-option', '--cpu stands neither beside --synthetic nor --remix-share');
  if (cpu) return cpuPairs(seed, ...cpu);
  return synthetic ? syntheticPairs(seed, ...synthetic) : undefined;
}

function withRemixes(source: PairSource, seed: number, { remixShare }: DataFlags): PairSource {
  return remixShare > 0 ? mixedPairs(source, remixedPairs(seed, source), remixShare) : source;
}

/** Some of many, evenly spread, so that every corpus in the folder has its share. */
async function spread({ counts, read }: PairBlocks, count: number): Promise<PairBytes[]> {
  const here = async (block: number) => (await read(block)).filter((pair) => pair !== undefined);
  // what a direction leaves out is known only when it has been read
  let total = 0;
  for (const block of counts.keys()) total += (await here(block)).length;
  const step = Math.max(1, total / Math.max(1, count));
  const isChosen = (i: number) => Math.floor(i / step) !== Math.floor((i - 1) / step);
  const chosen: PairBytes[] = [];
  let at = 0;
  for (const block of counts.keys()) {
    if (chosen.length >= count) break;
    // copies: a part of a block would hold the memory of the whole
    for (const { source, target, ...formats } of await here(block))
      if (isChosen(at++)) chosen.push({ ...formats, source: source.slice(), target: target.slice() });
  }
  return chosen.slice(0, count);
}

async function heldOut(flags: DataFlags, turned: (source: PairSource) => PairSource): Promise<PairBytes[]> {
  const source = turned(endlessPairs(flags, ENDLESS_VALID_SEED)!);
  const pairs: PairBytes[] = [];
  for (let i = 0; i < flags.validPairs; i++) {
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
