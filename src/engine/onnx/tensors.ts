/** Host tensors as ONNX Runtime's, over the same memory. */
import * as ort from 'onnxruntime-node';
import type { HostData, HostTensor } from '../../graph/host-tensor.ts';
import type { TensorDtype } from '../../graph/trace.ts';

export function toOrt({ dtype, shape, data }: HostTensor): ort.Tensor {
  return new ort.Tensor(dtype, data as never, shape);
}

export function toHost(tensor: ort.Tensor): HostTensor {
  return { dtype: tensor.type as TensorDtype, shape: tensor.dims, data: tensor.data as HostData };
}
