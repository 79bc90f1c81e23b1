/** What `train` may be told, as its flags say it and as the library takes it. */

import { type Command, InvalidArgumentError, Option } from 'commander';
import { CPU_PROFILES, parseCpuProfiles } from '../corpus/cpu/cpu-profiles.ts';
import { BgptError } from '../errors.ts';
import { type Architecture, type ModelConfig, PRESETS, preset } from '../model/config.ts';
import { SYNTHETIC_PROFILES } from '../music/compose/options.ts';
import { readCheckpoint } from '../store/checkpoint.ts';
import { parseModelConfig } from '../store/config-schema.ts';
import {
  ARCHITECTURE_DEFAULTS,
  type GivenTrainOptions,
  TRAIN_DEFAULTS,
  type TrainOptions,
} from '../train/options.ts';
import { SCHEDULE_DEFAULTS } from '../train/schedule.ts';
import type { NewModel } from '../train/train-request.ts';
import type { DirectionFlags } from './direction-options.ts';
import type { EngineFlags } from './engine-options.ts';
import { notNegative, positive, share, usage, wholeNumber } from './parse-option.ts';
import { type DataFlags, syntheticProfiles } from './train-data.ts';

const DEFAULT_ARCHITECTURE = 'bgpt-2' satisfies Architecture;

export interface TrainFlags extends EngineFlags, DataFlags, DirectionFlags {
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

export function addTrainOptions(cmd: Command): Command {
  const d = TRAIN_DEFAULTS;
  return cmd
    .requiredOption('--out <folder>', "the run's folder: checkpoint, metrics.jsonl, model card")
    .option('--pairs <folder>', 'pair shards, or a folder of .abc and .mid files')
    .option('--valid <folder>', 'validate on the validation split of this folder instead')
    .option(
      '--synthetic <profiles>',
      `synthetic tunes, composed as they are needed: ${Object.keys(SYNTHETIC_PROFILES).join(', ')}; several, with commas, take turns`,
      syntheticProfiles,
    )
    .option(
      '--cpu <profiles>',
      `CPU programs and their states, drawn as they are needed: ${Object.keys(CPU_PROFILES).join(', ')}, or instructions such as 9-33, with weights such as short:DIV=40; several, with commas, take turns`,
      usage(parseCpuProfiles),
    )
    .option(
      '--synthetic-share <share>',
      'share of --synthetic or --cpu where --pairs is given, too',
      share,
      0.5,
    )
    .option(
      '--remix-share <share>',
      'share of the pairs that are remixed: notes, bars and fields of ABC tunes changed, rendered anew',
      share,
      0,
    )
    .option(
      '--transcription-share <share>',
      'share of the ABC tunes turned into pairs that render MIDI to ABC: canonical MIDI with more or less stated, the text in house style',
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
    .option('--minutes <n>', 'length of the run in minutes', positive)
    .option('--epochs <n>', 'length of the run in passes over --pairs', positive)
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
}

/** The preset that the flags name, or the model of --init, whose sizes and training defaults are its own. */
export async function newModel(flags: TrainFlags): Promise<NewModel> {
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

/** What the flags say; what they leave open is the architecture's (`trainOptions`). */
export function optionsOf(flags: TrainFlags): GivenTrainOptions {
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

export function lengthOf({ steps, minutes, epochs }: TrainFlags): Length {
  return { ...(steps ? { steps } : {}), ...(minutes ? { minutes } : {}), ...(epochs ? { epochs } : {}) };
}

function configOf(flags: TrainFlags, base: ModelConfig): ModelConfig {
  const changes = flags.set.map((pair) => {
    const [key, value] = pair.split('=') as [string, string];
    return [
      key,
      /^[\d.]+$/.test(value) ? Number(value) : value === 'true' ? true : value === 'false' ? false : value,
    ];
  });
  return parseModelConfig({ ...base, ...Object.fromEntries(changes) }, '--set');
}

function collect(value: string, all: string[]): string[] {
  if (!value.includes('=')) throw new InvalidArgumentError('It takes key=value.');
  return [...all, value];
}
