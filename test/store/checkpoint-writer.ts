/** A process that saves checkpoint after checkpoint until it is killed: all values of save k are k. */
import type { HostTensor } from '../../src/graph/host-tensor.ts';
import type { BgptConfig } from '../../src/model/config.ts';
import { weightShapes } from '../../src/model/model.ts';
import { writeCheckpoint } from '../../src/store/checkpoint.ts';

/** The smallest that has every kind of tensor. */
export const SMALLEST: BgptConfig = {
  architecture: 'bgpt',
  patchSize: 1,
  patchLength: 2,
  hidden: 64,
  patchLayers: 1,
  byteLayers: 1,
};

export function filled(value: number): Record<string, HostTensor> {
  return Object.fromEntries(
    Object.entries(weightShapes(SMALLEST)).map(([name, shape]) => {
      const size = shape.reduce((product, n) => product * n, 1);
      return [name, { dtype: 'float32', shape, data: new Float32Array(size).fill(value) }];
    }),
  );
}

export function save(dir: string, k: number): Promise<void> {
  return writeCheckpoint(dir, {
    config: SMALLEST,
    weights: filled(k),
    optimizer: { moment: { dtype: 'float32', shape: [1000], data: new Float32Array(1000).fill(k) } },
    trainer: { step: k },
  });
}

const [, script, dir, from] = process.argv;
if (script?.endsWith('checkpoint-writer.ts') && dir && from)
  for (let k = Number(from); ; k++) {
    await save(dir, k);
    process.stdout.write(`${k}\n`);
  }
