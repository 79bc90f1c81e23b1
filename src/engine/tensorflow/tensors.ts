/** Host tensors to TensorFlow's and back. */

import type { HostTensor } from '../../graph/host-tensor.ts';
import type { TensorDtype } from '../../graph/signature.ts';
import type { TensorflowBinding } from './load.ts';
import { TF_TYPE } from './saved-model.ts';

/** A tensor over the same memory where that is aligned, over a copy where it is not. Returns its number. */
export function toTensorflow(binding: TensorflowBinding, { dtype, shape, data }: HostTensor): number {
  return binding.createTensor(shape, TF_TYPE[dtype], data);
}

/** A copy of a tensor's values. */
export function fromTensorflow(
  binding: TensorflowBinding,
  id: number,
  shape: readonly number[],
  type: number,
): HostTensor {
  const dtypes: TensorDtype[] = ['float32', 'int32', 'bool'];
  const dtype = dtypes.find((name) => TF_TYPE[name] === type)!;
  return { dtype, shape, data: binding.tensorDataSync(id) };
}
