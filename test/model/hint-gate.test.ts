import { expect, test } from 'vitest';
import { onnxEngine } from '../../src/engine/onnx/onnx-engine.ts';
import { HINT_FROM, hintsOf } from '../../src/model/bgpt2.ts';
import { PRESETS } from '../../src/model/config.ts';
import { HINT_BYTES } from '../../src/model/context-signature.ts';
import { verifyProgram, verifySignature } from '../../src/model/decode.ts';
import { initialWeights } from '../../src/model/initial-weights.ts';
import { stateWidth } from '../../src/model/model.ts';

const config = PRESETS['bgpt-2'].nano;
const width = stateWidth(config);

/** Two states that say 0x012c and 7. */
function states() {
  const data = new Float32Array(2 * width);
  data.set([0x01, 0x2c], config.hidden);
  data.set([0, 7], width + config.hidden);
  return { dtype: 'float32' as const, shape: [2, width], data };
}

test('a state holds the two hinted bytes, one-hot', async () => {
  const engine = onnxEngine();
  const program = await engine.compile((t) => ({ hinted: hintsOf(t.states!, config)! }), {
    states: { dtype: 'float32', shape: [2, width] },
  });
  const { hinted } = await program.run({ states: states() });
  expect(hinted!.shape).toEqual([2, HINT_BYTES, 257]);
  const hot = [...hinted!.data.entries()].filter(([, x]) => x !== 0);
  expect(hot).toEqual([
    [0x01, 1],
    [257 + 0x2c, 1],
    [2 * 257, 1],
    [3 * 257 + 7, 1],
  ]);
});

test('an open gate writes the hint where a length has it, and changes no other place', async () => {
  const engine = onnxEngine();
  // a fresh model's logits are all 0, so what differs is the gate's doing
  const weights = initialWeights(config, 3);
  weights['byte.hint_gate']!.data.fill(1);
  const program = await engine.compile(verifyProgram(config), verifySignature(config, 2), {
    constants: weights,
  });
  const targets = { dtype: 'int32' as const, shape: [2, 16], data: new Int32Array(32).fill(9) };
  const logits = (await program.run({ states: states(), targets })).logits!.data;
  const changed = [...logits.entries()].filter(([, x]) => x !== 0).map(([i]) => i);
  const at = (row: number, place: number, symbol: number) => (row * 16 + place) * 257 + symbol;
  expect(changed).toEqual([
    at(0, HINT_FROM, 0x01),
    at(0, HINT_FROM + 1, 0x2c),
    at(1, HINT_FROM, 0),
    at(1, HINT_FROM + 1, 7),
  ]);
});
