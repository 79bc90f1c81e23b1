/** First weights, drawn from a seed: the published N(0, 0.02) for `bgpt`; scaled, with zero output projections, for `bgpt-2`. */

import { normal, seededRandom } from '../random.ts';
import type { ModelConfig } from './config.ts';
import { weightShapes } from './model.ts';

export interface WeightArray {
  dtype: 'float32';
  shape: number[];
  data: Float32Array;
}

const BGPT_DEVIATION = 0.02;
/** Of embeddings. Beside features a table begins small: a byte is a number first, and a name where that does not do. */
const EMBEDDING_DEVIATION = 0.3;
const FEATURED_DEVIATION = 0.02;

export function initialWeights(config: ModelConfig, seed: number): Record<string, WeightArray> {
  const random = seededRandom(seed);
  const weights: Record<string, WeightArray> = {};
  for (const [name, shape] of Object.entries(weightShapes(config))) {
    const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
    const { mean, deviation } =
      config.architecture === 'bgpt' ? published(name) : ours(name, shape, config.byteFeatures);
    if (deviation === 0) data.fill(mean);
    else for (let i = 0; i < data.length; i++) data[i] = mean + deviation * normal(random);
    weights[name] = { dtype: 'float32', shape, data };
  }
  return weights;
}

function published(name: string): { mean: number; deviation: number } {
  if (name.endsWith('.bias')) return { mean: 0, deviation: 0 };
  if (/\.ln_\w+\.weight$/.test(name)) return { mean: 1, deviation: 0 };
  return { mean: 0, deviation: BGPT_DEVIATION };
}

/** Share of the first layer's values that the values of a later one begin with. */
const VALUE_RESIDUAL = 0.5;

function ours(
  name: string,
  shape: readonly number[],
  byteFeatures: boolean,
): { mean: number; deviation: number } {
  if (name.endsWith('.value_residual')) return { mean: VALUE_RESIDUAL, deviation: 0 };
  if (shape.length === 1) return { mean: 1, deviation: 0 };
  // A block that starts as the identity, and logits that start uniform
  if (/\.(out|down|head|hint_gate|pointed)$/.test(name)) return { mean: 0, deviation: 0 };
  if (byteFeatures && name.endsWith('embedding')) return { mean: 0, deviation: FEATURED_DEVIATION };
  if (/embedding$|\.file$/.test(name)) return { mean: 0, deviation: EMBEDDING_DEVIATION };
  return { mean: 0, deviation: 1 / Math.sqrt(shape[0]!) };
}
