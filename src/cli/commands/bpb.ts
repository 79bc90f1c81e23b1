/** `bgpt-music bpb`: a checkpoint measured on pairs: bits per byte, baselines beside it, and where the bits go. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { SPLITS } from '../../corpus/group-row.ts';
import { findManifest } from '../../corpus/manifest.ts';
import type { PairRow } from '../../corpus/pair-row.ts';
import { readPairs } from '../../corpus/read-pairs.ts';
import { BgptError } from '../../errors.ts';
import { type Direction, directionName } from '../../formats/direction.ts';
import { BASELINE_NAMES, type Baselines, measureBaselines } from '../../measure/baselines.ts';
import { controlPairs } from '../../measure/control.ts';
import { openCostsFile } from '../../measure/costs-file.ts';
import { type Evaluation, evaluatePairs } from '../../measure/evaluate-pairs.ts';
import { EVALUATE_DEFAULTS } from '../../measure/pair-costs.ts';
import type { Cell } from '../../measure/where-bits-go.ts';
import type { ModelConfig } from '../../model/config.ts';
import { parameterCount } from '../../model/model.ts';
import { readPair } from '../../reading/read-pair.ts';
import { readCheckpoint } from '../../store/checkpoint.ts';
import { action, command } from '../command.ts';
import { addDirectionOptions, type DirectionFlags, directionOf } from '../direction-options.ts';
import { addEngineOptions, type EngineFlags, openAskedEngine } from '../engine-options.ts';
import { firstRows } from '../first-rows.ts';
import { pattern, wholeNumber } from '../parse-option.ts';
import { openProgress } from '../progress.ts';
import type { Terminal } from '../terminal.ts';

type SplitFlag = (typeof SPLITS)[number] | 'all';

interface Flags extends EngineFlags, DirectionFlags {
  checkpoint: string;
  pairs: string;
  split?: SplitFlag;
  limit?: number;
  ids?: RegExp;
  control: boolean;
  seed: number;
  baselines: boolean;
  batchPatches: number;
  saveCosts?: string;
  perFile: boolean;
}

/** Training files that the order-k baselines learn from at most: their tables are in memory. */
const LEARNT_FILES = 5000;
/** Pairs left out that are named under `--json`. */
const NAMED = 20;

export default (): Command => {
  const cmd = command('bpb')
    .requiredOption('--checkpoint <folder>', 'the model')
    .requiredOption('--pairs <folder>', 'pair shards, or a folder of x.abc and x.mid files')
    .addOption(
      new Option('--split <name>', 'which pairs (default: valid; of a plain folder of files, all)').choices([
        ...SPLITS,
        'all',
      ]),
    )
    .option('--ids <pattern>', 'only pairs whose id matches this regular expression', pattern)
    .option('--limit <n>', 'the first n pairs only', wholeNumber(1))
    .option('--control', "put another tune's source before each target", false)
    .option('--seed <n>', 'of the control’s exchange', wholeNumber(0), 1)
    .option('--no-baselines', 'the model only')
    .option('--batch-patches <n>', 'patches of a batch', wholeNumber(1), EVALUATE_DEFAULTS.batchPatches)
    .option('--save-costs <file>', 'save the bits of every byte (JSON Lines)')
    .option('--per-file', 'under --json: a row a file, too', false);
  return action(addEngineOptions(addDirectionOptions(cmd)), work);
};

async function work(terminal: Terminal, flags: Flags): Promise<undefined> {
  const { config, directions, weights } = await readCheckpoint(flags.checkpoint);
  const direction = directionOf(flags) ?? directions[0]!;
  const split = flags.split ?? (await usualSplit(flags.pairs));
  const stored = () => firstRows(named(pairsOf(flags.pairs, split, direction), flags.ids), flags.limit);
  const pairs = flags.control ? () => controlPairs(stored, flags.seed) : stored;
  const { engine, choice } = await openAskedEngine(flags);
  const parameters = parameterCount(config);
  terminal.note(`${config.architecture}, ${(parameters / 1e6).toFixed(2)} M parameters`);
  terminal.note(`engine ${choice.engine}, device ${choice.device}: ${choice.reason}`);
  const costs = flags.saveCosts === undefined ? undefined : await openCostsFile(flags.saveCosts);
  const progress = await openProgress(terminal, 'bpb', await countOf(flags.pairs, split, flags.limit));
  const started = performance.now();
  try {
    const measured = await evaluatePairs(engine, config, weights, pairs(), {
      batchPatches: flags.batchPatches,
      signal: terminal.signal,
      onProgress: (done, bpb) => progress.update(done, `${bpb.toFixed(4)} bits per byte`),
      ...(costs ? { onCosts: (pair, cost) => costs.add(pair, cost) } : {}),
    });
    const seconds = (performance.now() - started) / 1000;
    progress.stop();
    if (measured.files === 0) throw nothing(flags.pairs, { split, direction, config, measured });
    await costs?.commit();
    const baselines = flags.baselines
      ? await measureBaselines(fitting(pairs(), config), await training(flags.pairs, split, direction))
      : undefined;
    print(terminal, { split, direction, control: flags.control, measured, baselines });
    const { perFile, tooLong, ...figures } = measured;
    terminal.result({
      ...figures,
      checkpoint: flags.checkpoint,
      pairs: flags.pairs,
      split,
      ...(flags.ids ? { ids: flags.ids.source } : {}),
      direction: directionName(direction),
      control: flags.control,
      model: { ...config, parameters },
      engine: { name: choice.engine, device: choice.device },
      seconds,
      tooLong: { files: tooLong.length, first: tooLong.slice(0, NAMED) },
      ...(baselines ? { baselines } : {}),
      ...(flags.perFile ? { perFile } : {}),
    });
  } finally {
    progress.stop();
    await costs?.abort();
    await engine.dispose();
  }
}

/** What is held out, where the folder says what that is. */
async function usualSplit(folder: string): Promise<SplitFlag> {
  if (await findManifest(folder)) return 'valid';
  for (const split of SPLITS) if (await stat(join(folder, split)).catch(() => undefined)) return 'valid';
  return 'all';
}

async function* pairsOf(folder: string, split: SplitFlag, direction: Direction): AsyncGenerator<PairRow> {
  for (const one of split === 'all' ? SPLITS : [split]) yield* readPairs(folder, one, { direction });
}

async function* named(pairs: AsyncIterable<PairRow>, ids?: RegExp): AsyncGenerator<PairRow> {
  for await (const pair of pairs) if (!ids || ids.test(pair.id)) yield pair;
}

/** Baselines are of the files that the model was measured on. */
async function* fitting(pairs: AsyncIterable<PairRow>, config: ModelConfig): AsyncGenerator<PairRow> {
  for await (const pair of pairs) if (readPair(pair, config).count <= config.patchLength) yield pair;
}

/** What order-k models may learn from: a training split that is not measured itself. */
async function training(
  folder: string,
  split: SplitFlag,
  direction: Direction,
): Promise<AsyncIterable<PairRow> | undefined> {
  const manifest = await findManifest(folder);
  if (split !== 'valid' || !manifest?.splits.train.pairs) return undefined;
  return firstRows(readPairs(folder, 'train', { direction }), LEARNT_FILES);
}

/** Pairs to come, for the progress bar; 0 if nobody has counted them. */
async function countOf(folder: string, split: SplitFlag, limit = Number.POSITIVE_INFINITY): Promise<number> {
  const splits = (await findManifest(folder))?.splits;
  if (!splits) return Number.isFinite(limit) ? limit : 0;
  const there = split === 'all' ? splits.train.pairs + splits.valid.pairs : splits[split].pairs;
  return Math.min(there, limit);
}

interface Asked {
  split: SplitFlag;
  direction: Direction;
  config: ModelConfig;
  measured: Evaluation;
}

function nothing(folder: string, { split, direction, config, measured: { tooLong } }: Asked): BgptError {
  if (tooLong.length > 0)
    return new BgptError(
      'measure/no-pairs',
      `none of ${tooLong.length} pairs of ${folder} fits the model's context of ${config.patchLength} patches`,
    );
  return new BgptError(
    'measure/no-pairs',
    `${folder} has nothing to read as ${directionName(direction)} in the split "${split}"`,
    {
      hint: 'Choose another split with --split (train, valid, all), or another way to read with --direction.',
    },
  );
}

interface Shown {
  split: SplitFlag;
  direction: Direction;
  control: boolean;
  measured: Evaluation;
  baselines: Baselines | undefined;
}

function print(terminal: Terminal, { split, direction, control, measured, baselines }: Shown): void {
  const { files, targetBytes, bits, endBits, bpb, argmaxShare, exactFiles, tooLong } = measured;
  const line = (name: string, value: string, more = '') =>
    terminal.print(`  ${name.padEnd(30)}${value.padStart(10)}${more && `   ${more}`}`);
  const which = split === 'all' ? '' : ` of ${split}`;
  terminal.print(
    `${directionName(direction)}: ${files} files${which}, ${targetBytes} target bytes${control ? ', each behind another tune’s source' : ''}`,
  );
  if (tooLong.length > 0)
    terminal.print(`${tooLong.length} more do not fit the model's context and are in no figure`);
  terminal.print();
  line('bits per byte', bpb.toFixed(4), `${(bits / files).toFixed(1)} bits a file`);
  line('  of which end marks', (endBits / targetBytes).toFixed(4), percent(endBits / bits));
  line('likeliest byte is right', percent(argmaxShare), 'of bytes');
  line(
    'files without a miss',
    String(exactFiles),
    `${percent(exactFiles / files)}: greedy decoding writes them exactly`,
  );
  if (baselines) {
    terminal.print();
    const { learntFrom } = baselines;
    const from = learntFrom > 0 ? `learnt from ${learntFrom} training files` : 'learning as it goes';
    terminal.print(`baselines on the same files (order-k ${from}):`);
    for (const name of BASELINE_NAMES) line(name, baselines.bitsPerByte[name].toFixed(4));
  }
  terminal.print();
  terminal.print('where the bits go:');
  terminal.print(
    `  ${'field'.padEnd(26)}${['symbols', 'bits', 'share', 'bits each', 'right'].map((name) => name.padStart(11)).join('')}`,
  );
  const fields = Object.entries(measured.byField).sort(([, a], [, b]) => b.bits - a.bits);
  for (const [name, cell] of fields) terminal.print(`  ${name.padEnd(26)}${columns(cell, bits)}`);
  terminal.print();
  terminal.print(`bits per byte by tenth of the file:  ${each(measured.byTenth)}`);
  terminal.print(`bits a symbol by place in the patch: ${each(measured.byPlace)}`);
}

function columns(cell: Cell, allBits: number): string {
  return [
    String(cell.symbols),
    cell.bits.toFixed(0),
    percent(cell.bits / allBits),
    mean(cell).toFixed(4),
    percent(cell.hits / cell.symbols),
  ]
    .map((text) => text.padStart(11))
    .join('');
}

function each(cells: readonly Cell[]): string {
  return cells.map((cell) => mean(cell).toFixed(2)).join(' ');
}

function mean({ bits, symbols }: Cell): number {
  return symbols === 0 ? 0 : bits / symbols;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
