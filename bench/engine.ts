/**
 * `npm run bench:engine [-- --python PYTHON --rounds N --steps N]`: a training step of the 8.4 M model on every engine
 * that loads, beside PyTorch on the same batch, each in a process of its own and in turn. Without PyTorch the peer is
 * left out and the result says so.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { findDevices } from '../src/engine/devices.ts';
import type { EngineRun } from './engine-child.ts';
import { PATCHES, parameters, SEQUENCES, stepFlops } from './engine-step.ts';
import { alternating, child, machine, median, publish } from './harness.ts';

const { values: options } = parseArgs({
  options: {
    python: { type: 'string', default: process.env.BGPT_PYTHON ?? 'python3' },
    peer: { type: 'string', default: resolve(import.meta.dirname, '../../shared/peers/torch_bgpt.py') },
    rounds: { type: 'string', default: '3' },
    steps: { type: 'string', default: '5' },
    /** Name of the machine in the result's file name. */
    machine: { type: 'string', default: hostname() },
  },
});

/** What the peer runs, in this order. */
const MODES = ['float32', 'bfloat16'];
/** Slower than this, an adapter is software and would take hours. */
const SOFTWARE_GFLOPS = 5;

interface Timed {
  seconds: number[];
  peakMiB: number;
  [more: string]: unknown;
}

process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
const about = machine(['onnxruntime-node', '@tensorflow/tfjs']);
const leftOut: Record<string, string> = {};
const contestants: Record<string, () => Promise<Timed[]>> = {};

for (const { engine, device, usable, reason, gflops } of await findDevices()) {
  const name = `${engine} ${device}`;
  if (!usable) leftOut[name] = reason;
  else if (gflops !== undefined && gflops < SOFTWARE_GFLOPS)
    leftOut[name] = `${gflops} GFLOP/s: a software adapter`;
  else {
    const products = engine === 'tensorflow' ? ['float32', 'bfloat16'] : ['float32'];
    for (const type of products) contestants[`${name} ${type}`] = () => ours(engine, device, type);
  }
}
const torch = await torchVersion();
if (torch) contestants.torch = peer;
else leftOut.torch = `no PyTorch in ${options.python}, or no peer at ${options.peer}`;

const runs = await alternating(Number(options.rounds), contestants);
const results = Object.entries(runs).flatMap(([name, rounds]) =>
  rounds[0]!.map((_, mode) =>
    summary(
      name === 'torch' ? `torch cpu ${MODES[mode]}` : name,
      rounds.map((round) => round[mode]!),
    ),
  ),
);
const best = results.find(({ name }) => name === 'torch cpu float32');
await publish(`engine-${options.machine}`, {
  bench: 'npm run bench:engine',
  what: `one optimiser step (AdamW) of ${parameters()} parameters on ${SEQUENCES} × ${PATCHES} patches of 16 bytes; GFLOP/s count matrix products alone`,
  date: new Date().toISOString(),
  machine: { ...about, versions: { ...about.versions, ...(torch ? { torch } : {}) } },
  rounds: Number(options.rounds),
  stepsPerRound: Number(options.steps),
  results: results.map((result) => ({
    ...result,
    ...(best ? { timesTorchFloat32: round(best.stepS / result.stepS, 2) } : {}),
  })),
  leftOut,
});

async function ours(engine: string, device: string, products: string): Promise<Timed[]> {
  const module = new URL('./engine-child.ts', import.meta.url);
  return [{ ...(await child<EngineRun>(module, [engine, device, products, options.steps])) }];
}

function summary(name: string, runs: Timed[]) {
  const seconds = runs.flatMap((run) => run.seconds);
  const stepS = median(seconds);
  const bytes = SEQUENCES * PATCHES * 16;
  return {
    name,
    stepS: round(stepS, 3),
    kBPerS: round(bytes / 1000 / stepS, 2),
    gflops: round(stepFlops() / 1e9 / stepS, 1),
    peakMiB: Math.max(...runs.map((run) => run.peakMiB)),
    fastestS: round(Math.min(...seconds), 3),
    slowestS: round(Math.max(...seconds), 3),
    ...(runs[0]!.compileS === undefined
      ? {}
      : { compileS: round(median(runs.map((run) => run.compileS as number)), 2), nats: runs[0]!.nats }),
  };
}

/** The peer runs float32, then bfloat16, in one process, each a median of its steps. Its memory is read while it runs. */
function peer(): Promise<Timed[]> {
  // REPS counts its warm-up step too; no generation
  const env = { ...process.env, REPS: String(Number(options.steps) + 1), GEN: '0' };
  const process_ = spawn(
    options.python,
    [options.peer, 'bench', 'small', String(SEQUENCES), String(PATCHES)],
    {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let peakMiB = 0;
  const look = () => {
    try {
      const status = readFileSync(`/proc/${process_.pid}/status`, 'utf8');
      peakMiB = Math.max(peakMiB, Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024));
    } catch {
      // it has ended
    }
  };
  const watch = setInterval(look, 100);
  const modes: Timed[] = [];
  let text = '';
  process_.stdout.on('data', (chunk) => {
    text += chunk;
    look();
    const lines = text.split('\n');
    text = lines.pop()!;
    for (const line of lines) {
      const made = JSON.parse(line);
      // the peak so far: that of bfloat16 is at least that of float32 before it
      if (made.what === 'train') modes.push({ seconds: [made.medianStepS], peakMiB });
    }
  });
  return new Promise((done, fail) =>
    process_.on('close', (status) => {
      clearInterval(watch);
      if (status === 0 && modes.length === MODES.length) done(modes);
      else fail(new Error(`the peer ended with ${status} after ${modes.length} modes`));
    }),
  );
}

async function torchVersion(): Promise<string | undefined> {
  if (!existsSync(options.peer)) return undefined;
  const process_ = spawn(options.python, ['-c', 'import torch; print(torch.__version__)'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let text = '';
  process_.stdout.on('data', (chunk) => {
    text += chunk;
  });
  return new Promise((done) => {
    process_.on('error', () => done(undefined));
    process_.on('close', (status) => done(status === 0 ? text.trim() : undefined));
  });
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
