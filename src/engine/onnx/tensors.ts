/** Host tensors as ONNX Runtime's, over the same memory. */
import type * as Ort from 'onnxruntime-node';
import type { HostData, HostTensor } from '../../graph/host-tensor.ts';
import type { TensorDtype } from '../../graph/signature.ts';
import { ort } from './runtime.ts';

export function toOrt({ dtype, shape, data }: HostTensor): Ort.Tensor {
  return new ort.Tensor(dtype, data as never, shape);
}

export function toHost(tensor: Ort.Tensor): HostTensor {
  return { dtype: tensor.type as TensorDtype, shape: tensor.dims, data: tensor.data as HostData };
}
