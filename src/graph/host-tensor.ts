/** Tensors in host memory: what goes into a compiled program and what comes out. */
import type { TensorSpec } from './signature.ts';

export type HostData = Float32Array | Int32Array | Uint8Array;

/** A tensor in host memory; `bool` is a Uint8Array of 0 and 1. */
export interface HostTensor extends TensorSpec {
  readonly data: HostData;
}

/** Tensors by name. */
export type HostTensors = Readonly<Record<string, HostTensor>>;
