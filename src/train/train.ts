/**
 * The training loop: steps over a stream of pairs, validation, checkpoints written whole, `metrics.jsonl`. Two runs with the
 * same seed, options, engine and thread count give the same bits; a run that was stopped and goes on equals one that was
 * not, as long as its length is given in steps (a length in minutes makes the learning rate follow the clock).
 */
import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { PairSource } from '../bytes/pair-source.ts';
import type { PairBytes } from '../bytes/sequence.ts';
import type { Engine } from '../engine/engine.ts';
import { BgptError } from '../errors.ts';
import type { HostTensors } from '../graph/host-tensor.ts';
import type { ModelConfig } from '../model/config.ts';
import { trainingFlops } from '../model/flops.ts';
import { initialWeights } from '../model/initial-weights.ts';
import { weightShapes } from '../model/model.ts';
import { batchShapes } from '../reading/batch-shapes.ts';
import { writeCheckpoint } from '../store/checkpoint.ts';
import { checkShapes } from '../store/tensor-checks.ts';
import { openBatchStream, STREAM_START, type StreamPosition } from './batch-stream.ts';
import { lossWatch } from './loss-watch.ts';
import { keepMetricsUpTo } from './metrics-file.ts';
import type { TrainOptions } from './options.ts';
import { rateFactor } from './schedule.ts';
import { freshOptimizer, openStepper, type Stepper } from './stepper.ts';
import { sampleSequences, validate } from './validation.ts';

/** What `trainer.json` keeps, so that a run goes on where it was. */
export interface TrainerState {
  step: number;
  position: StreamPosition;
  /** Pairs trained on. */
  pairs: number;
  /** Seconds trained so far, over all runs. */
  seconds: number;
  targetBytes: number;
  /** Floating point operations so far (`trainingFlops`). */
  flops: number;
  bestValidBpb: number | null;
  options: TrainOptions;
  /** What the pairs came from, in words; absent in runs from before it was kept. */
  data?: string;
}

/** A line of `metrics.jsonl`, and what progress displays show. */
export interface Metrics {
  step: number;
  /** Pairs trained on. */
  pairs: number;
  seconds: number;
  targetBytes: number;
  flops: number;
  /** Nats a counted symbol, mean of the steps since the last line. */
  loss: number;
  /** Bits per target byte over the steps since the last line. */
  bpb: number;
  rate: number;
  norm: number;
  padding: number;
  kBPerSecond: number;
  /** Share of the run that is over, 0 to 1. */
  done: number;
  validBpb?: number;
  validFiles?: number;
}

export interface TrainRun {
  engine: Engine;
  config: ModelConfig;
  source: PairSource;
  valid: readonly PairBytes[];
  /** The run's folder: checkpoint, metrics. */
  out: string;
  options: TrainOptions;
  /** A checkpoint to go on from. */
  resume?: { weights: HostTensors; optimizer: HostTensors; trainer: TrainerState };
  /** Weights to begin with; a tensor that is not among them begins as a new model's. */
  weights?: HostTensors;
  card?: (metrics: Metrics | undefined) => string;
  signal?: AbortSignal;
  onMetrics?: (metrics: Metrics) => void;
  /** Called once with what the run will not see: sequences longer than any batch shape. */
  onTooLong?: (count: number) => void;
}

export interface TrainResult {
  steps: number;
  pairs: number;
  seconds: number;
  validBpb: number | null;
  stopped: 'done' | 'interrupted';
}

/**
 * @throws BgptError train/diverged (the last good checkpoint is kept), train/no-pairs, io/…, engine/…
 */
export async function train(run: TrainRun): Promise<TrainResult> {
  const { engine, config, source, options, out, resume } = run;
  const sample = sampleSequences(source, config);
  const shapes = batchShapes(sample, config.patchLength, options.sourceLoss, options.batchPatches);
  const weights = resume?.weights ?? firstWeights(run);
  const moments = resume?.optimizer ?? freshOptimizer(config, options.optimizer);
  const stepper = await openStepper(engine, config, weights, moments, {
    optimizer: options.optimizer,
    sourceWeight: options.sourceLoss,
  });
  const before = resume?.trainer;
  stepper.steps = before?.step ?? 0;
  await mkdir(out, { recursive: true });
  await keepMetricsUpTo(out, stepper.steps);
  const stream = openBatchStream(
    source,
    config,
    shapes,
    { ...options, sourceWeight: options.sourceLoss, lengthLimit: curriculum(options, config) },
    before?.position ?? STREAM_START,
  );

  const totals = {
    targetBytes: before?.targetBytes ?? 0,
    pairs: before?.pairs ?? 0,
    flops: before?.flops ?? 0,
    position: before?.position ?? STREAM_START,
  };
  let bestValidBpb = before?.bestValidBpb ?? null;
  let validBpb: number | null = null;
  let last: Metrics | undefined;
  const startedAt = performance.now();
  let pausedMs = 0;
  const seconds = () => (before?.seconds ?? 0) + (performance.now() - startedAt - pausedMs) / 1000;
  const watch = lossWatch();
  const interval = openInterval();
  let lastSave = seconds();
  let lastValidation = seconds();

  const save = async () => {
    const trainer: TrainerState = {
      step: stepper.steps,
      ...totals,
      seconds: seconds(),
      bestValidBpb,
      options,
      data: source.name,
    };
    const saved = await snapshot(stepper);
    await writeCheckpoint(out, { config, ...saved, trainer, ...(run.card ? { card: run.card(last) } : {}) });
    lastSave = seconds();
  };
  const done = () => progress(stepper.steps, totals.pairs, seconds(), source, options);

  while (done() < 1 && !run.signal?.aborted) {
    const { batches, next } = stream.take();
    if (batches.length === 0)
      throw new BgptError(
        'train/no-pairs',
        `no pair of ${source.name} fits a context of ${config.patchLength} patches`,
      );
    const factor = rateFactor(stepper.steps, done(), options.schedule);
    const result = await stepper.step(batches, {
      rate: options.rate * factor,
      muonRate: options.muonRate * factor,
    });
    const bpb = result.nats / Math.LN2 / result.targetBytes;
    if (watch.diverged(bpb) || !Number.isFinite(result.norm)) {
      throw new BgptError(
        'train/diverged',
        `step ${stepper.steps}: ${bpb.toFixed(3)} bits per byte after ${watch.usual().toFixed(3)}, gradient norm ${result.norm.toPrecision(3)}; the checkpoint in ${out} is from before`,
        {
          hint: 'Lower --rate (and --muon-rate), lengthen --warmup, or lower --clip; then go on with --resume.',
          details: { step: stepper.steps, bpb, norm: result.norm },
        },
      );
    }
    totals.position = next;
    totals.targetBytes += result.targetBytes;
    totals.flops += batches.reduce((sum, batch) => sum + trainingFlops(config, batch.shape), 0);
    totals.pairs += batches.reduce((sum, batch) => sum + batch.placed.length, 0);
    interval.add(result);
    const now = seconds();
    const over = done() >= 1;
    const isValidation = over || now - lastValidation >= options.validateSeconds;
    if (isValidation || stepper.steps % options.logSteps === 0) {
      last = {
        step: stepper.steps,
        pairs: totals.pairs,
        seconds: now,
        targetBytes: totals.targetBytes,
        flops: totals.flops,
        ...interval.take(),
        rate: options.rate * factor,
        done: done(),
      };
      if (isValidation && run.valid.length > 0) {
        const pauseStart = performance.now();
        const measured = await validate(stepper, run.valid, shapes);
        validBpb = measured.bpb;
        bestValidBpb = Math.min(bestValidBpb ?? Number.POSITIVE_INFINITY, measured.bpb);
        last = { ...last, validBpb: measured.bpb, validFiles: measured.files };
        pausedMs += performance.now() - pauseStart;
        lastValidation = seconds();
      }
      await appendFile(join(out, 'metrics.jsonl'), `${JSON.stringify(last)}\n`);
      run.onMetrics?.(last);
    }
    if (over || (now - lastSave >= options.saveSeconds && !watch.alarmed)) await save();
  }
  if (run.signal?.aborted) await save();
  if (stream.tooLong > 0) run.onTooLong?.(stream.tooLong);
  return {
    steps: stepper.steps,
    pairs: totals.pairs,
    seconds: seconds(),
    validBpb,
    stopped: run.signal?.aborted ? 'interrupted' : 'done',
  };
}

/** Share of the run that is over, by whichever length was given. */
function progress(
  step: number,
  pairs: number,
  seconds: number,
  source: PairSource,
  { steps, minutes, epochs }: TrainOptions,
): number {
  const shares = [
    steps === undefined ? 0 : step / steps,
    minutes === undefined ? 0 : seconds / 60 / minutes,
    epochs === undefined || source.size === undefined ? 0 : pairs / (epochs * source.size),
  ];
  return Math.min(1, Math.max(...shares));
}

/** Short tunes first: the longest sequence grows from 64 patches to the context while `curriculumPairs` are seen. */
function curriculum(
  { curriculumPairs }: TrainOptions,
  { patchLength }: ModelConfig,
): ((pairs: number) => number) | undefined {
  if (!curriculumPairs) return undefined;
  return (pairs) => 64 + (patchLength - 64) * Math.min(1, pairs / curriculumPairs) ** 2;
}

function firstWeights({ config, options, weights }: TrainRun): HostTensors {
  const first = { ...initialWeights(config, options.seed), ...weights };
  checkShapes(new Map(Object.entries(first)), weightShapes(config), 'what the run begins with');
  return first;
}

async function snapshot(stepper: Stepper): Promise<{ weights: HostTensors; optimizer: HostTensors }> {
  const read = async (prefixes: readonly string[]) => {
    const names = stepper.state.names.filter((name) => prefixes.includes(name.slice(0, 2)));
    return Object.fromEntries(
      await Promise.all(names.map(async (name) => [name, await stepper.state.read(name)] as const)),
    );
  };
  const weights = Object.fromEntries(
    Object.entries(await read(['w/'])).map(([name, tensor]) => [name.slice(2), tensor]),
  );
  return { weights, optimizer: await read(['m/', 'v/']) };
}

/** Sums over the steps between two lines of metrics. */
function openInterval() {
  let nats = 0;
  let loss = 0;
  let bytes = 0;
  let norm = 0;
  let padding = 0;
  let steps = 0;
  let since = performance.now();
  return {
    add(result: {
      nats: number;
      loss: number;
      targetBytes: number;
      norm: number;
      padding: { patches: number };
    }) {
      nats += result.nats;
      loss += result.loss;
      bytes += result.targetBytes;
      norm += result.norm;
      padding += result.padding.patches;
      steps++;
    },
    take() {
      const elapsed = (performance.now() - since) / 1000;
      const taken = {
        loss: loss / steps,
        bpb: nats / Math.LN2 / bytes,
        norm: norm / steps,
        padding: padding / steps,
        kBPerSecond: bytes / 1000 / elapsed,
      };
      [nats, loss, bytes, norm, padding, steps, since] = [0, 0, 0, 0, 0, 0, performance.now()];
      return taken;
    },
  };
}
