/** Synthetic tunes as a source of the pipeline: a finite part of the endless stream, the same every time. */

import { syntheticTunes } from '../music/compose/generate.ts';
import type { SyntheticOptions } from '../music/compose/options.ts';
import type { TuneEntry } from './entry.ts';

export interface SyntheticSourceOptions extends SyntheticOptions {
  seed?: number;
  /** How many tunes. */
  count: number;
}

export async function* syntheticSource({
  count,
  ...options
}: SyntheticSourceOptions): AsyncGenerator<TuneEntry> {
  let left = count;
  if (left <= 0) return;
  for (const { id, abc } of syntheticTunes(options)) {
    // No group: the tunes have nothing to do with each other.
    yield { kind: 'tune', id, origin: id, abc };
    if (--left === 0) return;
  }
}
