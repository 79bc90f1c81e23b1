/**
 * Matrix products. Two dimensions go to Gemm, which transposes while it packs; batches to com.microsoft FusedMatMul,
 * which does so too. Nothing is transposed in memory.
 */
import type * as tf from '../tf.ts';
import type { TraceBackend } from '../trace-backend.ts';
import { broadcast, dtypeOf, register, reshape } from './kernel.ts';

export interface ProductOptions {
  transposeA?: boolean;
  transposeB?: boolean;
  /** Added to the product, broadcast from the right; folded into Gemm where there are two dimensions. */
  bias?: tf.TensorInfo;
  /** Factor on the product. */
  alpha?: number;
}

export function product(
  g: TraceBackend,
  a: tf.TensorInfo,
  b: tf.TensorInfo,
  options: ProductOptions = {},
): tf.TensorInfo {
  const { transposeA = false, transposeB = false, bias, alpha = 1 } = options;
  const batch = broadcast(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const m = a.shape.at(transposeA ? -1 : -2)!;
  const n = b.shape.at(transposeB ? -2 : -1)!;
  const shape = [...batch, m, n];
  const flags = { transA: transposeA ? 1 : 0, transB: transposeB ? 1 : 0, alpha: { float: alpha } };
  if (batch.every((d) => d === 1)) {
    const flat = [a, b].map((x) => reshape(g, x, x.shape.slice(-2)));
    const made = g.record(
      'Gemm',
      bias ? [...flat, bias] : flat,
      [{ dtype: dtypeOf(a), shape: [m, n] }],
      flags,
    )[0]!;
    return reshape(g, made, shape);
  }
  const made = g.record('FusedMatMul', [a, b], [{ dtype: dtypeOf(a), shape }], flags, 'com.microsoft')[0]!;
  return bias ? g.record('Add', [made, bias], [{ dtype: dtypeOf(a), shape }])[0]! : made;
}

export function registerProducts(): void {
  register('BatchMatMul', ({ inputs, attrs, g }) =>
    product(g, inputs.a, inputs.b, { transposeA: attrs.transposeA, transposeB: attrs.transposeB }),
  );
}
