/**
 * Generation beside PyTorch, in one run: the same weights and prefix, 60 patches of output, alternating. The peer
 * recomputes the prefix for every byte, as published. Weights are random and large, so that the output varies and drafts
 * seldom hold: what is compared is the work, not the acceptance. END's embedding is 0, so that nobody stops early.
 *   BGPT_PYTHON=python3 npm run bench:convert [-- small|base …]
 * BGPT_CHECKPOINT=DIR adds cold start and drafts of a trained model; without it cold start is measured on random weights.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { loadModel } from '../src/convert/load-model.ts';
import { CONVERT_DEFAULTS } from '../src/convert/model.ts';
import { onnxEngine } from '../src/engine/onnx/onnx-engine.ts';
import { decodeThreads } from '../src/generate/decode-threads.ts';
import { type Decoder, openDecoder } from '../src/generate/decoder.ts';
import { generate } from '../src/generate/generate.ts';
import { generateMany } from '../src/generate/generate-many.ts';
import { conversionPrefix, type Prefix } from '../src/generate/prefix.ts';
import { type ModelConfig, preset } from '../src/model/config.ts';
import { writeCheckpoint } from '../src/store/checkpoint.ts';
import { exportPth } from '../src/store/pth/export-pth.ts';
import { loudWeights } from '../test/convert/nano.ts';
import { COLD_START_BAR, coldStart } from './cold-start.ts';
import { machine, median, publish } from './harness.ts';

const PATCHES = 60;
const PREFIX_BYTES = 88 * 16;
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const PEERS = process.env.BGPT_PEERS ?? fileURLToPath(new URL('../../shared/peers', import.meta.url));
const PYTHON = process.env.BGPT_PYTHON ?? 'python3';
/** Times PyTorch's bytes/s that issue 5 asks for: one file, a batch of 16. */
const BARS: Record<string, { one: number; batch: number }> = {
  small: { one: 6, batch: 25 },
  base: { one: 3, batch: 10 },
};
const run = promisify(execFile);

interface Peer {
  bytes: number[];
  seconds: number;
  firstPatchSeconds: number;
  torch: string;
}

async function benchPreset(name: string, folder: string) {
  const config = { ...preset('bgpt', name), patchLength: 512 } as ModelConfig;
  const weights = { ...loudWeights(config, 1) };
  const embedding = weights['byte_level_decoder.base.transformer.wte.weight']!;
  (embedding.data as Float32Array).fill(0, 256 * config.hidden);
  await writeCheckpoint(join(folder, name), { config, weights });
  const pth = join(folder, `${name}.pth`);
  await exportPth(join(folder, name), pth);

  const source = Uint8Array.from({ length: PREFIX_BYTES }, (_, i) => 65 + ((i * 7) % 26));
  const prefix = conversionPrefix({ format: 'abc', bytes: source }, 'mid', config);
  const rows = Array.from({ length: prefix.count }, (_, i) => [
    ...prefix.symbols.subarray(i * config.patchSize, (i + 1) * config.patchSize),
  ]);
  const job = join(folder, `${name}.json`);
  const threads = availableParallelism();
  const { patchLength, hidden, patchLayers, byteLayers, patchSize } = config;
  const peerConfig = { patchLength, hidden, patchLayers, byteLayers, patchSize };
  await writeFile(job, JSON.stringify({ prefix: rows, config: peerConfig, threads }));
  const peer = async (): Promise<Peer> => {
    const script = fileURLToPath(new URL('./convert_peer.py', import.meta.url));
    const { stdout } = await run(PYTHON, [script, PEERS, pth, job, String(PATCHES)]);
    return JSON.parse(stdout);
  };

  const engine = onnxEngine({ threads: decodeThreads(config) });
  // a context that ends after 60 patches, so that every way stops where the peer does
  const decoder = openDecoder(
    engine,
    { ...config, patchLength: prefix.count + PATCHES },
    cut(weights, prefix.count + PATCHES),
  );
  await one(decoder, prefix, true);
  await batch(decoder, prefix);
  const seen = { peer: [] as Peer[], plain: [] as One[], drafted: [] as One[], batch: [] as Batch[] };
  for (let round = 0; round < ROUNDS; round++) {
    seen.plain.push(await one(decoder, prefix, false));
    seen.drafted.push(await one(decoder, prefix, true));
    seen.batch.push(await batch(decoder, prefix));
    seen.peer.push(await peer());
  }
  await decoder.dispose();
  const theirs = median(seen.peer.map(({ bytes, seconds }) => bytes.length / seconds));
  const rate = (all: readonly { bytes: number; seconds: number }[]) =>
    median(all.map(({ bytes, seconds }) => bytes / seconds));
  const figures = { plain: rate(seen.plain), drafted: rate(seen.drafted), batch: rate(seen.batch) };
  const bars = BARS[name]!;
  return {
    preset: name,
    prefixPatches: prefix.count,
    patches: PATCHES,
    sameBytesAsPeer: String(seen.plain[0]!.written) === String(seen.peer[0]!.bytes),
    distinctBytes: new Set(seen.plain[0]!.written).size,
    torchBytesPerSecond: Math.round(theirs),
    bytesPerSecond: {
      oneFileNoDrafts: Math.round(figures.plain),
      oneFileDrafts: Math.round(figures.drafted),
      batchOf16: Math.round(figures.batch),
    },
    times: {
      oneFileNoDrafts: round1(figures.plain / theirs),
      oneFileDrafts: round1(figures.drafted / theirs),
      batchOf16: round1(figures.batch / theirs),
    },
    bars: { oneFile: bars.one, batchOf16: bars.batch },
    held:
      Math.max(figures.plain, figures.drafted) >= bars.one * theirs && figures.batch >= bars.batch * theirs,
    firstPatchSeconds: {
      ours: median(seen.plain.map((r) => r.first)),
      torch: median(seen.peer.map((r) => r.firstPatchSeconds)),
    },
    draftsAccepted: seen.drafted[0]!.accepted,
    torch: seen.peer[0]!.torch,
  };
}

/** The learned positions of a shorter context are the first of the longer one's. */
function cut(weights: ReturnType<typeof loudWeights>, length: number) {
  const name = 'patch_level_decoder.base.wpe.weight';
  const { shape, data } = weights[name]!;
  const width = shape[1]!;
  return {
    ...weights,
    [name]: { dtype: 'float32' as const, shape: [length, width], data: data.slice(0, length * width) },
  };
}

interface One {
  bytes: number;
  seconds: number;
  first: number;
  written: number[];
  accepted: number;
}

async function one(decoder: Decoder, prefix: Prefix, drafts: boolean): Promise<One> {
  const started = performance.now();
  const elapsed = () => (performance.now() - started) / 1000;
  const written: number[] = [];
  let first = 0;
  const run = generate(decoder, prefix, { ...CONVERT_DEFAULTS, drafts, guard: undefined });
  for (;;) {
    const part = await run.next();
    if (part.done)
      return { bytes: written.length, seconds: elapsed(), first, written, accepted: part.value.accepted };
    if (written.length === 0) first = elapsed();
    written.push(...part.value);
  }
}

interface Batch {
  bytes: number;
  seconds: number;
}

async function batch(decoder: Decoder, prefix: Prefix): Promise<Batch> {
  const started = performance.now();
  let bytes = 0;
  const prefixes = Array.from({ length: 16 }, () => prefix);
  for await (const file of generateMany(decoder, prefixes, { ...CONVERT_DEFAULTS }))
    bytes += file.bytes.length;
  return { bytes, seconds: (performance.now() - started) / 1000 };
}

/** A trained model on a tune: what drafts are worth where the output repeats itself as music does. */
async function trained(checkpoint: string) {
  const model = await loadModel(checkpoint);
  const abc =
    'X:1\nT:The Kesh\nM:6/8\nL:1/8\nK:G\n|:GAG GAB|ABA ABd|edd gdd|edB dBA|GAG GAB|ABA ABd|edd gdB|AGF G3:|\n';
  const rows = [];
  for (const drafts of [false, true]) {
    await model.convert(abc, { drafts });
    const made = await model.convert(abc, { drafts });
    rows.push({
      drafts,
      bytes: made.midi.length,
      bytesPerSecond: Math.round(made.midi.length / made.seconds),
      firstByteSeconds: made.firstByteSeconds,
      drafted: made.drafted,
      accepted: made.accepted,
    });
  }
  await model.dispose();
  return rows;
}

function round1(value: number): number {
  return Math.round(value * 10) / 10;
}

const folder = await mkdtemp(join(tmpdir(), 'bgpt-bench-convert-'));
try {
  const names = process.argv.slice(2);
  const presets = [];
  for (const name of names.length > 0 ? names : Object.keys(BARS))
    presets.push(await benchPreset(name, folder));
  let checkpoint = process.env.BGPT_CHECKPOINT;
  if (checkpoint === undefined) {
    const config = preset('bgpt-2', 'base');
    checkpoint = join(folder, 'bgpt-2-base');
    await writeCheckpoint(checkpoint, { config, weights: loudWeights(config, 1) });
  }
  await publish('convert', {
    what: 'bytes/s of greedy generation, medians of alternating runs; cold start from process start to first byte',
    machine: machine(['onnxruntime-node', '@tensorflow/tfjs']),
    rounds: ROUNDS,
    presets,
    coldStart: await coldStart(checkpoint, ROUNDS),
    coldStartBarSeconds: COLD_START_BAR,
    ...(process.env.BGPT_CHECKPOINT ? { trained: await trained(checkpoint) } : {}),
  });
} finally {
  await rm(folder, { recursive: true, force: true });
}
