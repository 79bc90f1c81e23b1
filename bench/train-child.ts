/**
 * One contestant training over some pairs: `train-child.ts JSON`, with a `TrainTask`; its last line is a `TrainRun` as JSON. What the
 * trainer does, without validation and checkpoints: pairs packed into batches, whole optimiser steps.
 */
import { readFileSync } from 'node:fs';
import { shuffle } from '../src/bytes/pair-source.ts';
import type { EngineRequest } from '../src/engine/choose-engine.ts';
import type { Device, EngineName } from '../src/engine/engine.ts';
import { usefulFlops } from '../src/model/flops.ts';
import { scoredLengths } from '../src/reading/byte-rows.ts';
import { sharedStep } from '../src/train/worker-batches.ts';
import { trainModules } from './train-modules.ts';
import { ADAMW_OPTIONS, MUON_OPTIONS } from './train-recipe.ts';

export interface TrainTask {
  /** The checkout that trains. */
  root: string;
  engine: EngineName;
  device: Device;
  products: 'float32' | 'bfloat16';
  /** 1: the engine's own threads. */
  workers: number;
  architecture: 'bgpt' | 'bgpt-2';
  direction: 'abc>mid' | 'mid>abc';
  /** A file of lines `[abc, midi]`, in base64. */
  pairs: string;
  /** Steps that are timed, behind one step of each batch shape, which compiles it. */
  steps: number;
}

export interface TrainRun {
  pairs: number;
  targetBytes: number;
  /** Of the timed steps. */
  seconds: number;
  processorSeconds: number;
  /** `usefulFlops` of the timed steps. */
  gflop: number;
  peakMiB: number;
  /** Nats a symbol, of the timed steps. */
  losses: number[];
}

/** The shipped recipe's: patches of a batch, batches of a step. */
const RECIPE = { batchPatches: 1024, batchesPerStep: 3 } as const;

const task = JSON.parse(process.argv[2]!) as TrainTask;
process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
if (task.workers > 1) process.env.TF_NUM_INTRAOP_THREADS = '1';
const modules = await trainModules(task.root);
const small = modules.presets[task.architecture]!.small!;
const config = task.architecture === 'bgpt' ? small : { ...small, patchSize: 12 };
const optimizer = task.architecture === 'bgpt' ? ADAMW_OPTIONS : MUON_OPTIONS;
const [sourceFormat, targetFormat] = task.direction.split('>') as [string, string];
const sequences = readFileSync(task.pairs, 'utf8')
  .split('\n')
  .map((line) => {
    const sides = JSON.parse(line).map((text: string) => Uint8Array.from(Buffer.from(text, 'base64')));
    const [source, target] = sourceFormat === 'abc' ? sides : sides.toReversed();
    return modules.readPair({ sourceFormat, targetFormat, source, target }, config);
  })
  .filter(({ count }) => count <= config.patchLength);
const { batchPatches, batchesPerStep: perStep } = sharedStep(RECIPE, task.workers);
const laid = modules.batchShapes(sequences, config.patchLength, 0, batchPatches, config);
const { batches } = modules.pack(sequences, laid, 0, config);
const request: EngineRequest = { engine: task.engine, device: task.device, products: task.products };
const first = [modules.initialWeights(config, 1), modules.freshOptimizer(config, optimizer)] as const;
const stepping = { optimizer, sourceWeight: 0 };
const stepper =
  task.workers > 1
    ? await modules.openParallelStepper!(request, task.workers, config, ...first, stepping)
    : await modules.openStepper((await modules.openEngine(request)).engine, config, ...first, stepping);

const run: TrainRun = {
  pairs: 0,
  targetBytes: 0,
  seconds: 0,
  processorSeconds: 0,
  gflop: 0,
  peakMiB: 0,
  losses: [],
};
const rates = { rate: 1e-3, muonRate: 0.01 };
// every shape once by every worker, which compiles it
const shapes = [...new Map(batches.map((batch) => [JSON.stringify(batch.shape), batch])).values()];
for (const batch of shapes) await stepper.step(new Array(task.workers).fill(batch), rates);
const shuffled = Array.from(shuffle(batches.length, 1), (i) => batches[i]!);
const take = (step: number) =>
  Array.from({ length: perStep }, (_, i) => shuffled[(step * perStep + i) % shuffled.length]!);
const started = performance.now();
const before = process.cpuUsage();
for (let i = 0; i < task.steps; i++) {
  const step = take(i);
  const { targetBytes, loss } = await stepper.step(step, rates);
  run.targetBytes += targetBytes;
  run.losses.push(loss);
  for (const { sequence } of step.flatMap((batch) => batch.placed)) {
    const lengths = scoredLengths(sequence);
    const symbols = lengths.reduce((sum, length) => sum + length, 0);
    run.gflop += usefulFlops(config, { patches: sequence.count, scored: lengths.length, symbols }) / 1e9;
    run.pairs++;
  }
}
run.seconds = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage(before);
run.processorSeconds = (user + system) / 1e6;
// maxRSS is in KiB
run.peakMiB = Math.round(process.resourceUsage().maxRSS / 1024);
process.stdout.write(`\n${JSON.stringify(run)}\n`);
process.exit(0);
