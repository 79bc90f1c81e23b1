import { expect, test } from 'vitest';
import { END } from '../../src/bytes/symbols.ts';
import { onnxEngine } from '../../src/engine/onnx/onnx-engine.ts';
import { attention, causalMask } from '../../src/graph/ops/attention.ts';
import { type PatchInputs2, patchStates2 } from '../../src/model/bgpt2.ts';
import { PRESETS } from '../../src/model/config.ts';
import { contextSignature, HINT_BYTES } from '../../src/model/context-signature.ts';
import { initialWeights } from '../../src/model/initial-weights.ts';
import { stateWidth } from '../../src/model/model.ts';
import { pointerCache } from '../../src/model/pointer.ts';
import { blankContext } from '../../src/reading/patch-context.ts';

const config = PRESETS['bgpt-2'].nano;
const { heads, value } = pointerCache(config);
const A = [...Buffer.from('^c2 '), ...new Array(12).fill(END)];
const B = [...Buffer.from('d'), ...new Array(15).fill(END)];

/** What each patch of a row is brought, `[n, heads · size · code]`, by a pointer that finds every patch equally likely. */
async function brought(...patches: number[][]): Promise<Float32Array[]> {
  const n = patches.length;
  const weights = initialWeights(config, 3);
  weights['patch.pointer.qk']!.data.fill(0);
  const mask = () => causalMask(n);
  const program = await onnxEngine({ threads: 1 }).compile(
    (t) => ({
      states: patchStates2(
        t,
        t as unknown as PatchInputs2,
        config,
        () => (q, k, v) => attention(q, k, v, mask()),
      ),
    }),
    { patches: { dtype: 'int32', shape: [1, n, config.patchSize] }, ...contextSignature(1, n) },
    { constants: weights },
  );
  const symbols = {
    dtype: 'int32' as const,
    shape: [1, n, config.patchSize],
    data: Int32Array.from(patches.flat()),
  };
  const { states } = await program.run({ patches: symbols, ...blankContext(1, n) });
  const width = stateWidth(config);
  return patches.map((_, i) =>
    Float32Array.from(states!.data.subarray(i * width + config.hidden + HINT_BYTES, (i + 1) * width)),
  );
}

test('the pointer brings the codes of the bytes it finds, and none of padding', async () => {
  const [[a], [b]] = [await brought(A), await brought(B)];
  expect(a!.length).toBe(heads * value);
  const code = value / config.patchSize;
  for (let head = 0; head < heads; head++)
    for (let place = 0; place < config.patchSize; place++) {
      const at = head * value + place * code;
      const length = a!
        .subarray(at, at + code)
        .map(Math.abs)
        .reduce((x, y) => x + y, 0);
      expect(length).toBeCloseTo(A[place] === END ? 0 : code, 3);
    }
  expect(a!.subarray(0, code)).not.toEqual(b!.subarray(0, code));
});

test('of two patches that it finds alike it brings the mean, of one that comes later nothing', async () => {
  const [[a], [b], both] = [await brought(A), await brought(B), await brought(A, B)];
  const close = (x: Float32Array, y: ArrayLike<number>) =>
    x.forEach((value, i) => {
      expect(value).toBeCloseTo(y[i]!, 4);
    });
  close(both[0]!, a!);
  close(
    both[1]!,
    a!.map((x, i) => (x + b![i]!) / 2),
  );
});
