/** What an evaluated batch says of each sequence in it. */
import { type FileCosts, fileCosts } from '../bytes/bits-per-byte.ts';
import { type Placed, scoredPatches } from './batch.ts';

/**
 * @param costs `nats` and `best` `[scored, size]` of the batch, as `evaluateProgram` gives them
 * @returns in the order of `placed`; copies, so the program may run again
 */
export function batchCosts(
  placed: readonly Placed[],
  costs: { nats: ArrayLike<number>; best: ArrayLike<number> },
): FileCosts[] {
  let row = 0;
  return placed.map(({ sequence, sourceWeight }) => {
    const scored = scoredPatches(sequence, sourceWeight);
    // patches of the source, where they are scored, stand before the target's
    const firstRow = row + scored - (sequence.count - sequence.targetStart);
    row += scored;
    return fileCosts(sequence, costs, firstRow);
  });
}
