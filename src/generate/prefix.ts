/** What stands before the first byte that is written: the source file, and the patch that names the target's format. */
import { extensionPatch, patchBytes } from '../bytes/patches.ts';
import { BgptError } from '../errors.ts';
import type { ModelConfig } from '../model/config.ts';
import { sequenceOptions, toModelOrder } from '../reading/model-sequence.ts';

export interface Prefix {
  /** `[count, size]`, row by row. */
  symbols: Uint16Array;
  /** Patches. The last one names the target's format. */
  count: number;
}

export interface PrefixOptions {
  sourceFormat: string;
  targetFormat: string;
}
export const PREFIX_DEFAULTS = { sourceFormat: 'abc', targetFormat: 'mid' } as const satisfies PrefixOptions;

/** A context must leave this many patches for the target: the smallest file with a note in it takes five or six. */
export const LEAST_TARGET_PATCHES = 8;

/** @throws BgptError convert/too-long with the size that a source may have */
export function conversionPrefix(
  source: Uint8Array,
  config: ModelConfig,
  options: Partial<PrefixOptions> = {},
): Prefix {
  const { sourceFormat, targetFormat } = { ...PREFIX_DEFAULTS, ...options };
  const { size = config.patchSize, segmenters } = sequenceOptions(config);
  const read = toModelOrder(sourceFormat, source, config);
  const data = patchBytes(read, { size, cuts: segmenters?.[sourceFormat]?.(read, size) ?? [] });
  const count = data.count + 2;
  const most = config.patchLength - LEAST_TARGET_PATCHES;
  if (count > most) throw tooLong(source.length, data.count, most - 2, config);
  const symbols = new Uint16Array(count * size);
  symbols.set(extensionPatch(sourceFormat, size));
  symbols.set(data.symbols, size);
  symbols.set(extensionPatch(targetFormat, size), (count - 1) * size);
  return { symbols, count };
}

function tooLong(bytes: number, patches: number, most: number, config: ModelConfig): BgptError {
  // aligned patches are shorter than 16 bytes: what fits depends on the tune, so its own mean is the measure
  const mayHave = Math.floor((bytes / patches) * most);
  return new BgptError(
    'convert/too-long',
    `the input is ${bytes} bytes in ${patches} patches; a context of ${config.patchLength} patches takes ${most}, about ${mayHave} bytes of such text, and leaves room for the shortest output only`,
    {
      details: { bytes, patches, mostPatches: most, mostBytes: mayHave, context: config.patchLength },
      hint: 'Take a part of the tune, or a model with a longer context.',
    },
  );
}

/** Whether the first END ends the file (fixed patches), or only an empty patch does (aligned ones). */
export function firstEndEnds(config: ModelConfig): boolean {
  return config.architecture === 'bgpt' || !config.alignedPatches;
}
