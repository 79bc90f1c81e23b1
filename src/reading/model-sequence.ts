/** How a model reads a pair: cut into fixed patches, or at its structure; MIDI perhaps with its track lengths last. */
import {
  fileSequence,
  type PairBytes,
  pairSequence,
  type Sequence,
  type SequenceOptions,
} from '../bytes/sequence.ts';
import { segmentLengthsLast } from '../formats/midi/segment-midi.ts';
import { fromLengthsLast, lengthsLastOrder, toLengthsLast } from '../formats/midi/smf/lengths-last.ts';
import { SEGMENTERS } from '../formats/segmenters.ts';
import type { ModelConfig } from '../model/config.ts';

export function hasLengthsLast(config: ModelConfig): boolean {
  return config.architecture === 'bgpt-2' && config.lengthsLast;
}

export function sequenceOptions(config: ModelConfig): SequenceOptions {
  const aligned = config.architecture === 'bgpt-2' && config.alignedPatches;
  const segmenters = hasLengthsLast(config) ? { ...SEGMENTERS, mid: segmentLengthsLast } : SEGMENTERS;
  return { size: config.patchSize, ...(aligned ? { segmenters } : {}) };
}

/** A file's bytes in the order in which this model reads and writes them. */
export function toModelOrder(format: string, bytes: Uint8Array, config: ModelConfig): Uint8Array {
  return format === 'mid' && hasLengthsLast(config) ? toLengthsLast(bytes) : bytes;
}

/** The way back. */
export function fromModelOrder(format: string, written: Uint8Array, config: ModelConfig): Uint8Array {
  return format === 'mid' && hasLengthsLast(config) ? fromLengthsLast(written) : written;
}

/** For each byte as the model reads it its offset in the file; undefined where they are the same. */
export function readingOrder(
  format: string,
  bytes: Uint8Array,
  config: ModelConfig,
): Uint32Array | undefined {
  return format === 'mid' && hasLengthsLast(config) ? lengthsLastOrder(bytes) : undefined;
}

/** The pair as this model reads it; without a source format the target stands alone. */
export function modelSequence(pair: PairBytes, config: ModelConfig): Sequence {
  const options = sequenceOptions(config);
  const target = toModelOrder(pair.targetFormat, pair.target, config);
  if (pair.sourceFormat === '') return fileSequence({ format: pair.targetFormat, bytes: target }, options);
  return pairSequence(
    { ...pair, source: toModelOrder(pair.sourceFormat, pair.source, config), target },
    options,
  );
}
