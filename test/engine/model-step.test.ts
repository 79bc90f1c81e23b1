/** Training steps of the smallest models on every device there is: the same costs as on the CPU, step after step. */
import { describe, expect, test } from 'vitest';
import { openStep } from '../../bench/engine-step.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { onnxEngine } from '../../src/engine/onnx/onnx-engine.ts';
import { PRESETS } from '../../src/model/config.ts';
import { testDevices } from '../graph/devices.ts';

const SIZE = { sequences: 2, patches: 12, micro: 2 };
const STEPS = 3;

async function costs(engine: Engine, architecture: 'bgpt' | 'bgpt-2'): Promise<number[]> {
  const bench = await openStep(engine, PRESETS[architecture].nano, SIZE);
  const nats: number[] = [];
  for (let i = 0; i < STEPS; i++) nats.push((await bench.step()).nats);
  await engine.dispose();
  return nats;
}

for (const { name, open, skipped } of await testDevices()) {
  describe.skipIf(skipped !== '')(`${name}${skipped}`, () => {
    test.each(['bgpt', 'bgpt-2'] as const)('%s nano', { timeout: 600_000 }, async (architecture) => {
      const [got, wanted] = [
        await costs(open(), architecture),
        await costs(onnxEngine({ threads: 1 }), architecture),
      ];
      // float32 in another order: some 1e-6 of 5.5 nats at first, more as the weights part; no descent at all would be 1e-3 off
      for (const [i, nats] of got.entries()) expect(Math.abs(nats - wanted[i]!)).toBeLessThan(1e-4);
      expect(got[STEPS - 1]).toBeLessThan(got[0]!);
    });
  });
}
