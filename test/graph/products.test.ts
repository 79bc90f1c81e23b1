/** Batches broadcast from both sides, which tfjs's cpu backend computes wrongly: against plain sums. */
import { afterAll, expect, test } from 'vitest';
import { onnxEngine } from '../../src/engine/onnx/onnx-engine.ts';
import * as tf from '../../src/graph/tf.ts';
import { traced } from './both-ways.ts';
import { expectClose } from './close.ts';
import { random, tensor } from './random.ts';

const engine = onnxEngine();
afterAll(() => engine.dispose());

test('batches [2, 1] and [1, 3] make [2, 3], with either side transposed', async () => {
  const r = random('two-sided');
  const [m, k, n] = [4, 5, 2];
  for (const [transposeA, transposeB] of [
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ] as const) {
    const a = tensor(r, [2, 1, ...(transposeA ? [k, m] : [m, k])]);
    const b = tensor(r, [1, 3, ...(transposeB ? [n, k] : [k, n])]);
    const { y } = await traced(engine, (t) => ({ y: tf.matMul(t.a!, t.b!, transposeA, transposeB) }), {
      a,
      b,
    });
    expect(y!.shape).toEqual([2, 3, m, n]);
    const left = (batch: number, i: number, l: number) =>
      a.data[batch * m * k + (transposeA ? l * m + i : i * k + l)]!;
    const right = (batch: number, l: number, j: number) =>
      b.data[batch * k * n + (transposeB ? j * k + l : l * n + j)]!;
    const wanted = Float64Array.from({ length: 6 * m * n }, (_, at) => {
      const [batch, i, j] = [Math.floor(at / (m * n)), Math.floor(at / n) % m, at % n];
      return Array.from(
        { length: k },
        (_, l) => left(Math.floor(batch / 3), i, l) * right(batch % 3, l, j),
      ).reduce((sum, term) => sum + term, 0);
    });
    // five products of at most 9, added in float32
    expectClose(y!.data, wanted, { rtol: 1e-6, atol: 1e-5 }, 'product');
  }
});
