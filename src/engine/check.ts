/** Checks tensors against a signature, so that a wrong one is named with what was expected. */
import { BgptError } from '../errors.ts';
import type { HostData, HostTensors } from '../graph/host-tensor.ts';
import type { Signature, TensorSpec } from '../graph/signature.ts';

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}

export function describe(spec: TensorSpec): string {
  return `${spec.dtype}[${spec.shape.join(', ')}]`;
}

/** Bytes of a tensor in memory. */
export function byteSize({ dtype, shape }: TensorSpec): number {
  return sizeOf(shape) * (dtype === 'bool' ? 1 : 4);
}

const ARRAY = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const;

export function allocate({ dtype, shape }: TensorSpec): HostData {
  return new ARRAY[dtype](sizeOf(shape));
}

/** @throws BgptError engine/bad-input for a tensor that is missing, unknown, or of the wrong shape or dtype. */
export function checkInputs(
  expected: Signature,
  given: HostTensors,
  flexible: Readonly<Record<string, number>> = {},
): void {
  for (const [name, spec] of Object.entries(expected)) {
    const tensor = given[name];
    if (!tensor) throw badInput(name, spec, 'is missing');
    const axis = flexible[name];
    const fits = (d: number, i: number) => (i === axis ? d <= spec.shape[i]! : d === spec.shape[i]);
    const sameRank = tensor.shape.length === spec.shape.length;
    if (tensor.dtype !== spec.dtype || !sameRank || !tensor.shape.every(fits)) {
      throw badInput(name, spec, `is ${describe(tensor)}`);
    }
    if (!(tensor.data instanceof ARRAY[spec.dtype]))
      throw badInput(name, spec, `has its values in a ${tensor.data.constructor.name}`);
    if (tensor.data.length !== sizeOf(tensor.shape))
      throw badInput(name, spec, `holds ${tensor.data.length} values`);
  }
  const unknown = Object.keys(given).find((name) => !(name in expected));
  if (unknown !== undefined) {
    throw new BgptError('engine/bad-input', `tensor "${unknown}" is not an input of this program`, {
      details: { name: unknown, inputs: Object.keys(expected) },
    });
  }
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((d, i) => d === b[i]);
}

function badInput(name: string, spec: TensorSpec, fault: string): BgptError {
  return new BgptError('engine/bad-input', `tensor "${name}" ${fault}; expected ${describe(spec)}`, {
    details: { name, expected: spec },
  });
}
