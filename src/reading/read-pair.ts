/** How a model reads files: in the format's reading order or the file's, cut at their structure or every `size` bytes. */
import { patchLengths, type Segmenter } from '../bytes/segmenter.ts';
import {
  type FileBytes,
  fileSequence,
  type PairBytes,
  pairSequence,
  type Sequence,
  type SequenceOptions,
} from '../bytes/sequence.ts';
import type { ReadingOrder } from '../formats/format.ts';
import { formatNamed } from '../formats/registry.ts';

/** What of a model decides how it reads: every `ModelConfig` is one. */
export interface PatchLayout {
  /** Bytes in a patch. */
  patchSize: number;
  /** Patches begin where the format's structure does, not every `patchSize` bytes. */
  alignedPatches?: boolean;
  /** Files are read in their format's reading order. */
  readingOrder?: boolean;
}

/** The other order in which a model reads and writes files of a format; undefined: as they are. */
export function orderOf(format: string, layout: PatchLayout): ReadingOrder | undefined {
  return layout.readingOrder ? formatNamed(format).order : undefined;
}

/** Where a model's patches of a format begin; undefined: every `patchSize` bytes. */
export function cutOf(format: string, layout: PatchLayout): Segmenter | undefined {
  if (!layout.alignedPatches) return undefined;
  return orderOf(format, layout)?.cut ?? formatNamed(format).cut;
}

/** For each byte as the model reads it its offset in the file; undefined where they are the same. */
export function readingOffsets({ format, bytes }: FileBytes, layout: PatchLayout): Uint32Array | undefined {
  return orderOf(format, layout)?.offsets(bytes);
}

/** A file's bytes in the order in which a model reads and writes them. */
export function toReadingOrder(file: FileBytes, layout: PatchLayout): Uint8Array {
  const offsets = readingOffsets(file, layout);
  return offsets ? Uint8Array.from(offsets, (offset) => file.bytes[offset]!) : file.bytes;
}

/** The way back. */
export function toFileOrder(format: string, written: Uint8Array, layout: PatchLayout): Uint8Array {
  return orderOf(format, layout)?.toFile(written) ?? written;
}

/** The pair as a model reads it; without a source format the target stands alone. */
export function readPair(pair: PairBytes, layout: PatchLayout): Sequence {
  const { sourceFormat, targetFormat } = pair;
  const options = sequenceOptions(pair, layout);
  const target = toReadingOrder({ format: targetFormat, bytes: pair.target }, layout);
  if (sourceFormat === '') return fileSequence({ format: targetFormat, bytes: target }, options);
  const source = toReadingOrder({ format: sourceFormat, bytes: pair.source }, layout);
  return pairSequence({ ...pair, source, target }, options);
}

/** How many patches `readPair` makes, without making them. */
export function countPatches(pair: PairBytes, layout: PatchLayout): number {
  const target = { format: pair.targetFormat, bytes: pair.target };
  const source = { format: pair.sourceFormat, bytes: pair.source };
  return countFilePatches(pair.sourceFormat === '' ? [target] : [source, target], layout);
}

/** Patches of files read one behind the other: each with the one that names its format, and the end. */
export function countFilePatches(files: readonly FileBytes[], layout: PatchLayout): number {
  let count = 1;
  for (const file of files) {
    const read = toReadingOrder(file, layout);
    const cuts = cutOf(file.format, layout)?.(read, layout.patchSize);
    count++;
    for (const _ of patchLengths(read.length, cuts, layout.patchSize)) count++;
  }
  return count;
}

function sequenceOptions({ sourceFormat, targetFormat }: PairBytes, layout: PatchLayout): SequenceOptions {
  const segmenters = {
    [sourceFormat]: cutOf(sourceFormat, layout),
    [targetFormat]: cutOf(targetFormat, layout),
  };
  return { size: layout.patchSize, segmenters };
}
