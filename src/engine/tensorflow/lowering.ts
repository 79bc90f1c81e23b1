/** What the lowering of one node works with: the graph being written, and where each recorded value is found in it. */
import { BgptError } from '../../errors.ts';
import type { Node, Value } from '../../graph/graph.ts';
import { TfGraph, type TfRef, type TfType } from './saved-model.ts';

export type ProductType = 'float32' | 'bfloat16';

export class Lowering {
  readonly graph = new TfGraph();
  /** The type in which products are computed; sums inside a product stay float32. */
  readonly products: ProductType;
  private readonly refs = new Map<Value, TfRef>();
  /** Float32 values in bfloat16: what a product gave, or cast once however many products read it. */
  private readonly halves = new Map<Value, TfRef>();

  constructor(products: ProductType) {
    this.products = products;
  }

  ref(value: Value): TfRef {
    let ref = this.refs.get(value);
    if (ref === undefined) {
      const half = this.halves.get(value);
      ref = half
        ? this.cast(half, 'bfloat16', 'float32')
        : this.graph.constant(value.constant!, value.dtype, value.shape);
      this.refs.set(value, ref);
    }
    return ref;
  }

  bind(value: Value, ref: TfRef): void {
    this.refs.set(value, ref);
  }

  /** A float32 value that is known in bfloat16; it is cast where something asks for all of its digits. */
  bindHalf(value: Value, half: TfRef): void {
    this.halves.set(value, half);
  }

  /** A float32 value in bfloat16. */
  half(value: Value): TfRef {
    let half = this.halves.get(value);
    if (half === undefined) {
      half = this.cast(this.ref(value), 'float32', 'bfloat16');
      this.halves.set(value, half);
    }
    return half;
  }

  /** Whether nothing has asked for more than the bfloat16 of a value so far: moving that moves half the bytes. */
  isHalf(value: Value): boolean {
    return this.halves.has(value) && !this.refs.has(value);
  }

  /** An elementwise op of one dtype. */
  op(name: string, inputs: readonly TfRef[], dtype: TfType = 'float32'): TfRef {
    return this.graph.add(name, inputs, { T: { type: dtype } });
  }

  scalar(value: number): TfRef {
    return this.graph.constant(Float32Array.of(value), 'float32', []);
  }

  ints(values: readonly number[], shape: readonly number[] = [values.length]): TfRef {
    return this.graph.constant(Int32Array.from(values), 'int32', shape);
  }

  cast(ref: TfRef, from: TfType, to: TfType): TfRef {
    return from === to ? ref : this.graph.add('Cast', [ref], { SrcT: { type: from }, DstT: { type: to } });
  }
}

/** The numbers of a constant: axes, shapes, offsets. */
export function numbers(value: Value | undefined): number[] {
  if (!value?.constant)
    throw new BgptError('engine/failed', 'an axis or shape of the graph is not a constant');
  return Array.from(value.constant as ArrayLike<number | bigint>, Number);
}

export function attribute(node: Node, name: string, fallback: number): number {
  const value = node.attributes[name] ?? fallback;
  return typeof value === 'object' && 'float' in value ? value.float : Number(value);
}
