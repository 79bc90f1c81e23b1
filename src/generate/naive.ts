/**
 * Generation the slow way, as published: for every symbol the whole sequence anew through the very function that training
 * uses. The reference that every faster way must equal, byte for byte.
 */
import type { Engine } from '../engine/engine.ts';
import { programCache } from '../engine/program-cache.ts';
import type { HostTensor, HostTensors } from '../graph/host-tensor.ts';
import type { TensorFunction } from '../graph/signature.ts';
import { type ModelConfig, SYMBOLS } from '../model/config.ts';
import { contextSignature } from '../model/context-signature.ts';
import { type BatchTensors, scoredLogits } from '../model/model.ts';
import { blankContext, PatchContext, setPlace } from '../reading/patch-context.ts';
import { SAMPLING_DEFAULTS, type SamplingOptions } from './choose.ts';
import { PatchWriter } from './patch-writer.ts';
import type { Prefix } from './prefix.ts';

/** Row lengths are rounded up to this many patches, so that few graphs are traced. */
const STEP = 32;

/** @returns the bytes in the order in which the model writes them, as `generate` gives them */
export async function generateNaively(
  engine: Engine,
  config: ModelConfig,
  weights: HostTensors,
  prefix: Prefix,
  options: Partial<SamplingOptions> = {},
): Promise<Uint8Array> {
  const { patchSize: size } = config;
  const writer = new PatchWriter(config, prefix, { ...SAMPLING_DEFAULTS, ...options });
  const symbols = [...prefix.symbols];
  const bytes = [...prefix.prompt.subarray(0, prefix.prompt.length - prefix.begun)];
  const logitsOf = openLogits(engine, config, weights, prefix.targetFile);
  while (writer.ended === undefined) {
    while (!writer.whole) {
      const before = writer.settled;
      const logits = await logitsOf(symbols, writer.patch);
      // one symbol a pass: nothing is assumed of those behind it
      writer.settle(logits, 0, { length: size, [before]: -1 });
    }
    const { patch, bytes: more } = writer.finish();
    symbols.push(...patch);
    bytes.push(...more);
  }
  return Uint8Array.from(bytes);
}

function openLogits(engine: Engine, config: ModelConfig, weights: HostTensors, targetFile: number) {
  const { patchSize: size } = config;
  const state = engine.state(weights);
  const specs = Object.fromEntries(
    Object.entries(weights).map(([n, { dtype, shape }]) => [n, { dtype, shape }]),
  );
  const int32 = (...shape: number[]) => ({ dtype: 'int32' as const, shape });
  const fn: TensorFunction = (t) => ({ logits: scoredLogits(t, t as unknown as BatchTensors, config) });
  const programs = programCache();
  return async (symbols: readonly number[], patch: Uint16Array): Promise<Float32Array> => {
    const count = symbols.length / size;
    const length = Math.min(config.patchLength, Math.ceil(count / STEP) * STEP);
    const inputs = {
      patches: int32(1, length, size),
      owners: int32(1, length),
      rows: int32(1),
      targets: int32(1, size),
    };
    const program = await programs.get(String(length), () =>
      engine.compile(fn, { ...specs, ...inputs, ...contextSignature(1, length) }),
    );
    const known = new PatchContext(targetFile, config);
    const all = Uint16Array.from(symbols);
    const where = blankContext(1, length);
    for (let i = 0; i < count; i++) setPlace(where, i, known.at(i, all, i * size));
    const fill = (name: keyof typeof inputs, values: ArrayLike<number>): [string, HostTensor] => {
      const data = new Int32Array(inputs[name].shape.reduce((a, b) => a * b, 1));
      data.set(values);
      return [name, { ...inputs[name], data }];
    };
    const run = program.run(
      {
        ...where,
        ...Object.fromEntries([
          fill('patches', symbols),
          fill('owners', []),
          fill('rows', [count - 1]),
          fill('targets', patch),
        ]),
      },
      state,
    );
    return Float32Array.from((await run).logits!.data as Float32Array).subarray(0, size * SYMBOLS);
  };
}
