/** `bgpt-music/bytes`: the language that the models read, and bits per byte. Pure: it runs in a browser. */
export {
  type BitsPerByte,
  bitsPerByte,
  type FileBits,
  type FileCosts,
  fileBits,
  fileCosts,
} from './bytes/bits-per-byte.ts';
export { type FileEnd, type Patches, type PatchOptions, patchBytes, unpatch } from './bytes/patches.ts';
export type { Refusal } from './bytes/refusal.ts';
export { fixedSegmenter, type Segmenter } from './bytes/segmenter.ts';
export {
  countedSymbols,
  type FileBytes,
  fileSequence,
  fitsContext,
  type PairBytes,
  pairSequence,
  type Sequence,
  type SequenceOptions,
  sequencePatches,
  splitSequence,
} from './bytes/sequence.ts';
export { END, PATCH_SIZE, SYMBOLS } from './bytes/symbols.ts';
