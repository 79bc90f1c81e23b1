import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { onnxEngine } from '../../src/engine/onnx/onnx-engine.ts';
import type { HostTensor, HostTensors } from '../../src/graph/host-tensor.ts';
import * as tf from '../../src/graph/tf.ts';
import type { Tensors } from '../../src/graph/trace.ts';
import { rowLength } from '../../src/model/byte-row-signature.ts';
import type { ModelConfig } from '../../src/model/config.ts';
import { PRESETS } from '../../src/model/config.ts';
import { initialWeights } from '../../src/model/initial-weights.ts';
import { type BatchTensors, symbolNats, weightShapes } from '../../src/model/model.ts';
import { syntheticPairs } from '../../src/music/rendered-pairs.ts';
import { batchSignature, makeBatch } from '../../src/reading/batch.ts';
import { batchShapes } from '../../src/reading/batch-shapes.ts';
import { fillRows, layByteRows } from '../../src/reading/byte-rows.ts';
import { pack } from '../../src/reading/pack.ts';
import { readPair } from '../../src/reading/read-pair.ts';
import { gradientProgram, gradientSignature } from '../../src/train/programs.ts';

/** Every weight moved off the zeros and ones that it starts from, so that every gradient is something. */
function movedWeights(config: ModelConfig): HostTensors {
  const weights = initialWeights(config, 3);
  let seed = 1;
  const noise = () => {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
    return (seed / 0x7fffffff - 0.5) * 0.2;
  };
  for (const { data } of Object.values(weights)) for (let i = 0; i < data.length; i++) data[i]! += noise();
  return weights;
}

/** The same gradients from whole patches, every place of each computed: what training did before it laid bytes end to end. */
function wholePatchGradients(config: ModelConfig): (tensors: Tensors) => Tensors {
  const names = Object.keys(weightShapes(config));
  return (tensors) => {
    const loss = (...weights: tf.Tensor[]) => {
      const w = Object.fromEntries(names.map((name, i) => [name, weights[i]!]));
      const nats = symbolNats(w, tensors as unknown as BatchTensors, config).sum(1);
      return nats.mul(tensors.weights!).sum().mul(tensors.scale!) as tf.Scalar;
    };
    const { value, grads } = tf.valueAndGrads(loss)(names.map((name) => tensors[`w/${name}`]!));
    return { loss: value, ...Object.fromEntries(names.map((name, i) => [`g/${name}`, grads[i]!])) };
  };
}

function numbers({ data }: HostTensor): Float32Array {
  return data as Float32Array;
}

const configs: [string, ModelConfig][] = [
  ['bgpt', PRESETS.bgpt.nano],
  ['bgpt-2', { ...PRESETS['bgpt-2'].nano, patchSize: 12 }],
  [
    'bgpt-2 without hints, landmarks, pointer',
    { ...PRESETS['bgpt-2'].nano, hints: false, landmarks: false, pointerHeads: 0 },
  ],
  ['bgpt-2 with the bytes of the patch before', { ...PRESETS['bgpt-2'].nano, previousBytes: true }],
  ['bgpt-2 with byte features', { ...PRESETS['bgpt-2'].nano, byteFeatures: true }],
  [
    'bgpt-2 with both and value residuals, without a pointer',
    {
      ...PRESETS['bgpt-2'].nano,
      patchSize: 12,
      patchLayers: 2,
      byteLayers: 2,
      pointerHeads: 0,
      previousBytes: true,
      byteFeatures: true,
      valueResiduals: true,
    },
  ],
];

describe.each(configs)('bytes laid end to end, %s', (_name, base) => {
  test.each([0, 0.25])(
    'the same loss and gradients as whole patches, source weight %d',
    async (sourceWeight) => {
      const config = { ...base, patchLength: 384 } as ModelConfig;
      const source = syntheticPairs(5, { profile: 'tunes' });
      const sequences = [];
      for (let i = 0; sequences.length < 4; i++) {
        const pair = await source.pair(i);
        const sequence = pair && readPair(pair, config);
        if (sequence && sequence.count <= config.patchLength) sequences.push(sequence);
      }
      const { batches } = pack(
        sequences,
        batchShapes(sequences, config.patchLength, sourceWeight, undefined, config),
        sourceWeight,
        config,
      );
      const { placed, shape } = batches[0]!;
      expect(shape.byteRows).toBeGreaterThan(0);
      const batch = makeBatch(placed, shape, config);
      const scale = { dtype: 'float32', shape: [], data: Float32Array.of(0.01) } as const;
      const weights = Object.fromEntries(
        Object.entries(movedWeights(config)).map(([name, tensor]) => [`w/${name}`, tensor]),
      );
      const zeros = Object.fromEntries(
        Object.entries(weightShapes(config)).map(([name, dims]) => [
          `g/${name}`,
          { dtype: 'float32' as const, shape: dims, data: new Float32Array(dims.reduce((a, b) => a * b, 1)) },
        ]),
      );
      const engine = onnxEngine();
      const whole = await engine.compile(wholePatchGradients(config), {
        ...Object.fromEntries(
          Object.entries(weights).map(([name, { dtype, shape }]) => [name, { dtype, shape }]),
        ),
        ...batchSignature(shape, config.patchSize),
        scale: { dtype: 'float32', shape: [] },
      });
      const rows = await engine.compile(gradientProgram(config), gradientSignature(config, shape));
      const expected = await whole.run({ ...weights, ...batch, scale });
      const laid = layByteRows(batch, shape, config);
      const got = await rows.run({ ...weights, ...zeros, ...laid, keep: scale, scale });

      const loss =
        numbers(laid.weights!).reduce((sum, weight, i) => sum + weight * got.nats!.data[i]!, 0) * 0.01;
      expect(loss).toBeCloseTo(expected.loss!.data[0]!, 4);
      for (const name of Object.keys(weightShapes(config))) {
        const [a, b] = [numbers(got[`g/${name}`]!), numbers(expected[`g/${name}`]!)];
        const most = b.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
        const apart = a.reduce((most, x, i) => Math.max(most, Math.abs(x - b[i]!)), 0);
        expect(most, name).toBeGreaterThan(0);
        // float32 sums of some thousand terms in another order
        expect(apart / most, name).toBeLessThan(2e-4);
      }
      await engine.dispose();
    },
  );
});

test('gradients of the options are slopes: what the loss of whole patches does when a tensor is moved along its own', async () => {
  const config = {
    ...PRESETS['bgpt-2'].nano,
    patchLayers: 2,
    byteLayers: 2,
    previousBytes: true,
    byteFeatures: true,
    valueResiduals: true,
  };
  const pair = await syntheticPairs(5, { profile: 'short' }).pair(0);
  const sequence = readPair(pair!, config);
  const shape = { rows: 1, length: 192, scored: 192 };
  const batch = makeBatch([{ sequence, row: 0, start: 0, sourceWeight: 0 }], shape, config);
  const scale = { dtype: 'float32', shape: [], data: Float32Array.of(1 / sequence.count) } as const;
  const names = Object.keys(weightShapes(config));
  const weights = movedWeights(config);
  const engine = onnxEngine();
  const program = await engine.compile(wholePatchGradients(config), {
    ...Object.fromEntries(names.map((name) => [`w/${name}`, weights[name]!])),
    ...batchSignature(shape, config.patchSize),
    scale: { dtype: 'float32', shape: [] },
  });
  const run = (w: HostTensors) =>
    program.run({
      ...Object.fromEntries(names.map((name) => [`w/${name}`, w[name]!])),
      ...batch,
      scale,
    });
  const gradients = Object.fromEntries(
    Object.entries(await run(weights)).map(([name, g]) => [name, numbers(g).slice()]),
  );
  for (const name of [
    'patch.features',
    'byte.features',
    'byte.embedding',
    'byte.0.qkv',
    'patch.1.value_residual',
    'byte.1.value_residual',
  ]) {
    const gradient = gradients[`g/${name}`]!;
    const norm = Math.hypot(...gradient);
    const step = 0.02;
    const lossAt = async (by: number) => {
      const { dtype, shape, data } = weights[name]!;
      const moved = Float32Array.from(data, (x, i) => x + (by * gradient[i]!) / norm);
      const { loss } = await run({ ...weights, [name]: { dtype, shape, data: moved } });
      return loss!.data[0]!;
    };
    const slope = ((await lossAt(step)) - (await lossAt(-step))) / (2 * step);
    expect(Math.abs(slope / norm - 1), name).toBeLessThan(0.02);
  }
  await engine.dispose();
});

test('rows hold every patch once, none over its length', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 2, maxLength: 17 }), (counts) => {
      const row = rowLength({ patchSize: counts.length - 1 });
      const rows = fillRows(counts, row);
      const held = counts.map(() => 0);
      for (const lengths of rows) {
        expect(lengths.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(row);
        for (const length of lengths) held[length]!++;
      }
      expect(held.slice(1)).toEqual(counts.slice(1));
    }),
  );
});
