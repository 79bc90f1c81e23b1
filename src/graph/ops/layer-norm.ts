/** Layer normalisation (Ba et al. 2016) and root-mean-square normalisation (Zhang & Sennrich 2019) over the last axis. */
import type * as tf from '../tf.ts';
import { emit, fused, isTracing, like } from './emit.ts';

export const NORM_EPSILON = 1e-5;

/** @param x `[..., d]`  @param gain `[d]`  @param bias `[d]`  @returns `[..., d]` */
export function layerNorm(x: tf.Tensor, gain: tf.Tensor, bias: tf.Tensor, epsilon = NORM_EPSILON): tf.Tensor {
  return fused([x, gain, bias], (x, gain, bias) => {
    const [value, mean, scale] = isTracing() ? traced(x, gain, bias, epsilon) : plain(x, gain, bias, epsilon);
    const gradient = (dy: tf.Tensor, ...[x, gain, mean, scale]: tf.Tensor[]) => {
      const unit = x!.sub(mean!).mul(scale!);
      const d = dy.mul(gain!);
      const dx = d
        .sub(d.mean(-1, true))
        .sub(unit.mul(d.mul(unit).mean(-1, true)))
        .mul(scale!);
      return [dx, sumRows(dy.mul(unit)), sumRows(dy)];
    };
    return { value, saved: [x, gain, mean, scale], gradient };
  });
}

function traced(
  x: tf.Tensor,
  gain: tf.Tensor,
  bias: tf.Tensor,
  epsilon: number,
): [tf.Tensor, tf.Tensor, tf.Tensor] {
  const column = { dtype: 'float32', shape: [...x.shape.slice(0, -1), 1] } as const;
  const attributes = { axis: -1, epsilon: { float: epsilon } };
  return emit('LayerNormalization', [x, gain, bias], [like(x), column, column], attributes) as [
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
  ];
}

function plain(
  x: tf.Tensor,
  gain: tf.Tensor,
  bias: tf.Tensor,
  epsilon: number,
): [tf.Tensor, tf.Tensor, tf.Tensor] {
  const mean = x.mean(-1, true);
  const centred = x.sub(mean);
  const scale = centred.square().mean(-1, true).add(epsilon).rsqrt();
  return [centred.mul(scale).mul(gain).add(bias), mean, scale];
}

/** @param x `[..., d]`  @param gain `[d]`  @returns `x / rms(x) · gain`, `[..., d]` */
export function rmsNorm(x: tf.Tensor, gain: tf.Tensor, epsilon = NORM_EPSILON): tf.Tensor {
  return fused([x, gain], (x, gain) => {
    const [value, scale] = isTracing() ? rmsTraced(x, gain, epsilon) : rmsPlain(x, gain, epsilon);
    const gradient = (dy: tf.Tensor, ...[x, gain, scale]: tf.Tensor[]) => {
      const unit = x!.mul(scale!);
      const d = dy.mul(gain!);
      return [d.sub(unit.mul(d.mul(unit).mean(-1, true))).mul(scale!), sumRows(dy.mul(unit))];
    };
    return { value, saved: [x, gain, scale], gradient };
  });
}

function rmsTraced(x: tf.Tensor, gain: tf.Tensor, epsilon: number): [tf.Tensor, tf.Tensor] {
  const column = { dtype: 'float32', shape: [...x.shape.slice(0, -1), 1] } as const;
  const attributes = { axis: -1, epsilon: { float: epsilon }, stash_type: 1 };
  return emit('SimplifiedLayerNormalization', [x, gain], [like(x), column], attributes) as [
    tf.Tensor,
    tf.Tensor,
  ];
}

function rmsPlain(x: tf.Tensor, gain: tf.Tensor, epsilon: number): [tf.Tensor, tf.Tensor] {
  const scale = x.square().mean(-1, true).add(epsilon).rsqrt();
  return [x.mul(scale).mul(gain), scale];
}

function sumRows(x: tf.Tensor): tf.Tensor {
  return x.sum(x.shape.map((_, i) => i).slice(0, -1));
}
