import { expect, test } from 'vitest';
import { storedPairs } from '../../src/bytes/pair-source.ts';
import type { PairBytes } from '../../src/bytes/sequence.ts';
import { PRESETS } from '../../src/model/config.ts';
import { openBatchStream } from '../../src/train/batch-stream.ts';

test('files without a source are trained on as sequences of their own', () => {
  const alone: PairBytes = {
    sourceFormat: '',
    targetFormat: 'mid',
    source: new Uint8Array(),
    target: Uint8Array.of(1, 2, 3),
  };
  const stream = openBatchStream(
    storedPairs('alone', [alone, alone], 1),
    PRESETS.bgpt.nano,
    [{ rows: 1, length: 16, scored: 16 }],
    {
      poolPairs: 2,
      batchesPerStep: 1,
      seed: 1,
      sourceWeight: 0,
    },
  );
  const { batches } = stream.take();
  // [mid] [1 2 3 END…] [END…] each
  expect(batches[0]!.placed.map(({ sequence }) => [sequence.count, sequence.targetStart])).toEqual([
    [3, 1],
    [3, 1],
  ]);
});
