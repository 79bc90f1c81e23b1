/** State of the TensorFlow engine: numbered tensors in its memory; a program's outputs take their inputs' places. */
import { BgptError } from '../../errors.ts';
import type { HostData, HostTensor, HostTensors } from '../../graph/host-tensor.ts';
import type { TensorSpec } from '../../graph/signature.ts';
import { describe, sameShape, sizeOf } from '../check.ts';
import type { State } from '../engine.ts';
import type { TensorflowBinding } from './load.ts';
import { toTensorflow } from './tensors.ts';

export class TensorflowState implements State {
  private readonly binding: TensorflowBinding;
  private readonly tensors = new Map<string, { id: number; spec: TensorSpec }>();
  private disposed = false;

  constructor(binding: TensorflowBinding, tensors: HostTensors) {
    this.binding = binding;
    for (const [name, tensor] of Object.entries(tensors)) {
      const { dtype, shape } = tensor;
      this.tensors.set(name, { id: toTensorflow(binding, tensor), spec: { dtype, shape } });
    }
  }

  get names(): string[] {
    return [...this.tensors.keys()];
  }

  has(name: string): boolean {
    return this.tensors.has(name);
  }

  /** @throws BgptError engine/bad-input where the stored tensor is not what a program takes */
  check(name: string, expected: TensorSpec): void {
    const { spec } = this.entry(name);
    if (spec.dtype !== expected.dtype || !sameShape(spec.shape, expected.shape))
      throw new BgptError(
        'engine/bad-input',
        `state "${name}" is ${describe(spec)}; expected ${describe(expected)}`,
        { details: { name, expected } },
      );
  }

  /** The number of the tensor that holds the present values. */
  present(name: string): number {
    return this.entry(name).id;
  }

  /** Takes over `id`, a tensor of the same shape and dtype. */
  replace(name: string, id: number): void {
    const { id: before, spec } = this.entry(name);
    this.binding.deleteTensor(before);
    this.tensors.set(name, { id, spec });
  }

  async read(name: string): Promise<HostTensor> {
    const { id, spec } = this.entry(name);
    return { ...spec, data: this.binding.tensorDataSync(id) };
  }

  async write(name: string, data: HostData): Promise<void> {
    const { spec } = this.entry(name);
    if (sizeOf(spec.shape) !== data.length)
      throw new BgptError(
        'engine/bad-input',
        `state "${name}" holds ${sizeOf(spec.shape)} values, got ${data.length}`,
      );
    this.replace(name, toTensorflow(this.binding, { ...spec, data: data.slice() }));
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    for (const { id } of this.tensors.values()) this.binding.deleteTensor(id);
    this.tensors.clear();
  }

  private entry(name: string) {
    if (this.disposed) throw new BgptError('engine/disposed', 'this state was disposed');
    const entry = this.tensors.get(name);
    if (!entry)
      throw new BgptError('engine/bad-input', `the state has no tensor "${name}"`, { details: { name } });
    return entry;
  }
}
