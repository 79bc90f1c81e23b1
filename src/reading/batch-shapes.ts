/**
 * The fixed shapes that batches are packed into. A sample of the sequences to come says how much of each is scored; the
 * context alone says how long the rows get, so that whatever fits the context fits a shape.
 */
import type { Sequence } from '../bytes/sequence.ts';
import { type ByteLayout, blockLength } from '../model/byte-block.ts';
import { rowLength } from '../model/byte-row-signature.ts';
import { type BatchShape, scoredPatches } from './batch.ts';
import { blockLengths, fillRows, lengthCounts } from './byte-rows.ts';

/** Patches of a batch: enough rows for fast products, few enough that a layer's activations stay in the cache. */
export const BATCH_PATCHES = 512;
const SHORTEST_ROW = 192;
/** Each row length is a multiple of this, and longer than the last by a tenth at least. */
const ROW_STEP = 32;
/** Rows of symbols beyond the sample's share: sequences differ in the lengths of their patches. */
const ROWS_SPARE = 1.02;

/**
 * Rows of 192 patches up to the context, in close steps: attention costs the square of a row's length, what stands in it or not.
 * A shape is compiled when the first batch of it comes, so those that no sequence needs cost nothing.
 * Each shape scores the share of patches that its sequences score.
 * @param context longest sequence a model takes, in patches  @param layout of the model; absent: only own places are laid
 */
export function batchShapes(
  sample: readonly Sequence[],
  context: number,
  sourceWeight = 0,
  patches = BATCH_PATCHES,
  layout?: ByteLayout,
): BatchShape[] {
  const shapes: BatchShape[] = [];
  for (let length = Math.min(SHORTEST_ROW, context); ; length = Math.min(longer(length), context)) {
    const rows = Math.max(1, Math.round(patches / length));
    const inside = sample.filter((s) => s.count <= length);
    const total = inside.reduce((sum, s) => sum + s.count, 0);
    const scored = inside.reduce((sum, s) => sum + scoredPatches(s, sourceWeight), 0);
    const share = total > 0 ? scored / total : 1;
    const shape = { rows, length, scored: roundUp(rows * length * share) };
    shapes.push(withByteRows(shape, inside, sourceWeight, layout));
    if (length >= context) break;
  }
  // Whatever fits the context is trained on: the last shape takes a sequence that is all target.
  const last = shapes.at(-1)!;
  if (last.scored < last.length || last.byteRows !== undefined)
    shapes.push({ rows: 1, length: last.length, scored: last.length });
  return shapes;
}

/** The shape with the rows of symbols that so many scored patches fill, going by the sample. */
function withByteRows(
  shape: BatchShape,
  sample: readonly Sequence[],
  sourceWeight: number,
  layout: ByteLayout | undefined,
): BatchShape {
  const size = sample[0]?.size;
  if (size === undefined) return shape;
  const laid = layout ?? { patchSize: size };
  const lengths = sample.flatMap((s) => blockLengths(s, sourceWeight, laid));
  const filled = fillRows(lengthCounts(lengths, blockLength(laid)), rowLength(laid)).length;
  const share = (shape.scored * filled) / Math.max(1, lengths.length);
  return { ...shape, byteRows: Math.ceil(share * ROWS_SPARE) + 1 };
}

function longer(length: number): number {
  return Math.ceil((length * 1.1) / ROW_STEP) * ROW_STEP;
}

/** Whole vectors for the products. */
function roundUp(count: number): number {
  return Math.ceil(count / 16) * 16;
}
