/**
 * A decoder that follows a script instead of weights: what it believes of the next symbol is a function of the text so far. It
 * reads its caches' length and its states as the real programs do, so that what is taken back and given is seen by it.
 */
import { END } from '../../src/bytes/symbols.ts';
import type { Program } from '../../src/engine/engine.ts';
import type { Decoder } from '../../src/generate/decoder.ts';
import type { HostTensors } from '../../src/graph/host-tensor.ts';
import { type ModelConfig, SYMBOLS } from '../../src/model/config.ts';
import { cacheSizes } from '../../src/model/decode.ts';
import { stateWidth } from '../../src/model/model.ts';

/** The likeliest symbols behind a text, best first; 256 ends a patch, and in an empty patch the file. */
export type Script = (text: string, patchIsEmpty: boolean) => readonly number[];

/** Follows the texts in order: the first that begins with what stands is believed most. Patches are full ones. */
export function following(...texts: readonly string[]): Script {
  return (text) => {
    const next = texts
      .filter((each) => each.startsWith(text))
      .map((each) => (each.length > text.length ? each.charCodeAt(text.length) : END));
    return next.length > 0 ? [...new Set(next)] : [END];
  };
}

/** @param target text of the file: patches behind the one that names `format` */
export function scriptedDecoder(
  config: ModelConfig,
  script: Script,
  format = 'abc',
): Decoder & { writes: number } {
  const { patchSize: size } = config;
  const width = stateWidth(config);
  const read: number[][] = [];
  const textOf = (patches: readonly number[][]) => {
    const names = patches.map((patch) => String.fromCharCode(...patch.filter((symbol) => symbol < END)));
    return names.slice(names.lastIndexOf(format) + 1).join('');
  };
  const program = (run: (inputs: HostTensors) => HostTensors): Program =>
    ({
      run: async (inputs: HostTensors) => run(inputs),
      dispose: async () => undefined,
    }) as unknown as Program;
  const decoder = {
    config,
    leastCapacity: 0,
    writes: 0,
    extend: async (_: number, count: number) =>
      program(({ patches, past }) => {
        read.length = Array.from(past!.data).filter((mask) => mask === 0).length;
        const states = new Float32Array(count * width);
        for (let i = 0; i < count; i++) {
          read.push([...patches!.data.subarray(i * size, (i + 1) * size)]);
          states[i * width] = read.length;
        }
        const fresh = cacheSizes(config).flatMap(({ heads, key, value }, i) => [
          [`key.${i}`, tensor([1, heads, count, key])],
          [`value.${i}`, tensor([1, heads, count, value])],
        ]);
        return { states: { ...tensor([count, width]), data: states }, ...Object.fromEntries(fresh) };
      }),
    write: async () =>
      program(({ states, forced }) => {
        decoder.writes++;
        const before = textOf(read.slice(0, states!.data[0]));
        const symbols = new Int32Array(size).fill(END);
        const logits = new Float32Array(size * SYMBOLS).fill(-100);
        for (let k = 0; k < size; k++) {
          const text = before + String.fromCharCode(...symbols.subarray(0, k));
          for (const [rank, symbol] of script(text, k === 0).entries())
            logits[k * SYMBOLS + symbol] = 10 - rank;
          const given = forced!.data[k]!;
          symbols[k] = given >= 0 ? given : (script(text, k === 0)[0] ?? END);
          if (symbols[k] === END) break;
        }
        return {
          symbols: { dtype: 'int32', shape: [1, size], data: symbols },
          logits: { dtype: 'float32', shape: [1, size, SYMBOLS], data: logits },
        };
      }),
    verify: async (rows: number) =>
      program(({ states, targets }) => {
        const logits = new Float32Array(rows * size * SYMBOLS).fill(-100);
        for (let row = 0; row < rows; row++) {
          const before = textOf(read.slice(0, states!.data[row * width]));
          const target = targets!.data.subarray(row * size, (row + 1) * size);
          for (let k = 0; k < size; k++) {
            const text = before + String.fromCharCode(...target.subarray(0, k));
            for (const [rank, symbol] of script(text, k === 0).entries())
              logits[(row * size + k) * SYMBOLS + symbol] = 10 - rank;
            if (target[k] === END) break;
          }
        }
        return { logits: { dtype: 'float32', shape: [rows, size, SYMBOLS], data: logits } };
      }),
    dispose: async () => undefined,
  };
  return decoder;
}

function tensor(shape: readonly number[]) {
  const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
  return { dtype: 'float32' as const, shape, data };
}
