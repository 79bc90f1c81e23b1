/** One graph in a TensorFlow session: checks inputs, feeds them, reads what is not state back. */
import { BgptError } from '../../errors.ts';
import type { HostTensor, HostTensors } from '../../graph/host-tensor.ts';
import type { Signature } from '../../graph/signature.ts';
import { checkInputs } from '../check.ts';
import type { Program, State } from '../engine.ts';
import { asEngineError } from './engine-error.ts';
import type { TensorflowBinding } from './load.ts';
import type { Lowered } from './lower.ts';
import { TensorflowState } from './tensorflow-state.ts';
import { fromTensorflow, toTensorflow } from './tensors.ts';

export class TensorflowProgram implements Program {
  readonly signature: Signature;
  private readonly binding: TensorflowBinding;
  private readonly session: number;
  private readonly inputs: readonly (readonly [name: string, ref: string])[];
  private readonly outputs: readonly (readonly [name: string, ref: string])[];
  private readonly onDispose: () => void;
  private queue: Promise<unknown> = Promise.resolve();
  private disposed = false;

  constructor(
    binding: TensorflowBinding,
    session: number,
    signature: Signature,
    { inputs, outputs }: Lowered,
    onDispose: () => void,
  ) {
    this.binding = binding;
    this.session = session;
    this.signature = signature;
    this.inputs = [...inputs];
    this.outputs = [...outputs];
    this.onDispose = onDispose;
  }

  run(inputs: HostTensors, state?: State): Promise<HostTensors> {
    const run = this.queue.then(() => this.runNow(inputs, state));
    this.queue = run.catch(() => undefined);
    return run;
  }

  private runNow(inputs: HostTensors, state?: State): HostTensors {
    if (this.disposed) throw new BgptError('engine/disposed', 'this program was disposed');
    if (state !== undefined && !(state instanceof TensorflowState))
      throw new BgptError('engine/bad-input', 'the state belongs to another engine');
    const stored = new Set(
      this.inputs.map(([name]) => name).filter((name) => state?.has(name) && !(name in inputs)),
    );
    const wanted = Object.entries(this.signature).filter(([name]) => !stored.has(name));
    checkInputs(Object.fromEntries(wanted), inputs);
    for (const name of stored) state!.check(name, this.signature[name]!);

    const { binding } = this;
    const fed: number[] = [];
    try {
      const ids = this.inputs.map(([name]) => {
        if (stored.has(name)) return state!.present(name);
        const id = toTensorflow(binding, inputs[name]!);
        fed.push(id);
        return id;
      });
      const feeds = this.inputs.map(([, ref]) => `${ref}:0`).join();
      const fetches = this.outputs.map(([, ref]) => `${ref}:0`).join();
      const made = binding.runSavedModel(this.session, ids, feeds, fetches);
      const results: Record<string, HostTensor> = {};
      this.outputs.forEach(([name], i) => {
        const { id, shape, dtype } = made[i]!;
        if (stored.has(name)) {
          state!.replace(name, id);
        } else {
          results[name] = fromTensorflow(binding, id, shape, dtype);
          binding.deleteTensor(id);
        }
      });
      return results;
    } catch (thrown) {
      throw thrown instanceof BgptError ? thrown : asEngineError(thrown, this.signature);
    } finally {
      for (const id of fed) binding.deleteTensor(id);
    }
  }

  async dispose(): Promise<void> {
    if (this.disposed) return;
    await this.queue;
    this.disposed = true;
    this.onDispose();
    this.binding.deleteSavedModel(this.session);
  }
}
