/**
 * What an engine is: it compiles a pure function of named tensors and runs it, one interface over ONNX Runtime and
 * TensorFlow. State (weights, moments, caches) lives in an engine-side store in two sets of buffers that swap, so that a
 * step allocates nothing.
 */
import type { HostData, HostTensor, HostTensors } from '../graph/host-tensor.ts';
import type { Signature, TensorFunction } from '../graph/signature.ts';

export type EngineName = 'onnx' | 'wasm' | 'tensorflow';
export type Device = 'cpu' | 'webgpu' | 'cuda';

export interface EngineOptions {
  device?: Device;
  /** Threads of one op; 0 takes what the engine thinks best (the number of cores). */
  threads?: number;
}

export const ENGINE_DEFAULTS = { device: 'cpu', threads: 0 } as const satisfies Required<EngineOptions>;

export interface CompileOptions {
  /** Inputs that never change, baked into the program (an engine may repack them): not passed to `run`. */
  constants?: HostTensors;
  /**
   * Inputs one axis of which may be shorter at a run than in the signature: name → axis. The program must not depend on
   * that length. Only where `Engine.flexible` is true; elsewhere every run has the signature's shapes.
   */
  flexible?: Readonly<Record<string, number>>;
  /**
   * Gives a run's memory back when it ends: for one of many programs, which would each keep the most that it ever needed
   * (ONNX engine only).
   */
  givesMemoryBack?: boolean;
  /** Saves the traced ONNX model here too (ONNX engine only). */
  saveTo?: string;
  /** Writes a profile of every run to files that begin with this prefix (ONNX engine only). */
  profile?: string;
}

/** An open engine: it compiles pure functions of named tensors and keeps their state until `dispose`. */
export interface Engine {
  readonly name: EngineName;
  readonly device: Device;
  /** Whether programs may take inputs shorter than their signature, see `CompileOptions.flexible`. */
  readonly flexible?: boolean;
  /**
   * Compiles `fn` for tensors of exactly these shapes. An output with the name of an input is *state*: see `State`.
   * @throws BgptError graph/…, engine/failed
   */
  compile(fn: TensorFunction, signature: Signature, options?: CompileOptions): Promise<Program>;
  /** Moves tensors to the engine as a state that programs read and replace. Takes over the tensors' memory. */
  state(tensors: HostTensors): State;
  dispose(): Promise<void>;
}

export interface Program {
  readonly signature: Signature;
  /**
   * Runs once. Inputs that are state come from `state`; outputs that are state replace it there and are not returned.
   * What is returned may be overwritten by the program's next run. Calls queue: one runs at a time.
   * @throws BgptError engine/bad-input naming the tensor and what was expected, engine/out-of-memory, engine/failed
   */
  run(inputs: HostTensors, state?: State): Promise<HostTensors>;
  dispose(): Promise<void>;
}

/** Named tensors that live with the engine between runs. Programs of the same engine may share one. */
export interface State {
  readonly names: readonly string[];
  /** A copy of one tensor. */
  read(name: string): Promise<HostTensor>;
  /** Replaces the values of one tensor (same shape and dtype). */
  write(name: string, data: HostData): Promise<void>;
  dispose(): void;
}
