/** One engine training one pass over some pairs: `train-child.ts ENGINE DEVICE PRODUCTS PAIRS.jsonl`; prints JSON. */
import { readFileSync } from 'node:fs';
import { type EngineRequest, openEngine } from '../src/engine/choose-engine.ts';
import { PRESETS } from '../src/model/config.ts';
import { initialWeights } from '../src/model/initial-weights.ts';
import { batchShapes } from '../src/reading/batch-shapes.ts';
import { pack } from '../src/reading/pack.ts';
import { readPair } from '../src/reading/read-pair.ts';
import { OPTIMIZER_DEFAULTS } from '../src/train/optimizer.ts';
import { freshOptimizer, openStepper } from '../src/train/stepper.ts';

export interface TrainRun {
  targetBytes: number;
  /** Of the second pass: the first compiles and fills arenas. */
  seconds: number;
}

const BATCHES_PER_STEP = 4;
const [name, device, products, file] = process.argv.slice(2) as [string, string, string, string];
process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
const { engine } = await openEngine({ engine: name, device, products } as EngineRequest);
const config = PRESETS.bgpt.small;
const sequences = readFileSync(file, 'utf8')
  .split('\n')
  .map((line) => {
    const [source, target] = JSON.parse(line).map((text: string) =>
      Uint8Array.from(Buffer.from(text, 'base64')),
    );
    return readPair({ sourceFormat: 'abc', targetFormat: 'mid', source, target }, config);
  });
const { batches } = pack(sequences, batchShapes(sequences, config.patchLength));
const stepper = await openStepper(
  engine,
  config,
  initialWeights(config, 1),
  freshOptimizer(config, OPTIMIZER_DEFAULTS),
  {
    optimizer: OPTIMIZER_DEFAULTS,
    sourceWeight: 0,
  },
);

async function pass(): Promise<TrainRun> {
  const started = performance.now();
  let targetBytes = 0;
  for (let i = 0; i < batches.length; i += BATCHES_PER_STEP) {
    const result = await stepper.step(batches.slice(i, i + BATCHES_PER_STEP), { rate: 1e-4, muonRate: 0 });
    targetBytes += result.targetBytes;
  }
  return { targetBytes, seconds: (performance.now() - started) / 1000 };
}

await pass();
process.stdout.write(`\n${JSON.stringify(await pass())}\n`);
process.exit(0);
