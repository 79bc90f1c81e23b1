/** One compiled graph in WebAssembly: checks inputs, copies them in, takes what the run returns. */
import { BgptError } from '../../errors.ts';
import type { HostTensor, HostTensors } from '../../graph/host-tensor.ts';
import { onnxOutputName } from '../../graph/onnx.ts';
import type { Queue } from '../../graph/queue.ts';
import type { Signature } from '../../graph/signature.ts';
import { checkInputs } from '../check.ts';
import type { Program, State } from '../engine.ts';
import { asEngineError } from '../onnx-failure.ts';
import { fromRuntime, type RuntimeSession, toRuntime, type WasmRuntime } from './runtime.ts';
import { WasmState } from './wasm-state.ts';

export interface WasmProgramParts {
  runtime: WasmRuntime;
  session: RuntimeSession;
  signature: Signature;
  outputs: readonly string[];
  /** Inputs one axis of which may be shorter: name → axis. */
  flexible: Readonly<Record<string, number>>;
  /** The engine's one queue: WebAssembly has one memory, and runs do not overlap. */
  queue: Queue;
  onDispose: () => void;
}

export class WasmProgram implements Program {
  readonly signature: Signature;
  private readonly parts: WasmProgramParts;
  private disposed = false;

  constructor(parts: WasmProgramParts) {
    this.parts = parts;
    this.signature = parts.signature;
  }

  run(inputs: HostTensors, state?: State): Promise<HostTensors> {
    return this.parts.queue.add(() => this.runNow(inputs, state));
  }

  private async runNow(inputs: HostTensors, state?: State): Promise<HostTensors> {
    if (this.disposed) throw new BgptError('engine/disposed', 'this program was disposed');
    if (state !== undefined && !(state instanceof WasmState)) {
      throw new BgptError('engine/bad-input', 'the state belongs to another engine');
    }
    const { runtime, session, signature, outputs, flexible } = this.parts;
    const stored = Object.keys(signature).filter((name) => state?.has(name) && !(name in inputs));
    const given: Record<string, HostTensor> = { ...inputs };
    for (const name of stored) given[name] = state!.present(name);
    checkInputs(signature, given, flexible);

    const feeds = Object.entries(given).map(([name, tensor]) => [name, toRuntime(runtime, tensor)]);
    const results = await session.run(Object.fromEntries(feeds)).catch((thrown: unknown) => {
      throw asEngineError(thrown, signature);
    });
    const inputNames = new Set(Object.keys(signature));
    const returned: Record<string, HostTensor> = {};
    for (const name of outputs) {
      const made = fromRuntime(results[onnxOutputName(name, inputNames)]!);
      if (stored.includes(name)) state!.replace(name, made);
      else returned[name] = made;
    }
    return returned;
  }

  /** Runs that were asked for before still end. */
  dispose(): Promise<void> {
    return this.parts.queue.add(async () => {
      if (this.disposed) return;
      this.disposed = true;
      this.parts.onDispose();
      await this.parts.session.release();
    });
  }
}
