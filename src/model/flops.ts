/**
 * What training costs: floating point operations of the matrix products, attention included, of one batch forward and
 * twice that backward. Look-ups count nothing, though they are products where scattered sums are not safe. A product of
 * [a, b] by [b, c] is 2abc.
 */
import { type Bgpt2Config, type ModelConfig, SYMBOLS } from './config.ts';
import { pointerCache } from './pointer.ts';

export interface BatchSize {
  rows: number;
  /** Patches in a row; each attends over all of them, as the engines compute it. */
  length: number;
  /** Patches that the byte decoder spells. */
  scored: number;
}

export function trainingFlops(config: ModelConfig, { rows, length, scored }: BatchSize): number {
  const { hidden, patchLayers, byteLayers, patchSize } = config;
  const published = config.architecture === 'bgpt';
  const inner = published ? 4 : config.mlpRatio;
  const width = published ? hidden : config.byteHidden;
  // queries, keys, values and output: 4d²; the MLP: 2·inner·d²; scores and what they mix: 2·n·d
  const block = (d: number, n: number) => 2 * ((4 + 2 * inner) * d * d + 2 * n * d);
  const patches = rows * length * patchLayers * block(hidden, length);
  const slices = published ? 0 : 2 * hidden * patchSize * width;
  const pointer = published ? { patch: 0, scored: 0 } : pointing(config, length);
  const symbols = patchSize * (byteLayers * block(width, patchSize) + 2 * width * SYMBOLS);
  return 3 * (patches + rows * length * pointer.patch + scored * (slices + pointer.scored + symbols));
}

/** The pointer of a patch: its query and key, the scores and the codes that they mix; of a scored one, what the byte decoder reads. */
function pointing(config: Bgpt2Config, length: number): { patch: number; scored: number } {
  const { heads, key, value } = pointerCache(config);
  return {
    patch: 2 * heads * (2 * config.hidden * key + length * (key + value)),
    scored: 2 * heads * value * config.byteHidden,
  };
}
