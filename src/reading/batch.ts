/**
 * Sequences as the tensors of a batch. Several sequences share a row (packed); they do not see each other. The shapes are
 * fixed, so that one compiled program serves every batch of a row length.
 */
import type { Sequence } from '../bytes/sequence.ts';
import { countedSymbols } from '../bytes/sequence.ts';
import { END } from '../bytes/symbols.ts';
import type { HostTensor } from '../graph/host-tensor.ts';
import type { Signature } from '../graph/signature.ts';
import type { ModelConfig } from '../model/config.ts';
import { type ContextTensors, contextSignature } from '../model/context-signature.ts';
import { PatchContext, setPlace } from './patch-context.ts';

/** The fixed sizes of a batch. */
export interface BatchShape {
  rows: number;
  /** Patches in a row. */
  length: number;
  /** Patches that are scored, in all rows together. */
  scored: number;
  /** Rows of symbols that the scored patches are laid into for training (byte-rows.ts); absent: enough for any. */
  byteRows?: number;
}

/** A sequence at its place in a batch. */
export interface Placed {
  sequence: Sequence;
  row: number;
  /** Patch in the row at which the sequence starts. */
  start: number;
  /** What a nat of a scored source patch weighs; 0 leaves the source unscored. */
  sourceWeight: number;
}

export type Batch = Record<
  'patches' | 'owners' | keyof ContextTensors | 'rows' | 'targets' | 'labels' | 'weights',
  HostTensor
>;

export function batchSignature({ rows, length, scored }: BatchShape, size: number): Signature {
  const int32 = (...shape: number[]) => ({ dtype: 'int32', shape }) as const;
  return {
    patches: int32(rows, length, size),
    owners: int32(rows, length),
    ...contextSignature(rows, length),
    rows: int32(scored),
    targets: int32(scored, size),
    labels: int32(scored, size),
    weights: { dtype: 'float32', shape: [scored] },
  };
}

/** Patches of a sequence that are predicted: the target's and the end, and with a source weight all but the first. */
export function scoredPatches(sequence: Sequence, sourceWeight = 0): number {
  return sequence.count - (sourceWeight > 0 ? 1 : sequence.targetStart);
}

export function makeBatch(placed: readonly Placed[], shape: BatchShape, config: ModelConfig): Batch {
  const { patchSize: size } = config;
  const batch = emptyBatch(shape, size);
  let scored = 0;
  for (const [owner, { sequence, row, start, sourceWeight }] of placed.entries()) {
    const first = row * shape.length + start;
    batch.patches.data.set(sequence.symbols, first * size);
    const counted = countedSymbols(sequence);
    const places = new PatchContext(sequence.targetStart - 1, config);
    for (let i = 0; i < sequence.count; i++) {
      batch.owners.data[first + i] = owner;
      setPlace(batch, first + i, places.at(i, sequence.symbols, i * size));
      const isTarget = i >= sequence.targetStart;
      if (i === 0 || (!isTarget && sourceWeight === 0)) continue;
      batch.rows.data[scored] = first + i - 1;
      batch.weights.data[scored] = isTarget ? 1 : sourceWeight;
      for (let k = 0; k < size; k++) {
        const symbol = sequence.symbols[i * size + k]!;
        batch.targets.data[scored * size + k] = symbol;
        const counts = isTarget ? counted[i * size + k] === 1 : sourceCounts(sequence, i, k);
        if (counts) batch.labels.data[scored * size + k] = symbol;
      }
      scored++;
    }
  }
  return batch;
}

/** In the source a patch's bytes count, and the END behind a short one: what a reader of the text would have to be told. */
function sourceCounts({ symbols, size }: Sequence, patch: number, position: number): boolean {
  return position === 0 || symbols[patch * size + position - 1] !== END;
}

function emptyBatch(shape: BatchShape, size: number): Batch {
  const batch = Object.fromEntries(
    Object.entries(batchSignature(shape, size)).map(([name, spec]) => {
      const count = spec.shape.reduce((a, b) => a * b, 1);
      return [
        name,
        { ...spec, data: spec.dtype === 'float32' ? new Float32Array(count) : new Int32Array(count) },
      ];
    }),
  ) as Batch;
  batch.patches.data.fill(END);
  batch.targets.data.fill(END);
  batch.owners.data.fill(-1);
  batch.labels.data.fill(-1);
  return batch;
}
