/** TensorFlow itself, where `bgpt-music setup-tensorflow` was run: the right numbers, and tfjs's own backend left alone. */
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { loadTensorflow, type Tensorflow } from '../../src/engine/tensorflow/load.ts';
import { TF_TYPE } from '../../src/engine/tensorflow/saved-model.ts';

await tf.setBackend('cpu');
const loaded = await loadTensorflow();
const reason = 'unavailable' in loaded ? ` (skipped: ${loaded.unavailable})` : '';
const testLoaded = test.skipIf(reason !== '');
const { binding } = loaded as Tensorflow;

/** Relative to the largest entry: sums of 64 float32 products, added in another order. */
function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const largest = Math.max(...Array.from(b, Math.abs));
  return Math.max(...Array.from(b, (value, i) => Math.abs(value - a[i]!))) / largest;
}

function withTensorflow(compute: () => tf.Tensor): Float32Array {
  tf.setBackend('tensorflow');
  try {
    return tf.tidy(() => compute().dataSync() as Float32Array);
  } finally {
    tf.setBackend('cpu');
  }
}

testLoaded(`loading leaves the current backend as it was${reason}`, () => {
  expect(tf.getBackend()).toBe('cpu');
  expect(tf.findBackend('tensorflow')).toBeTruthy();
});

testLoaded(`products and gradients are those of tfjs's cpu backend${reason}`, () => {
  const a = Float32Array.from({ length: 32 * 64 }, (_, i) => Math.sin(i * 1.7));
  const b = Float32Array.from({ length: 64 * 16 }, (_, i) => Math.cos(i * 0.9));
  const product = () => tf.matMul(tf.tensor2d(a, [32, 64]), tf.tensor2d(b, [64, 16]));
  const gradient = () =>
    tf.grad((x) => tf.softmax(tf.matMul(x as tf.Tensor2D, tf.tensor2d(b, [64, 16]))).square())(
      tf.tensor2d(a, [32, 64]),
    );
  for (const compute of [product, gradient]) {
    const expected = tf.tidy(() => compute().dataSync());
    expect(distance(withTensorflow(compute), expected)).toBeLessThan(1e-5);
  }
});

testLoaded(`a bfloat16 product through the binding is near, not equal${reason}`, () => {
  const n = 64;
  const values = Float32Array.from({ length: n * n }, (_, i) => Math.sin(i * 1.3));
  const { TF_FLOAT, TF_ATTR_TYPE: type, TF_ATTR_BOOL: bool } = binding;
  const cast = (id: number, from: number, to: number) => {
    const attributes = [
      { name: 'SrcT', type, value: from },
      { name: 'DstT', type, value: to },
      { name: 'Truncate', type: bool, value: false },
    ];
    return binding.executeOp('Cast', attributes, [id], 1)[0]!.id;
  };
  const square = (id: number, dtype: number) => {
    const attributes = [
      { name: 'T', type, value: dtype },
      { name: 'transpose_a', type: bool, value: false },
      { name: 'transpose_b', type: bool, value: false },
    ];
    return binding.executeOp('MatMul', attributes, [id, id], 1)[0]!.id;
  };
  const full = binding.createTensor([n, n], TF_FLOAT, values);
  const half = cast(full, TF_FLOAT, TF_TYPE.bfloat16);
  const [exact, product] = [square(full, TF_FLOAT), square(half, TF_TYPE.bfloat16)];
  const rounded = cast(product, TF_TYPE.bfloat16, TF_FLOAT);
  const error = distance(binding.tensorDataSync(rounded), binding.tensorDataSync(exact));
  // Eight bits of mantissa: 2^-9 a rounding of each factor and of the result, averaged over 64 products.
  expect(error).toBeGreaterThan(1e-5);
  expect(error).toBeLessThan(2e-2);
  for (const id of [full, half, exact, product, rounded]) binding.deleteTensor(id);
});
