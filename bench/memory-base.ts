/** `npx tsx bench/memory-base.ts [ENGINE]`: peak memory of a training step of preset `base` (110 M) at 1 × 512 patches. */
import type { EngineRequest } from '../src/engine/choose-engine.ts';
import { openEngine } from '../src/engine/choose-engine.ts';
import { PRESETS } from '../src/model/config.ts';
import { openStep } from './engine-step.ts';
import { machine } from './harness.ts';

process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
const { engine, choice } = await openEngine({ engine: process.argv[2] ?? 'onnx' } as EngineRequest);
const bench = await openStep(engine, PRESETS.bgpt.base, { sequences: 1, patches: 512, micro: 1 });
const steps = [await bench.step(), await bench.step()];
const peakGB = (process.resourceUsage().maxRSS * 1024) / 1e9;
process.stdout.write(
  `${JSON.stringify({ engine: choice.engine, device: choice.device, steps, peakGB: Number(peakGB.toFixed(2)), machine: machine(['onnxruntime-node', '@tensorflow/tfjs']) })}\n`,
);
process.exit(0);
