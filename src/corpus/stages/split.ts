/** Which split a tune's group lies in: by the hash of its name, so that order, machine and later additions change nothing. */
import { createHash } from 'node:crypto';
import type { Split } from '../group-row.ts';

export interface SplitOptions {
  /** Share of the groups that goes to `valid`; 0 and 1 put everything in one split. */
  validShare: number;
  /** Another seed draws other groups. */
  seed: string;
}
export const SPLIT_DEFAULTS: SplitOptions = { validShare: 0.02, seed: 'bgpt-music' };

export function splitOf(group: string, { validShare, seed }: SplitOptions = SPLIT_DEFAULTS): Split {
  const first = createHash('sha256').update(`${seed}\n${group}`).digest().readUInt32BE(0);
  return first / 2 ** 32 < validShare ? 'valid' : 'train';
}
