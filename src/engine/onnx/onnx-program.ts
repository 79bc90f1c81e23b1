/** One compiled graph: checks inputs, writes outputs into buffers it keeps, swaps state. */
import type * as ort from 'onnxruntime-node';
import { BgptError } from '../../errors.ts';
import type { HostTensor, HostTensors } from '../../graph/host-tensor.ts';
import { onnxOutputName } from '../../graph/onnx.ts';
import type { Queue } from '../../graph/queue.ts';
import type { Signature } from '../../graph/signature.ts';
import { allocate, checkInputs } from '../check.ts';
import type { Program, State } from '../engine.ts';
import { asEngineError } from '../onnx-failure.ts';
import { OnnxState } from './onnx-state.ts';
import { toHost, toOrt } from './tensors.ts';

export class OnnxProgram implements Program {
  readonly signature: Signature;
  private readonly session: ort.InferenceSession;
  private readonly stateNames: readonly string[];
  /** Buffers of the outputs that are not state: without them every run allocates and page-faults. */
  private readonly results: Record<string, ort.Tensor> = {};
  private readonly onDispose: () => void;
  private readonly flexible: Readonly<Record<string, number>> | undefined;
  private readonly queue: Queue;
  private disposed = false;

  constructor(
    session: ort.InferenceSession,
    signature: Signature,
    outputs: Signature,
    queue: Queue,
    onDispose: () => void,
    flexible?: Readonly<Record<string, number>>,
  ) {
    this.flexible = flexible;
    this.session = session;
    this.signature = signature;
    this.queue = queue;
    this.onDispose = onDispose;
    this.stateNames = Object.keys(outputs).filter((name) => name in signature);
    for (const [name, spec] of Object.entries(outputs)) {
      if (!(name in signature)) this.results[name] = toOrt({ ...spec, data: allocate(spec) });
    }
  }

  run(inputs: HostTensors, state?: State): Promise<HostTensors> {
    return this.queue.add(() => this.runNow(inputs, state));
  }

  private async runNow(inputs: HostTensors, state?: State): Promise<HostTensors> {
    if (this.disposed) throw new BgptError('engine/disposed', 'this program was disposed');
    if (state !== undefined && !(state instanceof OnnxState)) {
      throw new BgptError('engine/bad-input', 'the state belongs to another engine');
    }
    const fromState = Object.keys(this.signature).filter((name) => state?.has(name) && !(name in inputs));
    const stored = Object.fromEntries(fromState.map((name) => [name, state!.present(name)]));
    const given: Record<string, HostTensor> = { ...inputs };
    for (const name of fromState) given[name] = toHost(stored[name]!);
    checkInputs(this.signature, given, this.flexible);

    const feeds: Record<string, ort.Tensor> = { ...stored };
    for (const [name, tensor] of Object.entries(inputs)) feeds[name] = toOrt(tensor);
    const replaced = this.stateNames.filter((name) => name in stored);
    const fetches = { ...this.results };
    try {
      for (const name of this.stateNames) {
        fetches[name] =
          name in stored
            ? state!.next(name)
            : toOrt({ ...this.signature[name]!, data: allocate(this.signature[name]!) });
      }
    } catch (thrown) {
      throw asEngineError(thrown, this.signature);
    }
    const inputNames = new Set(Object.keys(this.signature));
    const targets = Object.entries(fetches).map(([name, tensor]) => [
      onnxOutputName(name, inputNames),
      tensor,
    ]);
    try {
      await this.session.run(feeds, Object.fromEntries(targets));
    } catch (thrown) {
      throw asEngineError(thrown, this.signature);
    }
    state?.swap(replaced);
    const returned = Object.keys(fetches).filter((name) => !replaced.includes(name));
    return Object.fromEntries(returned.map((name) => [name, toHost(fetches[name]!)]));
  }

  /** Runs that were asked for before still end. */
  dispose(): Promise<void> {
    return this.queue.add(async () => {
      if (this.disposed) return;
      this.disposed = true;
      this.onDispose();
      await this.session.release();
    });
  }
}
