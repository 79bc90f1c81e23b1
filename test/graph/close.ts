/** Whether numbers are as near as their arithmetic allows: |got − wanted| ≤ atol + rtol · |wanted|, entry by entry. */
import { expect } from 'vitest';
import type { HostTensor } from '../../src/graph/host-tensor.ts';

export interface Tolerance {
  /** For entries near 0, which are differences of larger numbers. */
  atol: number;
  /** Relative to the wanted value. */
  rtol: number;
}

/** Values only; NaN is near NaN, an infinity near itself. */
export function expectClose(
  got: ArrayLike<number>,
  wanted: ArrayLike<number>,
  { atol, rtol }: Tolerance,
  what: string,
): void {
  expect(got.length, `${what}: number of values`).toBe(wanted.length);
  let worst = { excess: 0, at: -1 };
  for (let i = 0; i < wanted.length; i++) {
    const [a, b] = [got[i]!, wanted[i]!];
    if (Object.is(a, b) || a === b) continue;
    const excess = Math.abs(a - b) / (atol + rtol * Math.abs(b));
    if (!(excess <= 1) && !(excess <= worst.excess)) worst = { excess, at: i };
  }
  const { at, excess } = worst;
  expect(
    at,
    `${what}: entry ${at} is ${got[at]}, wanted ${wanted[at]}: ${excess.toPrecision(3)} times the tolerance`,
  ).toBe(-1);
}

/** Values, shape and dtype. */
export function expectSameTensor(
  got: HostTensor,
  wanted: HostTensor,
  tolerance: Tolerance,
  what: string,
): void {
  expect(got.dtype, `${what}: dtype`).toBe(wanted.dtype);
  expect([...got.shape], `${what}: shape`).toEqual([...wanted.shape]);
  expectClose(got.data, wanted.data, tolerance, what);
}
