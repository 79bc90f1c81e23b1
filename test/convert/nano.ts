/** Untrained models whose weights are large enough that the output varies, and sources to give them. */
import type { HostTensors } from '../../src/graph/host-tensor.ts';
import type { ModelConfig } from '../../src/model/config.ts';
import { weightShapes } from '../../src/model/model.ts';
import { normal, seededRandom } from '../../src/random.ts';

export const NANO = {
  bgpt: { architecture: 'bgpt', patchSize: 16, patchLength: 32, hidden: 64, patchLayers: 2, byteLayers: 1 },
  'bgpt-2': {
    architecture: 'bgpt-2',
    patchSize: 16,
    patchLength: 32,
    hidden: 128,
    patchLayers: 2,
    byteHidden: 64,
    byteLayers: 2,
    headWidth: 64,
    mlpRatio: 2,
    activation: 'relu2',
    alignedPatches: true,
    readingOrder: true,
    hints: true,
    landmarks: true,
    pointerHeads: 2,
    previousBytes: false,
    byteFeatures: false,
    valueResiduals: false,
  },
} as const satisfies Record<string, ModelConfig>;

/** Matrices of deviation 1/√in times `gain`, norms near 1, small biases. */
export function loudWeights(config: ModelConfig, seed: number, gain = 1.5): HostTensors {
  const random = seededRandom(seed);
  return Object.fromEntries(
    Object.entries(weightShapes(config)).map(([name, shape]) => {
      const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
      const isNorm = shape.length === 1 && !name.endsWith('bias');
      const deviation =
        shape.length === 1 ? 0.1 : /embedding|wte|wpe/.test(name) ? 0.5 : gain / Math.sqrt(shape[0]!);
      for (let i = 0; i < data.length; i++) data[i] = (isNorm ? 1 : 0) + deviation * normal(random);
      return [name, { dtype: 'float32' as const, shape, data }];
    }),
  );
}

export const SOURCES = [
  'X:1\nT:One\nM:4/4\nL:1/8\nK:G\nGABc d2e2|d4 B4|\n',
  'X:2\nT:The Second of the Tunes\nM:6/8\nK:D\nA|d2A F2A|dfe d2:|\n',
  'X:3\nK:C\nC\n',
].map((text) => new TextEncoder().encode(text));
