import * as tfjs from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import * as tf from '../../src/graph/tf.ts';

/** Its type has a name that declarations cannot give. */
const UNNAMEABLE = 'raggedGather';

test('every op of tfjs can be had, of the one tfjs that there is', () => {
  const ops = Object.entries(tfjs).filter(([, f]) => typeof f === 'function' && f.name.endsWith('__op'));
  expect(ops.length).toBeGreaterThan(150);
  for (const [name, op] of ops) if (name !== UNNAMEABLE) expect(tf, name).toHaveProperty(name, op);
});
