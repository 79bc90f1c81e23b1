/**
 * The cost of a batch whose scored patches are laid end to end (reading/byte-rows.ts): the same sum as `symbolNats`, of which only
 * the symbols that count are computed. What training runs; `symbolNats` is its oracle.
 */
import { addAt } from '../graph/ops/add-at.ts';
import { crossEntropy } from '../graph/ops/cross-entropy.ts';
import { embedding } from '../graph/ops/embedding.ts';
import { linear } from '../graph/ops/linear.ts';
import { takeRows } from '../graph/ops/take-rows.ts';
import * as tf from '../graph/tf.ts';
import { byteLogits, bytePositions, byteTable, patchStates } from './bgpt.ts';
import { byteStates2, patchOutputs2 } from './bgpt2.ts';
import { firstOwnPlace } from './byte-block.ts';
import { symbolTable } from './byte-features.ts';
import { NO_SYMBOL, type RowBatchTensors } from './byte-row-signature.ts';
import { type Bgpt2Config, type ModelConfig, SYMBOLS } from './config.ts';
import type { Weights } from './gpt2-block.ts';
import { codesByPlace } from './pointer.ts';
import { within } from './within.ts';

/** Cost in nats of every symbol of the rows, 0 where the label is negative: `[r · l]`. */
export function byteRowNats(w: Weights, batch: RowBatchTensors, config: ModelConfig): tf.Tensor {
  const logits = config.architecture === 'bgpt' ? rowLogits(w, batch, config) : rowLogits2(w, batch, config);
  return crossEntropy(logits, batch.labels);
}

function rowLogits(w: Weights, batch: RowBatchTensors, config: ModelConfig & { architecture: 'bgpt' }) {
  const { scoredPatches, before, places, symbolsAt } = batch;
  const { hidden, patchSize: size } = config;
  const m = batch.rows.shape[0]!;
  const states = patchStates(w, batch.patches, batch.positions, config, within(batch.owners));
  const scored = takeRows(states.reshape([-1, hidden]), batch.rows, batch.scoredAt);
  // the state stands for the symbol before the first place
  const firsts = symbolsAt.reshape([m, size]).slice([0, 0], [m, 1]).flatten();
  const first = places.equal(tf.scalar(0, 'int32')).cast('float32').expandDims(2);
  const read = takeRows(scored, scoredPatches.flatten(), firsts).reshape([...before.shape, hidden]);
  const symbols = symbolBefore(byteTable(w), before);
  const inputs = read
    .mul(first)
    .add(symbols)
    .add(embedding(bytePositions(w), places));
  return byteLogits(w, inputs, config, within(scoredPatches)).reshape([-1, SYMBOLS]);
}

function rowLogits2(w: Weights, batch: RowBatchTensors, config: Bgpt2Config): tf.Tensor {
  const { scoredPatches, before, places, symbolsAt } = batch;
  const { patchSize: size, byteHidden, previousBytes } = config;
  const m = batch.rows.shape[0]!;
  const { states, codes } = patchOutputs2(w, batch, config, within(batch.owners));
  const scored = (x: tf.Tensor) => takeRows(x.reshape([-1, x.shape.at(-1)!]), batch.rows, batch.scoredAt);
  // of the patch before, where it is laid too, nothing is scored: no slice of a state is its
  const isOwn = places.greaterEqual(tf.scalar(firstOwnPlace(config), 'int32'));
  const slots = slotsOf(batch, config, isOwn);
  const symbols = (x: tf.Tensor) => takeRows(x, slots, symbolsAt);
  const slices = linear(scored(states), w['byte.slices']!).reshape([m * size, byteHidden]);
  let read = symbols(slices);
  if (codes) read = read.add(linear(symbols(codesByPlace(scored(codes), config)), w['byte.pointed']!));
  let placed = read.reshape([...before.shape, byteHidden]);
  if (previousBytes) placed = placed.mul(isOwn.cast('float32').expandDims(2));
  const inputs = placed.add(symbolBefore(symbolTable(w, config), before));
  const x = byteStates2(w, inputs, places, config, within(scoredPatches)).reshape([-1, byteHidden]);
  const logits = linear(x, w['byte.head']!);
  return config.hints ? addAt(logits, linear(x, w['byte.hint_gate']!), batch.hinted) : logits;
}

/**
 * Which place of which scored patch each symbol is at, patch · size + place; of the patch before, a place of nobody's.
 * `[r · l]`
 */
function slotsOf({ rows, scoredPatches, places }: RowBatchTensors, config: Bgpt2Config, isOwn: tf.Tensor) {
  const { patchSize: size } = config;
  const slots = scoredPatches.mul(tf.scalar(size, 'int32')).add(places);
  if (!config.previousBytes) return slots.flatten();
  const nobodys = tf.fill(slots.shape, rows.shape[0]! * size - 1, 'int32');
  return tf.where(isOwn, slots.sub(tf.scalar(size, 'int32')), nobodys).flatten();
}

/** `[…, d]`; of zeros where no symbol stands before. */
function symbolBefore(table: tf.Tensor, before: tf.Tensor): tf.Tensor {
  const padded = table.pad([
    [0, NO_SYMBOL + 1 - SYMBOLS],
    [0, 0],
  ]);
  return embedding(padded, before);
}
