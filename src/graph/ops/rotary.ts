/** Rotary positions (Su et al. 2021): each pair (i, i + d/2) of a head is turned by position · base^(−2i/d). */
import * as tf from '../tf.ts';
import { emit, fused, isTracing, like } from './emit.ts';

export const ROTARY_BASE = 10_000;

/** Cosines and sines of positions 0 … n − 1 for heads of width `d`: two constants `[n, d/2]`. */
export function rotaryTables(n: number, d: number, base = ROTARY_BASE): { cos: tf.Tensor; sin: tf.Tensor } {
  const half = d / 2;
  const angle = (i: number) => Math.floor(i / half) * base ** (-(i % half) / half);
  const table = (f: (angle: number) => number) =>
    tf.tensor2d(
      Float32Array.from({ length: n * half }, (_, i) => f(angle(i))),
      [n, half],
    );
  return { cos: table(Math.cos), sin: table(Math.sin) };
}

/**
 * @param x `[batch, heads, n, d]`  @param cos, sin `[most, d/2]`  @param positions int32 `[batch, n]` (or `[batch]`), each below `most`
 * @returns `[batch, heads, n, d]`
 */
export function rotary(x: tf.Tensor, cos: tf.Tensor, sin: tf.Tensor, positions: tf.Tensor): tf.Tensor {
  return fused([x], (x) => ({
    value: turn(x, cos, sin, positions.reshape([x.shape[0]!, x.shape[2]!])),
    saved: [cos, sin, positions],
    gradient: (dy, cos, sin, positions) => [
      turn(dy, cos!, sin!.neg(), positions!.reshape([x.shape[0]!, x.shape[2]!])),
    ],
  }));
}

function turn(x: tf.Tensor, cos: tf.Tensor, sin: tf.Tensor, positions: tf.Tensor): tf.Tensor {
  if (isTracing()) {
    const ids = emit('Cast', [positions], [{ dtype: 'int64', shape: positions.shape }], { to: 7 })[0]!;
    return emit('RotaryEmbedding', [x, ids, cos, sin], [like(x)], {}, 'com.microsoft')[0]!;
  }
  const [a, b] = tf.split(x, 2, -1) as [tf.Tensor, tf.Tensor];
  const [c, s] = [cos, sin].map((table) => tf.gather(table, positions).expandDims(1)) as [
    tf.Tensor,
    tf.Tensor,
  ];
  return tf.concat([a.mul(c).sub(b.mul(s)), a.mul(s).add(b.mul(c))], -1);
}
