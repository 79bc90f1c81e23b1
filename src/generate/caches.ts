/**
 * Keys and values of the patch decoder, in host memory: programs read them in place and hand back only the new rows,
 * which are written behind the old ones. Nothing is copied from step to step; the capacity grows with the longest row.
 */
import type { HostTensor, HostTensors } from '../graph/host-tensor.ts';
import { MASKED } from '../graph/ops/attention.ts';
import type { ModelConfig } from '../model/config.ts';
import { type CacheSize, cacheSizes } from '../model/decode.ts';

/** Patches by which the capacity grows. */
export const CAPACITY_STEP = 128;

/** The most patches that the caches of a model hold. */
export function mostCapacity(config: ModelConfig): number {
  return Math.ceil(config.patchLength / CAPACITY_STEP) * CAPACITY_STEP;
}

export class Caches {
  /** Patches that each row holds. */
  readonly lengths: number[];
  capacity = 0;
  private readonly sizes: readonly CacheSize[];
  private readonly rows: number;
  /** By layer: keys and values, each `[rows, heads, capacity, width]`. */
  private layers: { key: Float32Array; value: Float32Array }[] = [];

  /** @param capacity to begin with: the most, where programs take nothing shorter */
  constructor(config: ModelConfig, rows: number, capacity: number) {
    this.sizes = cacheSizes(config);
    this.rows = rows;
    this.lengths = new Array<number>(rows).fill(0);
    this.grow(capacity);
  }

  /** Makes room for `length` patches in every row. */
  reserve(length: number): void {
    if (length > this.capacity) this.grow(Math.ceil(length / CAPACITY_STEP) * CAPACITY_STEP);
  }

  /** What `extend` reads: of one row, or of all. */
  inputs(row?: number): HostTensors {
    const [from, count] = row === undefined ? [0, this.rows] : [row, 1];
    const view = (data: Float32Array, heads: number, width: number): HostTensor => {
      const one = heads * this.capacity * width;
      const shape = [count, heads, this.capacity, width];
      return { dtype: 'float32', shape, data: data.subarray(from * one, (from + count) * one) };
    };
    const past = new Float32Array(count * this.capacity).fill(MASKED);
    for (let i = 0; i < count; i++)
      past.fill(0, i * this.capacity, i * this.capacity + this.lengths[from + i]!);
    return {
      past: { dtype: 'float32', shape: [count, 1, 1, this.capacity], data: past },
      ...Object.fromEntries(
        this.layers.flatMap(({ key, value }, i) => {
          const size = this.sizes[i]!;
          return [
            [`past.key.${i}`, view(key, size.heads, size.key)],
            [`past.value.${i}`, view(value, size.heads, size.value)],
          ];
        }),
      ),
    };
  }

  /** Writes the first `count` new patches of row `from` of what `extend` returned behind those of `row`. */
  append(outputs: HostTensors, from: number, row: number, count: number): void {
    const at = this.lengths[row]!;
    for (const [i, layer] of this.layers.entries()) {
      const { heads } = this.sizes[i]!;
      for (const part of ['key', 'value'] as const) {
        const width = this.sizes[i]![part];
        const made = outputs[`${part}.${i}`]!;
        const data = made.data as Float32Array;
        const fresh = made.shape[2]!;
        for (let h = 0; h < heads; h++) {
          const source = (from * heads + h) * fresh * width;
          const target = ((row * heads + h) * this.capacity + at) * width;
          layer[part].set(data.subarray(source, source + count * width), target);
        }
      }
    }
    this.lengths[row] = at + count;
  }

  /** Forgets what a row holds behind its first `length` patches. */
  cut(row: number, length: number): void {
    this.lengths[row] = length;
  }

  /** Forgets a row, for the next file to take. */
  clear(row: number): void {
    this.cut(row, 0);
  }

  private grow(capacity: number): void {
    const moved = (data: Float32Array | undefined, heads: number, width: number) => {
      const [old, size] = [this.capacity * width, capacity * width];
      const next = new Float32Array(this.rows * heads * size);
      if (data)
        for (let i = 0; i < this.rows * heads; i++) next.set(data.subarray(i * old, (i + 1) * old), i * size);
      return next;
    };
    this.layers = this.sizes.map(({ heads, key, value }, i) => ({
      key: moved(this.layers[i]?.key, heads, key),
      value: moved(this.layers[i]?.value, heads, value),
    }));
    this.capacity = capacity;
  }
}
