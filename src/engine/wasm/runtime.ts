/** What the WebAssembly engine needs of onnxruntime-web: a value that Node and a browser each load in their own way. */
import type * as ort from 'onnxruntime-web';
import type { HostData, HostTensor } from '../../graph/host-tensor.ts';
import type { TensorDtype } from '../../graph/signature.ts';

/** The module onnxruntime-web, already told where its `.wasm` file lies (`env.wasm`) and how many threads it takes. */
export type WasmRuntime = Pick<typeof ort, 'Tensor' | 'InferenceSession'>;
export type RuntimeTensor = ort.Tensor;
export type RuntimeSession = ort.InferenceSession;

/** A tensor over the same memory; `run` copies it into WebAssembly's. */
export function toRuntime(runtime: WasmRuntime, { dtype, shape, data }: HostTensor): RuntimeTensor {
  return new runtime.Tensor(dtype, data as never, shape);
}

export function fromRuntime(tensor: RuntimeTensor): HostTensor {
  return { dtype: tensor.type as TensorDtype, shape: tensor.dims, data: tensor.data as HostData };
}
