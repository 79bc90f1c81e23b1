/**
 * The graph being recorded: values and nodes in execution order. Constants are stored once by content, a node that
 * was already emitted with the same inputs and attributes is shared, and `finish` drops what no output needs.
 * Names made here begin with `%`, which names of inputs and outputs must not.
 */

export type Dtype = 'float32' | 'int32' | 'int64' | 'bool' | 'float16';
export type ConstantData = Float32Array | Int32Array | BigInt64Array | Uint8Array;
export type Attribute = number | bigint | string | readonly number[] | readonly string[];
/** Plain numbers are written as ONNX floats only where the attribute is one; integers everywhere else. */
export type Attributes = Readonly<Record<string, Attribute | { float: number }>>;
export type Domain = '' | 'com.microsoft';

export interface Value {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly constant?: ConstantData;
}

export interface Node {
  readonly op: string;
  readonly domain: Domain;
  /** `undefined` is an optional input left out. */
  readonly inputs: readonly (Value | undefined)[];
  readonly outputs: readonly Value[];
  readonly attributes: Attributes;
}

export interface Graph {
  readonly inputs: readonly Value[];
  /** Output name → the value it shows. */
  readonly outputs: ReadonlyMap<string, Value>;
  readonly constants: readonly Value[];
  readonly nodes: readonly Node[];
}

export interface ValueSpec {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
}

/** Nodes that must not be shared although they look alike. */
const NOT_PURE = new Set(['RandomNormal', 'RandomUniform', 'RandomNormalLike', 'RandomUniformLike']);

export class GraphBuilder {
  private readonly inputs: Value[] = [];
  private readonly nodes: Node[] = [];
  private readonly constants = new Map<string, Value[]>();
  private readonly shared = new Map<string, Node>();
  /** Result of a reshape → what was reshaped first. */
  private readonly reshaped = new Map<Value, Value>();
  private count = 0;

  input(name: string, dtype: Dtype, shape: readonly number[]): Value {
    const value: Value = { name, dtype, shape };
    this.inputs.push(value);
    return value;
  }

  constant(data: ConstantData, dtype: Dtype, shape: readonly number[]): Value {
    const key = `${dtype}[${shape}]${hashOf(data)}`;
    const known = this.constants.get(key) ?? [];
    const same = known.find((value) => sameBytes(value.constant!, data));
    if (same) return same;
    const value: Value = { name: `%c${this.count++}`, dtype, shape, constant: data };
    this.constants.set(key, [...known, value]);
    return value;
  }

  /** A one-dimensional int64 constant: the form in which ONNX takes shapes and axes. */
  int64s(values: readonly number[]): Value {
    return this.constant(BigInt64Array.from(values, BigInt), 'int64', [values.length]);
  }

  /** A float32 scalar constant. */
  scalar(value: number): Value {
    return this.constant(Float32Array.of(value), 'float32', []);
  }

  node(
    op: string,
    inputs: readonly (Value | undefined)[],
    outputs: readonly ValueSpec[],
    attributes: Attributes = {},
    domain: Domain = '',
  ): readonly Value[] {
    const key = `${domain}:${op}(${inputs.map((v) => v?.name ?? '').join()})${JSON.stringify(attributes)}`;
    const known = this.shared.get(key);
    if (known && known.outputs.length === outputs.length) return known.outputs;
    const made = outputs.map(({ dtype, shape }) => ({ name: `%${this.count++}`, dtype, shape }));
    const node: Node = { op, domain, inputs, outputs: made, attributes };
    this.nodes.push(node);
    if (!NOT_PURE.has(op)) this.shared.set(key, node);
    return made;
  }

  /** The same elements in another shape. A chain of reshapes is one, and one back to the first shape is none. */
  reshape(value: Value, shape: readonly number[]): Value {
    const source = this.reshaped.get(value) ?? value;
    if (String(source.shape) === String(shape)) return source;
    const made = this.node('Reshape', [source, this.int64s(shape)], [{ dtype: source.dtype, shape }])[0]!;
    this.reshaped.set(made, source);
    return made;
  }

  /** The graph that computes these outputs and nothing else. */
  finish(outputs: ReadonlyMap<string, Value>): Graph {
    const needed = new Set<Value>(outputs.values());
    const nodes: Node[] = [];
    for (let i = this.nodes.length - 1; i >= 0; i--) {
      const node = this.nodes[i]!;
      if (!node.outputs.some((value) => needed.has(value))) continue;
      nodes.push(node);
      for (const value of node.inputs) if (value) needed.add(value);
    }
    nodes.reverse();
    const constants = [...this.constants.values()].flat().filter((value) => needed.has(value));
    return { inputs: this.inputs, outputs, constants, nodes };
  }
}

function bytesOf(data: ConstantData): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** Bytes of a constant that its hash looks at: all of a small one, evenly spaced ones of the weights of a model. */
const HASHED_BYTES = 4096;

/** FNV-1a, 32 bits: only finds candidates, `sameBytes` decides. */
function hashOf(data: ConstantData): number {
  const bytes = bytesOf(data);
  const stride = Math.max(1, Math.floor(bytes.length / HASHED_BYTES));
  let hash = 0x811c9dc5;
  for (let i = 0; i < bytes.length; i += stride) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  return hash >>> 0;
}

function sameBytes(a: ConstantData, b: ConstantData): boolean {
  const [x, y] = [bytesOf(a), bytesOf(b)];
  return x.length === y.length && x.every((byte, i) => byte === y[i]);
}
