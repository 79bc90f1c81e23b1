/**
 * `npm run bench:train -- --pairs DIR [--python PYTHON --rounds N --count N --before CHECKOUT --workers N --steps N --only TEXT]`: training on
 * real pairs, in target bytes and pairs a second.
 *
 * - `bgpt small`, abc>mid, beside PyTorch on the same pairs. The peer does as the published code does: batches of eight in the order
 *   given, padded to the longest, every position of every patch scored; eager float32, eager bfloat16, `torch.compile` in bfloat16.
 * - `bgpt-2 small` with patches of 12 bytes, as it is shipped, in both directions; with `--before`, beside another checkout.
 *
 * Whole optimiser steps. Each contestant runs in a process of its own, in turn, so that what else the machine does falls on all alike.
 * The machine's product peak is measured among them.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, hostname, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { pairSequence } from '../src/bytes/sequence.ts';
import { readPairs } from '../src/corpus/read-pairs.ts';
import { findDevices } from '../src/engine/devices.ts';
import { PRESETS } from '../src/model/config.ts';
import { alternating, child, machine, median, publish } from './harness.ts';
import type { TrainRun, TrainTask } from './train-child.ts';

const { values: options } = parseArgs({
  options: {
    pairs: { type: 'string' },
    python: { type: 'string', default: process.env.BGPT_PYTHON ?? 'python3' },
    peer: { type: 'string', default: resolve(import.meta.dirname, '../../shared/peers/torch_bgpt.py') },
    rounds: { type: 'string', default: '3' },
    count: { type: 'string', default: '400' },
    steps: { type: 'string', default: '16' },
    workers: { type: 'string', default: String(availableParallelism()) },
    before: { type: 'string' },
    only: { type: 'string', default: '' },
    machine: { type: 'string', default: hostname() },
  },
});
if (!options.pairs) throw new Error('--pairs FOLDER: pair shards with a train split');
process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
const about = machine(['onnxruntime-node', '@tensorflow/tfjs']);
const here = resolve(import.meta.dirname, '..');

const folder = await mkdtemp(join(tmpdir(), 'bench-train-'));
const file = join(folder, 'pairs.jsonl');
const pairs: string[] = [];
for await (const row of readPairs(options.pairs, 'train')) {
  if (pairs.length === Number(options.count)) break;
  // both must hold the pair: the published context is 512 patches
  if (pairSequence(row, { size: 16 }).count > PRESETS.bgpt.small.patchLength) continue;
  pairs.push(
    JSON.stringify([Buffer.from(row.source).toString('base64'), Buffer.from(row.target).toString('base64')]),
  );
}
await writeFile(file, pairs.join('\n'));

interface Result extends Partial<TrainRun> {
  gflops?: number;
}
const contestants: Record<string, () => Promise<Result>> = {};
const workers = Number(options.workers);
const engines = (await findDevices()).filter(
  ({ usable, gflops, device }) => usable && device === 'cpu' && !(gflops !== undefined && gflops < 5),
);
for (const { engine, device } of engines) {
  const types = engine === 'tensorflow' ? (['float32', 'bfloat16'] as const) : (['float32'] as const);
  for (const products of types) {
    const own = { root: here, engine, device, products, pairs: file, steps: Number(options.steps) };
    contestants[`product peak, ${engine} ${products}`] = () =>
      child<Result>(new URL('./product-peak-child.ts', import.meta.url), [engine, device, products]);
    contestants[`bgpt, ${engine} ${products}, ${workers} workers`] = () =>
      trained({ ...own, workers, architecture: 'bgpt', direction: 'abc>mid' });
    // the shipped recipe's type on each engine
    if (engine === 'tensorflow' && products === 'float32') continue;
    for (const direction of ['abc>mid', 'mid>abc'] as const) {
      const name = `bgpt-2 ${direction}, ${engine} ${products}`;
      const task = { ...own, architecture: 'bgpt-2', direction } as const;
      contestants[`${name}, ${workers} workers`] = () => trained({ ...task, workers });
      if (options.before)
        contestants[`${name}, before`] = () =>
          trained({ ...task, workers: 1, root: resolve(options.before!) });
    }
  }
}
for (const mode of ['float32', 'bfloat16', 'compile']) contestants[`bgpt, torch ${mode}`] = () => torch(mode);
const chosen = Object.fromEntries(
  Object.entries(contestants).filter(([name]) => name.includes(options.only)),
);

const runs = await alternating(Number(options.rounds), chosen);
await rm(folder, { recursive: true, force: true });

const rate = (all: readonly Result[], of: (run: Result) => number) => median(all.map(of));
const bytesPerS = (run: Result) => run.targetBytes! / run.seconds!;
const pairsPerS = (run: Result) => run.pairs! / run.seconds!;
const times = (a: readonly Result[], b: readonly Result[], of: (run: Result) => number) =>
  // round by round: what else the machine did fell on both
  Number(median(a.map((run, i) => of(run) / of(b[i]!))).toFixed(2));
const torchRuns = Object.entries(runs).filter(([name]) => name.startsWith('bgpt, torch'));
const bestTorch = torchRuns.sort(([, a], [, b]) => rate(b, bytesPerS) - rate(a, bytesPerS))[0];

await publish(`train-${options.machine}`, {
  bench: 'npm run bench:train',
  what: `training on ${pairs.length} pairs of ${options.pairs}`,
  date: new Date().toISOString(),
  machine: about,
  rounds: Number(options.rounds),
  results: Object.entries(runs).map(([name, all]) => {
    if (all[0]!.gflops !== undefined) return { name, gflops: Math.round(rate(all, (run) => run.gflops!)) };
    const before = runs[name.replace(/, \d+ workers$/, ', before')];
    const peak = runs[`product peak, ${name.split(', ')[1]}`];
    return {
      name,
      targetBytesPerS: Math.round(rate(all, bytesPerS)),
      ...(all[0]!.pairs === undefined ? {} : { pairsPerS: Number(rate(all, pairsPerS).toFixed(2)) }),
      ...(before && before !== all ? { timesBefore: times(all, before, pairsPerS) } : {}),
      ...(bestTorch && name.startsWith('bgpt,')
        ? { timesBestTorch: times(all, bestTorch[1], bytesPerS) }
        : {}),
      ...(peak && all[0]!.gflop !== undefined
        ? {
            usefulGflops: Math.round(rate(all, (run) => run.gflop! / run.seconds!)),
            shareOfPeak: Number(
              rate(all, (run) => run.gflop! / run.seconds! / median(peak.map((p) => p.gflops!))).toFixed(2),
            ),
          }
        : {}),
      ...(all[0]!.peakMiB === undefined ? {} : { peakMiB: Math.max(...all.map((run) => run.peakMiB!)) }),
      ...(all[0]!.processorSeconds === undefined
        ? {}
        : { processorSeconds: all.map((run) => Number(run.processorSeconds!.toFixed(2))) }),
      seconds: all.map((run) => Number(run.seconds!.toFixed(2))),
    };
  }),
});

function trained(task: TrainTask): Promise<TrainRun> {
  return child<TrainRun>(new URL('./train-child.ts', import.meta.url), [JSON.stringify(task)]);
}

function torch(mode: string): Promise<Result> {
  const script = resolve(import.meta.dirname, 'train_peer.py');
  const process_ = spawn(options.python, [script, options.peer, file, mode], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  process_.stdout.on('data', (chunk) => {
    out += chunk;
  });
  return new Promise((done, fail) =>
    process_.on('close', (status) =>
      status === 0
        ? done(JSON.parse(out.trim().split('\n').at(-1)!))
        : fail(new Error(`the peer ended with ${status}`)),
    ),
  );
}
