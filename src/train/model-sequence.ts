/** How a model reads a pair: cut into fixed patches, or at its structure. */
import {
  fileSequence,
  type PairBytes,
  pairSequence,
  type Sequence,
  type SequenceOptions,
} from '../bytes/sequence.ts';
import type { ModelConfig } from '../model/config.ts';
import { SEGMENTERS } from '../music/segmenters.ts';

export function sequenceOptions(config: ModelConfig): SequenceOptions {
  const aligned = config.architecture === 'bgpt-2' && config.alignedPatches;
  return { size: config.patchSize, ...(aligned ? { segmenters: SEGMENTERS } : {}) };
}

/** The pair as this model reads it; without a source format the target stands alone. */
export function modelSequence(pair: PairBytes, config: ModelConfig): Sequence {
  const options = sequenceOptions(config);
  return pair.sourceFormat === ''
    ? fileSequence({ format: pair.targetFormat, bytes: pair.target }, options)
    : pairSequence(pair, options);
}
