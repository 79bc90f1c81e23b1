/**
 * State of the WebAssembly engine: the tensors that the last run returned. Each run makes new ones, for the WebAssembly
 * build writes into no buffer that it is given (facts: outputs on the CPU stay untouched, and nothing tells of it).
 */
import { BgptError } from '../../errors.ts';
import type { HostData, HostTensor, HostTensors } from '../../graph/host-tensor.ts';
import type { State } from '../engine.ts';

export class WasmState implements State {
  private readonly tensors: Map<string, HostTensor>;
  private disposed = false;

  constructor(tensors: HostTensors) {
    this.tensors = new Map(Object.entries(tensors));
  }

  get names(): string[] {
    return [...this.tensors.keys()];
  }

  has(name: string): boolean {
    return this.tensors.has(name);
  }

  /** The present values, not a copy. */
  present(name: string): HostTensor {
    if (this.disposed) throw new BgptError('engine/disposed', 'this state was disposed');
    const tensor = this.tensors.get(name);
    if (!tensor)
      throw new BgptError('engine/bad-input', `the state has no tensor "${name}"`, { details: { name } });
    return tensor;
  }

  /** What a run returned becomes the present values. */
  replace(name: string, tensor: HostTensor): void {
    this.tensors.set(name, tensor);
  }

  async read(name: string): Promise<HostTensor> {
    const tensor = this.present(name);
    return { ...tensor, data: tensor.data.slice() };
  }

  async write(name: string, data: HostData): Promise<void> {
    const target = this.present(name).data;
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
    this.tensors.clear();
  }
}
