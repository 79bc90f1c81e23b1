/**
 * A tfjs backend whose tensors are names and whose kernels record: running a tfjs program under it writes an ONNX graph.
 * The kernels (./kernels) are registered for this backend's name; this class holds what every backend must, and the
 * graph that is being written. One trace at a time: tfjs has one active backend.
 */
import { BgptError } from '../errors.ts';
import type { Attributes, ConstantData, Domain, Dtype, GraphBuilder, Value, ValueSpec } from './graph.ts';
import * as tf from './tf.ts';

export const TRACE_BACKEND = 'onnx-trace';

type DataId = ReturnType<tf.KernelBackend['write']>;

export class TraceBackend extends tf.KernelBackend {
  private readonly values: tf.DataStorage<Value>;
  private builder: GraphBuilder | undefined;

  constructor() {
    super();
    this.values = new tf.DataStorage(this, tf.engine());
  }

  begin(builder: GraphBuilder): void {
    this.builder = builder;
  }

  end(): void {
    this.builder = undefined;
  }

  get graph(): GraphBuilder {
    if (!this.builder)
      throw new BgptError('graph/not-tracing', 'a kernel of the tracing backend ran outside of a trace');
    return this.builder;
  }

  valueFor(info: tf.TensorInfo): Value {
    return this.values.get(info.dataId);
  }

  /** The tensor that stands for a recorded value. */
  tensorInfo(value: Value): tf.TensorInfo {
    const dataId = {} as DataId;
    this.values.set(dataId, value);
    const dtype = value.dtype === 'float16' ? 'float32' : value.dtype === 'int64' ? 'int32' : value.dtype;
    return { dataId, shape: [...value.shape], dtype };
  }

  /** Records one node and returns the tensors that stand for its outputs. */
  record(
    op: string,
    inputs: readonly (tf.TensorInfo | Value | undefined)[],
    outputs: readonly ValueSpec[],
    attributes: Attributes = {},
    domain: Domain = '',
  ): tf.TensorInfo[] {
    const values = inputs.map((x) => (x && 'dataId' in x ? this.valueFor(x) : x));
    return this.graph.node(op, values, outputs, attributes, domain).map((value) => this.tensorInfo(value));
  }

  override write(values: tf.BackendValues, shape: number[], dtype: tf.DataType): DataId {
    const info = this.tensorInfo(this.graph.constant(constantData(values, dtype), onnxDtype(dtype), shape));
    return info.dataId as DataId;
  }

  /** A tensor made on another backend is used inside the traced function: it becomes a constant. */
  override move(dataId: DataId, values: tf.BackendValues, shape: number[], dtype: tf.DataType): void {
    this.values.set(dataId, this.graph.constant(constantData(values, dtype), onnxDtype(dtype), shape));
  }

  override readSync(dataId: DataId): tf.BackendValues {
    const { constant } = this.values.get(dataId);
    if (constant && !(constant instanceof BigInt64Array)) return constant;
    throw new BgptError(
      'graph/value-unknown',
      'a traced function read the value of a tensor, which is known only when the graph runs',
      {
        hint: 'Keep everything that depends on values in tensors (tf.where instead of if).',
      },
    );
  }

  override async read(dataId: DataId): Promise<tf.BackendValues> {
    return this.readSync(dataId);
  }

  override disposeData(dataId: DataId): boolean {
    this.values.delete(dataId);
    return true;
  }

  override numDataIds(): number {
    return this.values.numDataIds();
  }

  override refCount(): number {
    return 1;
  }

  override incRef(): void {}

  override memory() {
    return { unreliable: true };
  }

  override floatPrecision(): 32 {
    return 32;
  }

  override epsilon(): number {
    return 1e-7;
  }

  override timerAvailable(): boolean {
    return false;
  }

  override dispose(): void {}
}

export function onnxDtype(dtype: tf.DataType): Dtype {
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return dtype;
  throw new BgptError('graph/dtype-unsupported', `tensors of dtype ${dtype} have no form in a traced graph`);
}

function constantData(values: tf.BackendValues, dtype: tf.DataType): ConstantData {
  const numbers = values as ArrayLike<number>;
  if (dtype === 'float32') return Float32Array.from(numbers);
  if (dtype === 'int32') return Int32Array.from(numbers);
  return Uint8Array.from(numbers);
}
