/**
 * The training loop, as an iterator of its progress: steps over a stream of pairs, validation, checkpoints written whole,
 * `metrics.jsonl`. Two runs with the same seed, options, engine and thread count give the same bits; a run that was stopped
 * and goes on equals one that was not, as long as its length is given in steps (minutes make the learning rate follow the clock).
 */
import type { PairSource } from '../bytes/pair-source.ts';
import { BgptError } from '../errors.ts';
import type { HostTensors } from '../graph/host-tensor.ts';
import { trainingFlops } from '../model/flops.ts';
import { initialWeights } from '../model/initial-weights.ts';
import { weightShapes } from '../model/model.ts';
import { batchShapes } from '../reading/batch-shapes.ts';
import { saveCheckpoint } from '../store/stored-checkpoint.ts';
import { checkShapes } from '../store/tensor-checks.ts';
import { batchStream, STREAM_START } from './batch-stream.ts';
import { openClock } from './clock.ts';
import { lossWatch } from './loss-watch.ts';
import { type Metrics, openInterval } from './metrics.ts';
import { addMetrics, keepMetricsUpTo } from './metrics-file.ts';
import { runCard } from './model-card.ts';
import { resumedOptions, type TrainOptions, trainOptions } from './options.ts';
import { curriculum, lastPair, shareDone } from './run-length.ts';
import { type TrainerState, tensorsOf } from './run-state.ts';
import { rateFactor } from './schedule.ts';
import { freshOptimizer, openStepper } from './stepper.ts';
import type { NewModel, OpenWorkers, TrainRequest, TrainResult } from './train-request.ts';
import { sampleSequences, validate } from './validation.ts';
import { sharedStep } from './worker-batches.ts';

/**
 * Trains, and yields a line of metrics every `logSteps` steps and at each validation. Leaving the loop stops the run where it
 * is, without a save; the signal stops it with one.
 * @returns how it ended, as the generator's return value
 * @throws BgptError train/diverged (the last good checkpoint is kept), train/no-pairs, usage/invalid-option, io/…, engine/…
 */
export async function* train(request: TrainRequest): AsyncGenerator<Metrics, TrainResult> {
  const { engine, source, model, store, valid = [], signal } = request;
  const { config } = model;
  const run = 'optimizer' in model ? model : undefined;
  const options = run
    ? resumedOptions(run.trainer.options, request.options)
    : trainOptions(config, request.options);
  checkLength(source, options);
  const ended = new AbortController();
  const stop = AbortSignal.any(signal ? [signal, ended.signal] : [ended.signal]);
  const sample = await sampleSequences(source, config, signal);
  // runs from before there were workers do not say
  const workers = options.workers ?? 1;
  const size = sharedStep(options, workers);
  const shapes = batchShapes(sample, config.patchLength, options.sourceLoss, size.batchPatches, config);
  const weights = run?.weights ?? firstWeights(model, options.seed);
  const moments = run?.optimizer ?? freshOptimizer(config, options.optimizer);
  const stepping = { optimizer: options.optimizer, sourceWeight: options.sourceLoss };
  const stepper =
    workers > 1
      ? await workersOf(request)(workers, config, weights, moments, stepping)
      : await openStepper(engine, config, weights, moments, stepping);
  const before = run?.trainer;
  const first = before?.step ?? 0;
  stepper.steps = first;
  const position = before?.position ?? STREAM_START;
  const stream = batchStream(
    source,
    config,
    shapes,
    {
      ...options,
      batchesPerStep: size.batchesPerStep,
      sourceWeight: options.sourceLoss,
      lengthLimit: curriculum(options, config),
      end: lastPair(source, options),
    },
    position,
    stop,
  );
  const totals = {
    position,
    drawn: before?.drawn ?? position.pool,
    targetBytes: before?.targetBytes ?? 0,
    pairs: before?.pairs ?? 0,
    flops: before?.flops ?? 0,
  };
  let bestValidBpb = before?.bestValidBpb ?? null;
  let validBpb: number | null = null;
  let savedStep = before?.step;
  let tooLong = 0;
  let rate = 0;
  let last: Metrics | undefined;
  const clock = openClock(before?.seconds ?? 0);
  const watch = lossWatch();
  const interval = openInterval(clock.seconds());
  let lastSave = clock.seconds();
  let lastValidation = clock.seconds();
  const done = () =>
    shareDone({ steps: stepper.steps, drawn: totals.drawn, seconds: clock.seconds() }, source, options);

  const save = async () => {
    const trainer: TrainerState = {
      step: stepper.steps,
      ...totals,
      seconds: clock.seconds(),
      bestValidBpb,
      options,
      data: source.name,
      ...(source.directions ? { directions: source.directions } : {}),
    };
    await saveCheckpoint(store, {
      config,
      ...(model.directions ? { directions: model.directions } : {}),
      ...(await tensorsOf(stepper)),
      trainer,
      card: runCard(config, source.name, options, last),
    });
    savedStep = stepper.steps;
    lastSave = clock.seconds();
  };

  /** The next line of metrics, with a validation or without, in the store and for the caller. */
  const measure = async (isValidation: boolean, share: number): Promise<Metrics> => {
    const seconds = clock.seconds();
    const { targetBytes, pairs, flops } = totals;
    const means = interval.take(seconds);
    last = { step: stepper.steps, pairs, seconds, targetBytes, flops, ...means, rate, done: share };
    if (isValidation && valid.length > 0) {
      clock.pause();
      const measured = await validate(stepper, valid, shapes);
      clock.go();
      // where the context holds none of them there is no figure, and NaN is none
      if (measured.files > 0) {
        validBpb = measured.bpb;
        bestValidBpb = Math.min(bestValidBpb ?? Number.POSITIVE_INFINITY, measured.bpb);
        last = { ...last, validBpb, validFiles: measured.files };
      }
    }
    if (isValidation) lastValidation = clock.seconds();
    await addMetrics(store, last);
    return last;
  };

  try {
    await keepMetricsUpTo(store, first);
    while (done() < 1 && !signal?.aborted) {
      const dealt = await stream.next();
      if (dealt.done) {
        tooLong += dealt.value;
        break;
      }
      const { batches, next } = dealt.value;
      const factor = rateFactor(stepper.steps, done(), options.schedule);
      rate = options.rate * factor;
      const result = await stepper.step(batches, { rate, muonRate: options.muonRate * factor });
      const bpb = result.nats / Math.LN2 / result.targetBytes;
      if (watch.diverged(bpb) || !Number.isFinite(result.norm))
        throw diverged({ step: stepper.steps, bpb, norm: result.norm }, watch.usual(), savedStep);
      totals.position = next;
      totals.drawn = dealt.value.drawn;
      totals.targetBytes += result.targetBytes;
      totals.flops += batches.reduce((sum, { shape }) => sum + trainingFlops(config, shape), 0);
      totals.pairs += batches.reduce((sum, { placed }) => sum + placed.length, 0);
      tooLong += dealt.value.tooLong;
      interval.add(result);
      const isOver = done() >= 1;
      const isValidation = isOver || clock.seconds() - lastValidation >= options.validateSeconds;
      if (isValidation || stepper.steps % options.logSteps === 0) {
        const metrics = await measure(isValidation, done());
        clock.pause();
        yield metrics;
        clock.go();
      }
      if (isOver) break;
      if (clock.seconds() - lastSave >= options.saveSeconds && !watch.alarmed) await save();
    }
    const isDone = done() >= 1 || !signal?.aborted;
    if (stepper.steps === 0 && isDone)
      throw new BgptError(
        'train/no-pairs',
        `no pair of ${source.name} up to the run's end fits a context of ${config.patchLength} patches`,
      );
    // time ran out during a save, or the last pairs of an epoch fit no context: the step before was the last
    if (isDone && stepper.steps > first && last?.done !== 1) yield await measure(true, 1);
    // what was trained while the loss ran away must not replace what was good
    const isNew = savedStep !== stepper.steps;
    if (savedStep === undefined || (isNew && !watch.alarmed)) await save();
    return {
      steps: stepper.steps,
      pairs: totals.pairs,
      seconds: clock.seconds(),
      validBpb,
      stopped: isDone ? 'done' : 'interrupted',
      savedStep: savedStep!,
      tooLong,
    };
  } finally {
    ended.abort();
    await stream.return(0);
    await stepper.dispose();
  }
}

function workersOf({ openWorkers }: TrainRequest): OpenWorkers {
  if (openWorkers) return openWorkers;
  throw new BgptError('usage/invalid-option', 'several workers, and nothing that opens them', {
    hint: 'Give openWorkers, which is trainWorkers(…) in Node, or one worker.',
  });
}

function checkLength(source: PairSource, { steps, minutes, epochs }: TrainOptions): void {
  if (steps === undefined && minutes === undefined && epochs === undefined)
    throw new BgptError('usage/invalid-option', 'how long? Give steps, minutes or epochs');
  if (epochs !== undefined && source.size === undefined)
    throw new BgptError(
      'usage/invalid-option',
      `epochs count passes over a source that has an end; ${source.name} has none`,
      { hint: 'Give steps or minutes.' },
    );
}

function firstWeights({ config, weights }: NewModel, seed: number): HostTensors {
  const first = { ...initialWeights(config, seed), ...weights };
  checkShapes(new Map(Object.entries(first)), weightShapes(config), 'what the run begins with');
  return first;
}

function diverged(
  details: { step: number; bpb: number; norm: number },
  usual: number,
  savedStep: number | undefined,
): BgptError {
  const { step, bpb, norm } = details;
  const kept =
    savedStep === undefined ? 'nothing was saved yet' : `the checkpoint of step ${savedStep} is kept`;
  return new BgptError(
    'train/diverged',
    `step ${step}: ${bpb.toFixed(3)} bits per byte after ${usual.toFixed(3)}, gradient norm ${norm.toPrecision(3)}; ${kept}`,
    {
      hint: 'Lower --rate (and --muon-rate), lengthen --warmup, or lower --clip; then go on with --resume.',
      details,
    },
  );
}
