/** What an engine's products reach on this machine: `product-peak-child.ts ENGINE DEVICE PRODUCTS`; prints GFLOP/s as JSON. */
import { type EngineRequest, openEngine } from '../src/engine/choose-engine.ts';
import * as tf from '../src/graph/tf.ts';
import { seededRandom } from '../src/random.ts';
import { median } from './harness.ts';

const SIZE = 1024;
/** One behind the other, so that nothing else is timed. */
const PRODUCTS = 16;
const RUNS = 9;

const [engineName, device, products] = process.argv.slice(2) as [string, string, string];
process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
const { engine } = await openEngine({ engine: engineName, device, products } as EngineRequest);
const shape = [SIZE, SIZE];
const program = await engine.compile(
  ({ x, w }) => {
    let y = x!;
    for (let i = 0; i < PRODUCTS; i++) y = tf.matMul(y, w!);
    return { sum: y.sum() };
  },
  { x: { dtype: 'float32', shape }, w: { dtype: 'float32', shape } },
);
// signs of this size keep the products' size: neither infinite nor denormal
const random = seededRandom(1);
const matrix = (size: number) => {
  const data = Float32Array.from({ length: SIZE * SIZE }, () => (random() < 0.5 ? -size : size));
  return { dtype: 'float32', shape, data } as const;
};
const inputs = { x: matrix(1), w: matrix(1 / Math.sqrt(SIZE)) };
const seconds: number[] = [];
for (let i = 0; i < RUNS; i++) {
  const started = performance.now();
  await program.run(inputs);
  if (i > 0) seconds.push((performance.now() - started) / 1000);
}
const gflops = (PRODUCTS * 2 * SIZE ** 3) / median(seconds) / 1e9;
process.stdout.write(`\n${JSON.stringify({ gflops })}\n`);
process.exit(0);
