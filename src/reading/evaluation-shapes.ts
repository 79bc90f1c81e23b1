/** The batch shapes that a measurement packs into: whatever fits the model's context fits one of them. */
import type { Sequence } from '../bytes/sequence.ts';
import { type BatchShape, scoredPatches } from './batch.ts';

const SHORTEST_ROW = 128;

/**
 * Row lengths double up to the context. Each shape scores the share of its patches that the sample's sequences score, since
 * a scored row that holds nothing costs as much as one that counts.
 * @param batchPatches patches of a batch; a single longer row is a batch of its own
 * @param parts the share is rounded up to one of so many parts, so that samples that are much alike get the same shapes; 0: exact
 */
export function evaluationShapes(
  sample: readonly Sequence[],
  context: number,
  batchPatches: number,
  parts = 0,
): BatchShape[] {
  const patches = sample.reduce((sum, s) => sum + s.count, 0);
  const scored = sample.reduce((sum, s) => sum + scoredPatches(s), 0);
  const exact = patches > 0 ? scored / patches : 1;
  const share = parts > 0 ? Math.ceil(exact * parts) / parts : exact;
  const shapes: BatchShape[] = [];
  for (let length = Math.min(SHORTEST_ROW, context); ; length = Math.min(2 * length, context)) {
    const rows = Math.max(1, Math.floor(batchPatches / length));
    shapes.push({ rows, length, scored: Math.ceil((rows * length * share) / 16) * 16 });
    if (length === context) break;
  }
  // a sequence that is nearly all target
  shapes.push({ rows: 1, length: context, scored: context });
  return shapes;
}
