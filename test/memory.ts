/**
 * What is in use, for tests that something is not held: bytes that are still reachable, heap and buffers. What waits to be
 * collected does not count, nor what the allocator keeps: both depend on how busy the machine is.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

export function bytesInUse(): number {
  // the second collection waits for what the first frees in the background
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Measures every `every` bytes that pass and keeps the most. */
export function highWater(every: number): { most(): number; pass(bytes: number): void } {
  const before = bytesInUse();
  let [most, passed, next] = [0, 0, every];
  return {
    most: () => most,
    pass(bytes) {
      passed += bytes;
      if (passed < next) return;
      next = passed + every;
      most = Math.max(most, bytesInUse() - before);
    },
  };
}
