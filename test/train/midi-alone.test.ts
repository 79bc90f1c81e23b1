import { expect, test } from 'vitest';
import type { PairBytes } from '../../src/bytes/sequence.ts';
import { storedPairs } from '../../src/bytes/stored-pairs.ts';
import { PRESETS } from '../../src/model/config.ts';
import { batchStream } from '../../src/train/batch-stream.ts';

test('files without a source are trained on as sequences of their own', async () => {
  const alone: PairBytes = {
    sourceFormat: '',
    targetFormat: 'mid',
    source: new Uint8Array(),
    target: Uint8Array.of(1, 2, 3),
  };
  const stream = batchStream(
    storedPairs('alone', [alone, alone], 1),
    PRESETS.bgpt.nano,
    [{ rows: 1, length: 16, scored: 16 }],
    { poolPairs: 2, batchesPerStep: 1, seed: 1, sourceWeight: 0 },
  );
  for await (const { batches } of stream) {
    // [mid] [1 2 3 END…] [END…] each
    expect(batches[0]!.placed.map(({ sequence }) => [sequence.count, sequence.targetStart])).toEqual([
      [3, 1],
      [3, 1],
    ]);
    break;
  }
});
