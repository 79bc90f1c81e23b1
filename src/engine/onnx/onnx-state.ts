/** State of the ONNX engine: two buffers a tensor, one read while the other is written. */
import type * as ort from 'onnxruntime-node';
import { BgptError } from '../../errors.ts';
import type { HostData, HostTensor, HostTensors } from '../../graph/host-tensor.ts';
import { allocate } from '../check.ts';
import type { State } from '../engine.ts';
import { toHost, toOrt } from './tensors.ts';

export class OnnxState implements State {
  private readonly front = new Map<string, ort.Tensor>();
  private readonly back = new Map<string, ort.Tensor>();
  private disposed = false;

  constructor(tensors: HostTensors) {
    for (const [name, tensor] of Object.entries(tensors)) this.front.set(name, toOrt(tensor));
  }

  get names(): string[] {
    return [...this.front.keys()];
  }

  has(name: string): boolean {
    return this.front.has(name);
  }

  /** The tensor that holds the present values. */
  present(name: string): ort.Tensor {
    if (this.disposed) throw new BgptError('engine/disposed', 'this state was disposed');
    const tensor = this.front.get(name);
    if (!tensor)
      throw new BgptError('engine/bad-input', `the state has no tensor "${name}"`, { details: { name } });
    return tensor;
  }

  /** The buffer for the next values, made when a program first writes this tensor. */
  next(name: string): ort.Tensor {
    let tensor = this.back.get(name);
    if (!tensor) {
      const { dtype, shape } = toHost(this.present(name));
      tensor = toOrt({ dtype, shape, data: allocate({ dtype, shape }) });
      this.back.set(name, tensor);
    }
    return tensor;
  }

  /** The next values become the present ones. */
  swap(names: readonly string[]): void {
    for (const name of names) {
      const [front, back] = [this.present(name), this.next(name)];
      this.front.set(name, back);
      this.back.set(name, front);
    }
  }

  async read(name: string): Promise<HostTensor> {
    const tensor = toHost(this.present(name));
    return { ...tensor, data: tensor.data.slice() };
  }

  async write(name: string, data: HostData): Promise<void> {
    const target = toHost(this.present(name)).data;
    if (target.length !== data.length) {
      throw new BgptError(
        'engine/bad-input',
        `state "${name}" holds ${target.length} values, got ${data.length}`,
      );
    }
    target.set(data as never);
  }

  dispose(): void {
    this.disposed = true;
    this.front.clear();
    this.back.clear();
  }
}
