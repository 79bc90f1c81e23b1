/** Validation inside a run: bits per byte of some pairs that are never trained on. */
import { type BitsPerByte, bitsPerByte, type FileBits, fileBits } from '../bytes/bits-per-byte.ts';
import type { PairSource } from '../bytes/pair-source.ts';
import type { PairBytes, Sequence } from '../bytes/sequence.ts';
import { BgptError } from '../errors.ts';
import type { ModelConfig } from '../model/config.ts';
import type { BatchShape } from '../reading/batch.ts';
import { batchCosts } from '../reading/batch-costs.ts';
import { pack } from '../reading/pack.ts';
import { readPair } from '../reading/read-pair.ts';
import type { Stepper } from './stepper.ts';

/** Pairs that shapes are chosen from. */
const SAMPLE_PAIRS = 200;
/** Pairs that are looked at before a source is said to hold none that fits. */
const MOST_PAIRS = 2000;

/** The first pairs that fit the context. @throws BgptError train/no-pairs where none does */
export async function sampleSequences(
  source: PairSource,
  config: ModelConfig,
  signal?: AbortSignal,
): Promise<Sequence[]> {
  const sample: Sequence[] = [];
  const most = Math.min(MOST_PAIRS, source.size ?? Number.POSITIVE_INFINITY);
  let index = 0;
  for (; index < most && (index < SAMPLE_PAIRS || sample.length === 0); index++) {
    signal?.throwIfAborted();
    const pair = await source.pair(index);
    const sequence = pair && readPair(pair, config);
    if (sequence && sequence.count <= config.patchLength) sample.push(sequence);
  }
  if (sample.length > 0) return sample;
  throw new BgptError(
    'train/no-pairs',
    `none of the first ${index} pairs of ${source.name} fits a context of ${config.patchLength} patches`,
  );
}

/** Pairs that the context does not hold are not counted; `files` says how many were. */
export async function validate(
  stepper: Stepper,
  pairs: readonly PairBytes[],
  shapes: readonly BatchShape[],
): Promise<BitsPerByte> {
  const { batches } = pack(
    pairs.map((pair) => readPair(pair, stepper.config)),
    shapes,
  );
  const files: FileBits[] = [];
  for (const batch of batches)
    files.push(...batchCosts(batch.placed, await stepper.evaluate(batch)).map(fileBits));
  return bitsPerByte(files);
}
