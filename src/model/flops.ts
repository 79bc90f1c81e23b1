/**
 * What training costs: floating point operations of the matrix products, attention included, of one batch forward and
 * twice that backward. Look-ups count nothing, though they are products where scattered sums are not safe. A product of
 * [a, b] by [b, c] is 2abc.
 */
import { blockLength, firstOwnPlace } from './byte-block.ts';
import { FEATURES } from './byte-features.ts';
import { rowLength } from './byte-row-signature.ts';
import { type Bgpt2Config, type ModelConfig, SYMBOLS } from './config.ts';
import { pointerCache } from './pointer.ts';
import { attendedShare } from './within.ts';

export interface BatchSize {
  rows: number;
  /** Patches in a row; blocks of them attend over all patches up to the block's end. */
  length: number;
  /** Patches that the byte decoder spells. */
  scored: number;
  /** Rows of symbols that they are laid into; absent: as many places as patches can have. */
  byteRows?: number;
}

/** What a batch costs as the engines compute it, padding and all. */
export function trainingFlops(config: ModelConfig, { rows, length, scored, byteRows }: BatchSize): number {
  const block = blockLength(config);
  const row = byteRows === undefined ? block : rowLength(config);
  return flops(config, {
    patches: rows * length,
    keys: length * attendedShare(length),
    scored,
    symbols: byteRows === undefined ? scored * block : byteRows * row,
    symbolKeys: row,
    previous: 0,
    previousKeys: 0,
  });
}

/** What no implementation can do without: the patches and symbols that there are, each looking back as far as there is anything. */
export function usefulFlops(
  config: ModelConfig,
  { patches, scored, symbols }: { patches: number; scored: number; symbols: number },
): number {
  const length = symbols / Math.max(1, scored);
  // the patches before are about as long as those that are scored, less the END behind each
  const before = firstOwnPlace(config) > 0 ? Math.max(0, length - 1) : 0;
  return flops(config, {
    patches,
    keys: (patches + 1) / 2,
    scored,
    symbols,
    symbolKeys: before + (length + 1) / 2,
    previous: scored * before,
    previousKeys: (before + 1) / 2,
  });
}

interface Work {
  patches: number;
  /** Patches that each looks at. */
  keys: number;
  scored: number;
  symbols: number;
  /** Symbols that each looks at. */
  symbolKeys: number;
  /** Symbols of the patches before that the byte decoder reads beside those, unscored, and what each looks at. */
  previous: number;
  previousKeys: number;
}

function flops(config: ModelConfig, work: Work): number {
  const { patches, keys, scored, symbols, symbolKeys, previous, previousKeys } = work;
  const { hidden, patchLayers, byteLayers, patchSize } = config;
  const published = config.architecture === 'bgpt';
  const inner = published ? 4 : config.mlpRatio;
  const width = published ? hidden : config.byteHidden;
  // queries, keys, values and output: 4d²; the MLP: 2·inner·d²; scores and what they mix: 2·n·d
  const block = (d: number, n: number) => 2 * ((4 + 2 * inner) * d * d + 2 * n * d);
  const slices = published ? 0 : 2 * hidden * patchSize * width;
  const pointer = published ? { patch: 0, symbol: 0 } : pointing(config, keys);
  const features = published || !config.byteFeatures ? 0 : 2 * patchSize * FEATURES * hidden;
  return (
    3 *
    (patches * (patchLayers * block(hidden, keys) + pointer.patch + features) +
      scored * slices +
      // nothing reads what the last block makes of the patch before but its keys and values
      previous * ((byteLayers - 1) * block(width, previousKeys) + 4 * width * width) +
      symbols * (byteLayers * block(width, symbolKeys) + 2 * width * SYMBOLS + pointer.symbol))
  );
}

/** The pointer of a patch: its query and key, the scores and the codes that they mix; of a symbol, what the byte decoder reads. */
function pointing(config: Bgpt2Config, keys: number): { patch: number; symbol: number } {
  const { heads, key, value } = pointerCache(config);
  return {
    patch: 2 * heads * (2 * config.hidden * key + keys * (key + value)),
    symbol: (2 * heads * value * config.byteHidden) / config.patchSize,
  };
}
