/** A pair as it is measured: its bytes, and what names it in a report. */
import type { PairBytes } from '../bytes/sequence.ts';

export interface MeasuredPair extends PairBytes {
  id: string;
  title?: string;
  origin?: string;
}
