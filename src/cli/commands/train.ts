/** `bgpt-music train`: a bGPT learns to write the targets of pairs; checkpoints, metrics and a model card in one folder. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { BgptError, EXIT } from '../../errors.ts';
import { type Architecture, type ModelConfig, PRESETS, preset } from '../../model/config.ts';
import { parameterCount } from '../../model/model.ts';
import { SYNTHETIC_PROFILES } from '../../music/compose/options.ts';
import { readCheckpoint } from '../../store/checkpoint.ts';
import { parseModelConfig } from '../../store/config-schema.ts';
import { folderStore } from '../../store/folder-store.ts';
import type { Metrics } from '../../train/metrics.ts';
import {
  ARCHITECTURE_DEFAULTS,
  type GivenTrainOptions,
  resumedOptions,
  TRAIN_DEFAULTS,
  type TrainOptions,
  trainOptions,
} from '../../train/options.ts';
import { readRun } from '../../train/run-state.ts';
import { SCHEDULE_DEFAULTS } from '../../train/schedule.ts';
import { train } from '../../train/train.ts';
import type { NewModel, TrainResult } from '../../train/train-request.ts';
import { action, command } from '../command.ts';
import { addDirectionOptions, type DirectionFlags, directionsOf } from '../direction-options.ts';
import { addEngineOptions, type EngineFlags, openAskedEngine } from '../engine-options.ts';
import { notNegative, share, wholeNumber } from '../parse-option.ts';
import { openProgress } from '../progress.ts';
import type { Terminal } from '../terminal.ts';
import { type DataFlags, directionsOfPairs, syntheticProfiles, trainingData } from '../train-data.ts';

const DEFAULT_ARCHITECTURE = 'bgpt-2' satisfies Architecture;

interface Flags extends EngineFlags, DataFlags, DirectionFlags {
  out: string;
  architecture?: Architecture;
  preset: string;
  set: string[];
  steps?: number;
  minutes?: number;
  epochs?: number;
  seed: number;
  rate?: number;
  muonRate: number;
  warmup: number;
  cooldown: 'cosine' | 'linear';
  cooldownShare: number;
  clip: number;
  decay: number;
  batchPatches: number;
  batchesPerStep: number;
  workers: number;
  sourceLoss: number;
  curriculum: number;
  validateSeconds: number;
  saveSeconds: number;
  init?: string;
  resume: boolean;
  force: boolean;
}

export default (): Command => {
  const d = TRAIN_DEFAULTS;
  const cmd = command('train')
    .requiredOption('--out <folder>', "the run's folder: checkpoint, metrics.jsonl, model card")
    .option('--pairs <folder>', 'pair shards, or a folder of .abc and .mid files')
    .option('--valid <folder>', 'validate on the validation split of this folder instead')
    .option(
      '--synthetic <profiles>',
      `synthetic tunes, composed as they are needed: ${Object.keys(SYNTHETIC_PROFILES).join(', ')}; several, with commas, take turns`,
      syntheticProfiles,
    )
    .option('--synthetic-share <share>', 'their share where --pairs is given, too', share, 0.5)
    .option(
      '--remix-share <share>',
      'share of the pairs that are remixed: notes, bars and fields of ABC tunes changed, taught anew',
      share,
      0,
    )
    .addOption(
      new Option(
        '--architecture <name>',
        `what is trained; by default ${DEFAULT_ARCHITECTURE}, with --init what that is`,
      ).choices(Object.keys(PRESETS)),
    )
    .option('--preset <name>', 'size of the model: nano, small, base', 'small')
    .option('--set <key=value>', 'one size of the preset, changed (repeatable)', collect, [])
    .option('--steps <n>', 'length of the run in optimiser steps', wholeNumber(1))
    .option('--minutes <n>', 'length of the run in minutes', notNegative)
    .option('--epochs <n>', 'length of the run in passes over --pairs', notNegative)
    .option('--seed <n>', 'of weights, shuffling and synthetic tunes', wholeNumber(0), d.seed)
    .option(
      '--rate <r>',
      `peak learning rate of AdamW (bgpt ${ARCHITECTURE_DEFAULTS.bgpt.rate}, bgpt-2 ${ARCHITECTURE_DEFAULTS['bgpt-2'].rate})`,
      notNegative,
    )
    .option(
      '--muon-rate <r>',
      'peak learning rate of Muon, which trains the matrices of bgpt-2',
      notNegative,
      d.muonRate,
    )
    .option(
      '--warmup <steps>',
      'steps over which the rate rises',
      wholeNumber(0),
      SCHEDULE_DEFAULTS.warmupSteps,
    )
    .addOption(
      new Option('--cooldown <shape>', 'how the rate falls')
        .choices(['cosine', 'linear'])
        .default(SCHEDULE_DEFAULTS.cooldown),
    )
    .option(
      '--cooldown-share <share>',
      'share of the run over which it falls',
      share,
      SCHEDULE_DEFAULTS.cooldownShare,
    )
    .option('--clip <norm>', 'gradients are scaled down to this norm', notNegative, d.optimizer.clip)
    .option('--decay <d>', 'decoupled weight decay of matrices', notNegative, d.optimizer.decay)
    .option('--batch-patches <n>', 'patches of a batch', wholeNumber(1), d.batchPatches)
    .option(
      '--batches-per-step <n>',
      'batches whose gradients make one step',
      wholeNumber(1),
      d.batchesPerStep,
    )
    .option(
      '--workers <n>',
      'workers of one thread that share each step, best one a core; the same number gives the same weights',
      wholeNumber(1),
      d.workers,
    )
    .option('--source-loss <weight>', 'weight of the source bytes in the loss', share, d.sourceLoss)
    .option(
      '--curriculum <pairs>',
      'short tunes first: pairs until the longest are trained on',
      wholeNumber(0),
      d.curriculumPairs,
    )
    .option('--valid-pairs <n>', 'validation pairs at most', wholeNumber(0), 200)
    .option('--validate-seconds <n>', 'seconds between validations', notNegative, d.validateSeconds)
    .option('--save-seconds <n>', 'seconds between checkpoints', notNegative, d.saveSeconds)
    .option('--init <checkpoint>', 'begin with these weights instead of random ones')
    .option(
      '--resume',
      'go on where the run in --out stopped: its training options stay, its length may be given anew; say its data and engine again',
      false,
    )
    .option('--force', 'begin anew where --out holds a run', false)
    .option('--i-hold-permission', 'I hold permission to train on corpora whose terms forbid it', false);
  return action(addEngineOptions(addDirectionOptions(cmd, '; several, with commas, take turns')), work);
};

async function work(terminal: Terminal, flags: Flags): Promise<number | undefined> {
  const store = folderStore(flags.out);
  const resume = flags.resume ? await readRun(store) : undefined;
  if (!resume && !flags.force && (await holdsRun(flags.out))) {
    throw new BgptError('usage/output-exists', `${flags.out} holds a run already`, {
      hint: 'Go on with it by --resume, or begin anew by --force.',
    });
  }
  const asked = directionsOf(flags) ?? resume?.directions;
  const begun = resume ?? (await newModel(flags));
  const { config } = begun;
  const given = resume ? lengthOf(flags) : optionsOf(flags);
  const { seed, steps, minutes, epochs } = resume
    ? resumedOptions(resume.trainer.options, given)
    : trainOptions(config, given);
  if (steps === undefined && minutes === undefined && epochs === undefined) {
    throw new BgptError('usage/invalid-option', 'how long? Give --steps, --minutes or --epochs');
  }
  const { source, valid, close } = await trainingData(flags, seed, asked);
  try {
    const model = { ...begun, directions: asked ?? (await directionsOfPairs(source)) };
    if (epochs !== undefined && source.size === undefined)
      throw new BgptError(
        'usage/invalid-option',
        '--epochs counts passes over --pairs alone, and synthetic tunes and remixes never end',
        { hint: 'Give --steps or --minutes.' },
      );
    const before = resume?.trainer.data;
    if (before !== undefined && before !== source.name)
      terminal.note(`not the data that the run had: ${source.name} instead of ${before}`);
    const workers = resume ? (resume.trainer.options.workers ?? 1) : flags.workers;
    const { engine, choice } = await openAskedEngine(workers > 1 ? { ...flags, threads: 1 } : flags);
    try {
      terminal.note(
        `${config.architecture}, ${(parameterCount(config) / 1e6).toFixed(2)} M parameters, on ${source.name}; ${valid.length} validation pairs`,
      );
      terminal.note(`engine ${choice.engine}, device ${choice.device}: ${choice.reason}`);
      const { products } = flags;
      const request = {
        engine,
        workerEngine: { engine: choice.engine, device: choice.device, ...(products ? { products } : {}) },
        source,
        model,
        store,
        valid,
        options: given,
        signal: terminal.signal,
      };
      const result = await shown(terminal, train(request));
      if (result.tooLong > 0)
        terminal.note(
          `${result.tooLong} sequences are longer than the context of ${config.patchLength} patches and were not trained on`,
        );
      terminal.print(
        `${result.steps} steps, ${result.pairs} pairs, ${result.seconds.toFixed(0)} s${result.validBpb === null ? '' : `; validation ${result.validBpb.toFixed(4)} bits per byte`}`,
      );
      if (result.savedStep !== result.steps)
        terminal.note(
          `the loss was far above the usual at the end: ${flags.out} keeps the checkpoint of step ${result.savedStep}`,
        );
      terminal.result({ ...result, out: flags.out });
      if (result.stopped === 'done') return EXIT.done;
      terminal.note(`stopped and saved; go on with the same command and --resume`);
      return EXIT.interrupted;
    } finally {
      await engine.dispose();
    }
  } finally {
    await close();
  }
}

/** Shows a run's progress while it goes, and gives its result. */
async function shown(terminal: Terminal, run: AsyncGenerator<Metrics, TrainResult>): Promise<TrainResult> {
  const progress = await openProgress(terminal, 'train', 1000);
  try {
    for (;;) {
      const next = await run.next();
      if (next.done) return next.value;
      const m = next.value;
      progress.update(Math.round(1000 * m.done), words(m));
      if (m.validBpb !== undefined)
        terminal.note(
          `\nstep ${m.step}, ${m.pairs} pairs: validation ${m.validBpb.toFixed(4)} bits per byte`,
        );
    }
  } finally {
    progress.stop();
  }
}

/** The preset that the flags name, or the model of --init, whose sizes and training defaults are its own. */
async function newModel(flags: Flags): Promise<NewModel> {
  const { init, architecture = DEFAULT_ARCHITECTURE } = flags;
  if (init === undefined) return { config: configOf(flags, preset(architecture, flags.preset)) };
  const { config, weights } = await readCheckpoint(init);
  if (flags.architecture !== undefined && flags.architecture !== config.architecture)
    throw new BgptError(
      'usage/invalid-option',
      `--init ${init} is a ${config.architecture}, not the ${flags.architecture} of --architecture`,
      { hint: 'Leave --architecture out: the model of --init has its own.' },
    );
  return { config: configOf(flags, config), weights };
}

async function holdsRun(dir: string): Promise<boolean> {
  return readCheckpoint(dir).then(
    () => true,
    (thrown: unknown) => !(thrown instanceof BgptError && thrown.code === 'io/not-found'),
  );
}

/** What the flags say; what they leave open is the architecture's (`trainOptions`). */
function optionsOf(flags: Flags): GivenTrainOptions {
  return {
    ...lengthOf(flags),
    seed: flags.seed,
    ...(flags.rate === undefined ? {} : { rate: flags.rate }),
    muonRate: flags.muonRate,
    optimizer: { clip: flags.clip, decay: flags.decay },
    schedule: {
      warmupSteps: flags.warmup,
      cooldown: flags.cooldown,
      cooldownShare: flags.cooldownShare,
    },
    batchPatches: flags.batchPatches,
    batchesPerStep: flags.batchesPerStep,
    workers: flags.workers,
    sourceLoss: flags.sourceLoss,
    curriculumPairs: flags.curriculum,
    validateSeconds: flags.validateSeconds,
    saveSeconds: flags.saveSeconds,
  };
}

type Length = Pick<TrainOptions, 'steps' | 'minutes' | 'epochs'>;

function lengthOf({ steps, minutes, epochs }: Flags): Length {
  return { ...(steps ? { steps } : {}), ...(minutes ? { minutes } : {}), ...(epochs ? { epochs } : {}) };
}

function configOf(flags: Flags, base: ModelConfig): ModelConfig {
  const changes = flags.set.map((pair) => {
    const [key, value] = pair.split('=') as [string, string];
    return [
      key,
      /^[\d.]+$/.test(value) ? Number(value) : value === 'true' ? true : value === 'false' ? false : value,
    ];
  });
  return parseModelConfig({ ...base, ...Object.fromEntries(changes) }, '--set');
}

function words(m: Metrics): string {
  const valid = m.validBpb === undefined ? '' : `  valid ${m.validBpb.toFixed(4)}`;
  return `step ${m.step}  ${m.pairs} pairs  ${m.bpb.toFixed(4)} bits/byte${valid}  ${m.kBPerSecond.toFixed(1)} kB/s`;
}

function collect(value: string, all: string[]): string[] {
  if (!value.includes('=')) throw new InvalidArgumentError('It takes key=value.');
  return [...all, value];
}
