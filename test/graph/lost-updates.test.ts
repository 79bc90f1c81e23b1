import { expect, test } from 'vitest';
import { onnxEngine } from '../../src/engine/onnx/onnx-engine.ts';
import { embedding, embeddingSum } from '../../src/graph/ops/embedding.ts';
import * as tf from '../../src/graph/tf.ts';

/** A scatter that adds from two threads without a lock loses updates in every third run of this size. */
const RUNS = 30;
const count = 4064;
const size = 4;
const rows = 257;
const d = 256;

test.each([
  ['embedding', (table: tf.Tensor, ids: tf.Tensor) => embedding(table.slice([0, 0], [rows, d]), ids).sum(1)],
  ['embeddingSum', embeddingSum],
] as const)('the gradient of %s counts every look-up of a row, whatever the threads do', async (_, look) => {
  const ids = Int32Array.from({ length: count * size }, (_, i) => (i * 7919) % rows);
  const expected = new Map<number, number>();
  for (const [i, id] of ids.entries()) {
    const row = look === embeddingSum ? (i % size) * rows + id : id;
    expected.set(row, (expected.get(row) ?? 0) + 1);
  }
  const engine = onnxEngine({ threads: 2 });
  const table = { dtype: 'float32', shape: [rows * size, d] } as const;
  const program = await engine.compile(
    (t) => ({ gradient: tf.grad((table: tf.Tensor) => look(table, t.ids!).sum())(t.table!) }),
    { table, ids: { dtype: 'int32', shape: [count, size] } },
  );
  const inputs = {
    table: { ...table, data: new Float32Array(rows * size * d) },
    ids: { dtype: 'int32', shape: [count, size], data: ids } as const,
  };
  for (let run = 0; run < RUNS; run++) {
    const { gradient } = await program.run(inputs);
    const wrong = gradient!.data.findIndex((value, i) => value !== (expected.get(Math.floor(i / d)) ?? 0));
    expect(wrong).toBe(-1);
  }
  await engine.dispose();
});
