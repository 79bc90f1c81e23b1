/**
 * What a byte is beside its name: its eight bits and its value. A table of embeddings has to learn of each byte apart that
 * 64 is 63 and one; from the value that is linear. END has none: it is no number.
 */
import { END } from '../bytes/symbols.ts';
import { linear } from '../graph/ops/linear.ts';
import * as tf from '../graph/tf.ts';
import { type Bgpt2Config, SYMBOLS } from './config.ts';
import type { Weights } from './gpt2-block.ts';

const BITS = 8;
/** Numbers that a byte is described by: bits, and the value. */
export const FEATURES = BITS + 1;

/** What the byte decoder reads of each symbol: `[257, byteHidden]`. */
export function symbolTable(w: Weights, { byteFeatures }: Bgpt2Config): tf.Tensor {
  const table = w['byte.embedding']!;
  return byteFeatures ? table.add(linear(featureTable(), w['byte.features']!)) : table;
}

/**
 * What the features of all of a patch's bytes add to its embedding, each place by a matrix of its own.
 * @param patches int32 symbols `[…, size]`  @returns `[…, hidden]`
 */
export function patchFeatures(w: Weights, patches: tf.Tensor): tf.Tensor {
  const size = patches.shape.at(-1)!;
  const features = tf.gather(featureTable(), patches);
  return linear(features.reshape([...patches.shape.slice(0, -1), size * FEATURES]), w['patch.features']!);
}

export function featureShapes({ byteFeatures, patchSize, hidden, byteHidden }: Bgpt2Config) {
  const shapes: Record<string, number[]> = {};
  if (!byteFeatures) return shapes;
  shapes['patch.features'] = [patchSize * FEATURES, hidden];
  shapes['byte.features'] = [FEATURES, byteHidden];
  return shapes;
}

/** Bits as −1 and 1, the value from −1 to 1: `[257, FEATURES]`. */
function featureTable(): tf.Tensor {
  const features = new Float32Array(SYMBOLS * FEATURES);
  for (let byte = 0; byte < END; byte++) {
    for (let bit = 0; bit < BITS; bit++) features[byte * FEATURES + bit] = (byte >> bit) & 1 ? 1 : -1;
    features[byte * FEATURES + BITS] = (2 * byte) / (END - 1) - 1;
  }
  return tf.tensor2d(features, [SYMBOLS, FEATURES]);
}
