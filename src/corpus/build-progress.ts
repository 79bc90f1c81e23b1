/** How far a build has come. */

export interface BuildProgress {
  /** Tunes whose blocks are done, and rows written of them. */
  tunes: number;
  pairs: number;
  quarantined: number;
  duplicates: number;
  byCode: Record<string, number>;
  sourceBytes: number;
  targetBytes: number;
  /** Input bytes read, as they lie on the disk. */
  bytes: number;
  /** Blocks that were there from an earlier run. */
  kept: number;
}

export function noProgress(): BuildProgress {
  const counts = { tunes: 0, pairs: 0, quarantined: 0, duplicates: 0, sourceBytes: 0, targetBytes: 0 };
  return { ...counts, byCode: {}, bytes: 0, kept: 0 };
}
