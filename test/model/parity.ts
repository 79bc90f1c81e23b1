/** A model as an engine computes it, in the shape of what PyTorch wrote into a parity fixture. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pairSequence, type Sequence } from '../../src/bytes/sequence.ts';
import { END } from '../../src/bytes/symbols.ts';
import type { Engine } from '../../src/engine/engine.ts';
import type { HostTensor, HostTensors } from '../../src/graph/host-tensor.ts';
import { adamW } from '../../src/graph/ops/optimizers.ts';
import * as tf from '../../src/graph/tf.ts';
import type { Signature, Tensors } from '../../src/graph/trace.ts';
import { type BgptConfig, SYMBOLS } from '../../src/model/config.ts';
import { type BatchTensors, scoredLogits, symbolNats, weightShapes } from '../../src/model/model.ts';

export interface Fixture {
  config: Omit<BgptConfig, 'architecture'>;
  pairs: { abc: string; midBase64: string }[];
  meanLossNats: number;
  nllNatsPerScoredPatch: number[][][];
  logitsFirstScoredPatchOfPair0: number[][];
  gradientL2: Record<string, number>;
  greedyMidBase64: string[];
  adamw: { lr: number; betas: [number, number]; eps: number; weightDecay: number; lossesNats: number[] };
}

export function readFixture(folder: string): Fixture {
  return JSON.parse(readFileSync(join(folder, 'fixture.json'), 'utf8'));
}

export function sequencesOf({ pairs, config }: Fixture): Sequence[] {
  return pairs.map(({ abc, midBase64 }) =>
    pairSequence(
      {
        sourceFormat: 'abc',
        source: Buffer.from(abc),
        targetFormat: 'mid',
        target: Buffer.from(midBase64, 'base64'),
      },
      { size: config.patchSize },
    ),
  );
}

const int32 = (shape: number[], data: Int32Array | number[]): HostTensor => ({
  dtype: 'int32',
  shape,
  data: Int32Array.from(data),
});
const scalar = (value: number): HostTensor => ({
  dtype: 'float32',
  shape: [],
  data: Float32Array.of(value),
});

/** As the published loss has it: one sequence a row, every position of every patch but the first is scored. */
function publishedBatch(sequences: readonly Sequence[], size: number): HostTensors {
  const length = Math.max(...sequences.map(({ count }) => count));
  const batch = sequences.length;
  const patches = new Int32Array(batch * length * size).fill(END);
  const [rows, targets]: [number[], number[]] = [[], []];
  for (const [row, { symbols, count }] of sequences.entries()) {
    patches.set(symbols, row * length * size);
    for (let i = 0; i < count - 1; i++) rows.push(row * length + i);
    targets.push(...symbols.subarray(size));
  }
  return {
    patches: int32([batch, length, size], patches),
    owners: int32(
      [batch, length],
      Array.from({ length: batch * length }, (_, i) => Math.floor(i / length)),
    ),
    positions: int32(
      [batch, length],
      Array.from({ length: batch * length }, (_, i) => i % length),
    ),
    files: int32([batch, length], new Int32Array(batch * length)),
    rows: int32([rows.length], rows),
    targets: int32([rows.length, size], targets),
    labels: int32([rows.length, size], targets),
  };
}

function signatureOf(tensors: HostTensors): Signature {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, { dtype, shape }]) => [name, { dtype, shape }]),
  );
}

function named(prefix: string, tensors: HostTensors): HostTensors {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [`${prefix}/${name}`, tensor]));
}

function copied(tensors: HostTensors): HostTensors {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, t]) => [name, { ...t, data: t.data.slice() }]),
  );
}

function zeros(tensors: HostTensors): HostTensors {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, t]) => [name, { ...t, data: new Float32Array(t.data.length) }]),
  );
}

function weightsIn(t: Tensors, config: BgptConfig): Record<string, tf.Tensor> {
  return Object.fromEntries(Object.keys(weightShapes(config)).map((name) => [name, t[`w/${name}`]!]));
}

function lossAndGradients(t: Tensors, config: BgptConfig) {
  const names = Object.keys(weightShapes(config));
  const loss = (...values: tf.Tensor[]) => {
    const w = Object.fromEntries(names.map((name, i) => [name, values[i]!]));
    return symbolNats(w, t as unknown as BatchTensors, config).mean() as tf.Scalar;
  };
  const { value, grads } = tf.valueAndGrads(loss)(names.map((name) => t[`w/${name}`]!));
  return { value, gradients: new Map(names.map((name, i) => [name, grads[i]!])) };
}

/** Mean loss, nats `[scored, size]`, the logits of the first scored patch, every gradient's norm. */
export async function forwardAndBackward(
  engine: Engine,
  config: BgptConfig,
  weights: HostTensors,
  sequences: Sequence[],
) {
  const inputs = { ...publishedBatch(sequences, config.patchSize), ...named('w', weights) };
  const program = await engine.compile((t) => {
    const batch = t as unknown as BatchTensors;
    const { value, gradients } = lossAndGradients(t, config);
    const w = weightsIn(t, config);
    const first = { ...batch, rows: batch.rows.slice([0], [1]), targets: batch.targets.slice([0], [1]) };
    return {
      loss: value,
      nats: symbolNats(w, batch, config),
      logits: scoredLogits(w, first, config),
      ...Object.fromEntries([...gradients].map(([name, g]) => [`norm/${name}`, g.square().sum().sqrt()])),
    };
  }, signatureOf(inputs));
  try {
    const out = await program.run(inputs);
    return {
      loss: out.loss!.data[0]!,
      nats: rowsOf(out.nats!.data as Float32Array, config.patchSize),
      logits: rowsOf(out.logits!.data as Float32Array, SYMBOLS),
      norms: new Map(Object.keys(weights).map((name) => [name, out[`norm/${name}`]!.data[0]!])),
    };
  } finally {
    await program.dispose();
  }
}

function rowsOf(values: Float32Array, width: number): number[][] {
  return Array.from({ length: values.length / width }, (_, i) => [
    ...values.subarray(i * width, (i + 1) * width),
  ]);
}

/** Losses of ten AdamW steps on one batch, each before its step; every tensor decays, as torch has it by default. */
export async function adamWLosses(
  engine: Engine,
  config: BgptConfig,
  weights: HostTensors,
  sequences: Sequence[],
  { lr, betas, eps, weightDecay, lossesNats }: Fixture['adamw'],
): Promise<number[]> {
  const batch = publishedBatch(sequences, config.patchSize);
  const moving = {
    ...named('w', copied(weights)),
    ...named('m', zeros(weights)),
    ...named('v', zeros(weights)),
  };
  const scalars = { rate: scalar(lr), correction1: scalar(0), correction2: scalar(0) };
  const program = await engine.compile(
    (t) => {
      const { value, gradients } = lossAndGradients(t, config);
      const outputs: Record<string, tf.Tensor> = { loss: value };
      for (const [name, gradient] of gradients) {
        const state = { weight: t[`w/${name}`]!, gradient, m: t[`m/${name}`]!, v: t[`v/${name}`]! };
        const { rate, correction1, correction2 } = t as Record<string, tf.Tensor>;
        const next = adamW(
          state,
          { rate: rate!, decay: weightDecay, correction1: correction1!, correction2: correction2! },
          { beta1: betas[0], beta2: betas[1], epsilon: eps },
        );
        outputs[`w/${name}`] = next.weight;
        outputs[`m/${name}`] = next.m;
        outputs[`v/${name}`] = next.v;
      }
      return outputs;
    },
    signatureOf({ ...batch, ...moving, ...scalars }),
  );
  const state = engine.state(moving);
  try {
    const losses: number[] = [];
    for (let step = 1; step <= lossesNats.length; step++) {
      const corrections = {
        correction1: scalar(1 - betas[0] ** step),
        correction2: scalar(1 - betas[1] ** step),
      };
      const out = await program.run({ ...batch, ...scalars, ...corrections }, state);
      losses.push(out.loss!.data[0]!);
    }
    return losses;
  } finally {
    state.dispose();
    await program.dispose();
  }
}

/** What the model writes behind a source, symbol by symbol without caches: the likeliest, until the first END. */
export async function greedy(
  engine: Engine,
  config: BgptConfig,
  weights: HostTensors,
  prefix: Sequence,
): Promise<Uint8Array> {
  const { patchSize: size, patchLength: length } = config;
  const fixed = {
    ...named('w', weights),
    owners: int32([1, length], new Int32Array(length)),
    positions: int32(
      [1, length],
      Array.from({ length }, (_, i) => i),
    ),
    files: int32([1, length], new Int32Array(length)),
  };
  const patches = new Int32Array(length * size).fill(END);
  patches.set(prefix.symbols.subarray(0, prefix.targetStart * size));
  const inputs = (row: number) => ({
    ...fixed,
    patches: int32([1, length, size], patches),
    rows: int32([1], [row]),
    targets: int32([1, size], patches.subarray((row + 1) * size, (row + 2) * size)),
  });
  const program = await engine.compile(
    (t) => {
      const batch = { ...t, labels: t.targets } as unknown as BatchTensors;
      return { best: scoredLogits(weightsIn(t, config), batch, config).argMax(2) };
    },
    signatureOf(inputs(0)),
  );
  try {
    const written: number[] = [];
    for (let patch = prefix.targetStart; patch < length; patch++) {
      for (let k = 0; k < size; k++) {
        const { best } = await program.run(inputs(patch - 1));
        const symbol = best!.data[k]!;
        if (symbol === END) return Uint8Array.from(written);
        patches[patch * size + k] = symbol;
        written.push(symbol);
      }
    }
    return Uint8Array.from(written);
  } finally {
    await program.dispose();
  }
}
