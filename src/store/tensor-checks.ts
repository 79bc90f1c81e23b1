/** What a checkpoint's tensors must be: the model's names and shapes, and numbers that are finite, also once rounded. */

import { BgptError } from '../errors.ts';
import type { HostTensor } from '../graph/host-tensor.ts';
import type { FloatDtype } from './safetensors.ts';

type Shaped = Readonly<{ shape: readonly number[] }>;

/** @throws BgptError checkpoint/missing-tensor, checkpoint/wrong-shape, checkpoint/unexpected-tensor */
export function checkShapes(
  tensors: ReadonlyMap<string, Shaped>,
  expected: Readonly<Record<string, readonly number[]>>,
  where: string,
): void {
  for (const [name, shape] of Object.entries(expected)) {
    const tensor = tensors.get(name);
    if (!tensor)
      throw new BgptError(
        'checkpoint/missing-tensor',
        `${where} has no tensor ${name} [${shape.join(', ')}]`,
        {
          details: { tensor: name, shape },
        },
      );
    if (tensor.shape.join() !== shape.join())
      throw new BgptError(
        'checkpoint/wrong-shape',
        `tensor ${name} of ${where} is [${tensor.shape.join(', ')}]; the model needs [${shape.join(', ')}]`,
        { details: { tensor: name, shape: tensor.shape, expected: shape } },
      );
  }
  for (const name of tensors.keys())
    if (!Object.hasOwn(expected, name))
      throw new BgptError(
        'checkpoint/unexpected-tensor',
        `${where} has a tensor ${name}, which the model has not`,
        {
          details: { tensor: name },
        },
      );
}

/** Magnitudes from here on round to infinity. */
const OVERFLOW = {
  float32: Number.POSITIVE_INFINITY,
  float16: 65_520,
  bfloat16: (2 - 2 ** -8) * 2 ** 127,
} as const;

/** @param floats the type the values are about to be rounded to  @throws BgptError checkpoint/not-finite */
export function checkFinite(
  name: string,
  data: HostTensor['data'],
  where: string,
  floats: FloatDtype = 'float32',
): void {
  if (!(data instanceof Float32Array)) return;
  const limit = OVERFLOW[floats];
  // Written so that NaN stops it too
  let bad = 0;
  while (bad < data.length && Math.abs(data[bad]!) < limit) bad++;
  if (bad === data.length) return;
  const value = data[bad]!;
  throw new BgptError(
    'checkpoint/not-finite',
    `tensor ${name} of ${where} holds ${value} at ${bad}${Number.isFinite(value) ? `, which does not fit ${floats}` : ''}`,
    { details: { tensor: name, index: bad, value: String(value) } },
  );
}
