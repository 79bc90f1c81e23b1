/**
 * What the model reads, laid out as the published bGPT has it:
 * a pair `[source extension][source data][target extension][target data][end]`, a file `[extension][data][end]`.
 */
import { endPatch, extensionPatch, patchBytes, patchLength, unpatch } from './patches.ts';
import { type Refusal, refuse } from './refusal.ts';
import { patchLengths, type Segmenter } from './segmenter.ts';
import { PATCH_SIZE } from './symbols.ts';

/** Two files that belong together: the source is read, the target is what a model writes. */
export interface PairBytes {
  /** File extensions without the dot, such as `abc` and `mid`. */
  sourceFormat: string;
  targetFormat: string;
  source: Uint8Array;
  target: Uint8Array;
}

/** One file: its format (a file extension without the dot, such as `abc`) and its bytes. */
export interface FileBytes {
  format: string;
  bytes: Uint8Array;
}

/** Patches in the order in which a model reads them, and which of them are to be predicted. */
export interface Sequence {
  /** Symbols in a patch. */
  size: number;
  /** Patches. */
  count: number;
  /** [count, size], row by row. */
  symbols: Uint16Array;
  /** The target's first data patch, behind its extension patch. */
  targetStart: number;
  sourceBytes: number;
  targetBytes: number;
  /** A segmenter cut the target, so a short patch need not end the file. */
  targetAligned: boolean;
}

/** How files become patches; `size` is PATCH_SIZE where not given. */
export interface SequenceOptions {
  size?: number;
  /** By format; a format without one has fixed patches. */
  segmenters?: Readonly<Record<string, Segmenter | undefined>>;
}

const NO_BYTES = new Uint8Array();

function dataPatches(format: string, bytes: Uint8Array, { size = PATCH_SIZE, segmenters }: SequenceOptions) {
  return patchBytes(bytes, { size, cuts: segmenters?.[format]?.(bytes, size) ?? [] });
}

function assemble(source: FileBytes | undefined, target: FileBytes, options: SequenceOptions): Sequence {
  const size = options.size ?? PATCH_SIZE;
  const parts: Uint16Array[] = [];
  if (source)
    parts.push(
      extensionPatch(source.format, size),
      dataPatches(source.format, source.bytes, options).symbols,
    );
  parts.push(extensionPatch(target.format, size));
  const targetStart = parts.reduce((sum, part) => sum + part.length, 0) / size;
  parts.push(dataPatches(target.format, target.bytes, options).symbols, endPatch(size));
  const symbols = new Uint16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    symbols.set(part, at);
    at += part.length;
  }
  return {
    size,
    count: symbols.length / size,
    symbols,
    targetStart,
    sourceBytes: (source?.bytes ?? NO_BYTES).length,
    targetBytes: target.bytes.length,
    targetAligned: options.segmenters?.[target.format] !== undefined,
  };
}

/** A pair as the model reads it: `[source extension][source][target extension][target][end]`, target as target. */
export function pairSequence(pair: PairBytes, options: SequenceOptions = {}): Sequence {
  const source = { format: pair.sourceFormat, bytes: pair.source };
  return assemble(source, { format: pair.targetFormat, bytes: pair.target }, options);
}

/** A file on its own: all of it is target. */
export function fileSequence(file: FileBytes, options: SequenceOptions = {}): Sequence {
  return assemble(undefined, file, options);
}

/** How many patches `pairSequence` would make (`fileSequence` where there is no source format), without making them. */
export function sequencePatches(pair: PairBytes, options: SequenceOptions = {}): number {
  const count = (format: string, bytes: Uint8Array): number => {
    const cuts = options.segmenters?.[format]?.(bytes, options.size ?? PATCH_SIZE);
    let patches = 0;
    for (const _ of patchLengths(bytes.length, cuts, options.size)) patches++;
    return patches;
  };
  return (
    count(pair.sourceFormat, pair.source) +
    count(pair.targetFormat, pair.target) +
    (pair.sourceFormat === '' ? 2 : 3)
  );
}

/** Whether a sequence fits a model's context. What does not is reported and skipped, never cropped. */
export function fitsContext(count: number, maxPatches: number): { ok: true } | Refusal {
  if (count <= maxPatches) return { ok: true };
  return refuse('context/too-long', `${count} patches do not fit a context of ${maxPatches}`);
}

/** The way back: the two files' bytes (of a single file, all target). */
export function splitSequence({ symbols, size, targetStart }: Sequence): {
  source: Uint8Array;
  target: Uint8Array;
} {
  return {
    source: unpatch(symbols.slice(size, Math.max(size, (targetStart - 1) * size)), size),
    target: unpatch(symbols.slice(targetStart * size), size),
  };
}

/**
 * The symbols that bits per byte sums over: those a decoder must be told to rebuild the target, no more. [count × size]
 * The target's bytes; the END of every short patch of an aligned target; and the one END that ends the file: the first
 * symbol of the end patch, or in a fixed-patch target the last data patch's if that is short. Padding never counts.
 */
export function countedSymbols({ symbols, size, count, targetStart, targetAligned }: Sequence): Uint8Array {
  const counted = new Uint8Array(count * size);
  for (let row = targetStart; row < count; row++) {
    const length = patchLength(symbols, row, size);
    counted.fill(1, row * size, row * size + Math.min(length + 1, size));
    if (length === 0 || (length < size && !targetAligned)) break;
  }
  return counted;
}
