/**
 * `npm run bench:train -- --pairs DIR [--python PYTHON --rounds N --count N]`: target bytes a second while training on real
 * pairs, `bgpt` at preset `small`, beside PyTorch on the same pairs. The peer does as the published code does: batches of
 * eight in the order given, padded to the longest, every position of every patch scored. Ours packs the pairs and scores
 * the targets. Both take whole AdamW steps. Each contestant runs in a process of its own, in turn.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { pairSequence } from '../src/bytes/sequence.ts';
import { readPairs } from '../src/corpus/read-pairs.ts';
import { findDevices } from '../src/engine/devices.ts';
import { PRESETS } from '../src/model/config.ts';
import { alternating, child, machine, median, publish } from './harness.ts';
import type { TrainRun } from './train-child.ts';

const { values: options } = parseArgs({
  options: {
    pairs: { type: 'string' },
    python: { type: 'string', default: process.env.BGPT_PYTHON ?? 'python3' },
    peer: { type: 'string', default: resolve(import.meta.dirname, '../../shared/peers/torch_bgpt.py') },
    rounds: { type: 'string', default: '3' },
    count: { type: 'string', default: '96' },
    machine: { type: 'string', default: hostname() },
  },
});
if (!options.pairs) throw new Error('--pairs FOLDER: pair shards with a train split');
process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
const about = machine(['onnxruntime-node', '@tensorflow/tfjs']);

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

const contestants: Record<string, () => Promise<TrainRun>> = {};
for (const { engine, device, usable, gflops } of await findDevices()) {
  if (!usable || (gflops !== undefined && gflops < 5)) continue;
  for (const products of engine === 'tensorflow' ? ['float32', 'bfloat16'] : ['float32']) {
    contestants[`${engine} ${device} ${products}`] = () =>
      child<TrainRun>(new URL('./train-child.ts', import.meta.url), [engine, device, products, file]);
  }
}
contestants['torch cpu float32'] = () => torch('fp32');
contestants['torch cpu bfloat16'] = () => torch('bf16');

const runs = await alternating(Number(options.rounds), contestants);
await rm(folder, { recursive: true, force: true });
const speed = (all: readonly TrainRun[]) => median(all.map((run) => run.targetBytes / run.seconds));
const base = speed(runs['torch cpu float32']!);
await publish(`train-${options.machine}`, {
  bench: 'npm run bench:train',
  what: `target bytes a second of training bgpt small on ${pairs.length} pairs of ${options.pairs}`,
  date: new Date().toISOString(),
  machine: about,
  rounds: Number(options.rounds),
  results: Object.entries(runs).map(([name, all]) => ({
    name,
    targetBytesPerS: Math.round(speed(all)),
    timesTorchFloat32: Number((speed(all) / base).toFixed(2)),
    seconds: all.map((run) => Number(run.seconds.toFixed(2))),
  })),
});

function torch(mode: string): Promise<TrainRun> {
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
      status === 0 ? done(JSON.parse(out)) : fail(new Error(`the peer ended with ${status}`)),
    ),
  );
}
