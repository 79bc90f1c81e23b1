/**
 * Python's `random.Random(seed)` as far as the published CPU programs need it: MT19937 (Matsumoto and Nishimura 1998)
 * seeded by `init_by_array`, and integers below n by rejection. The same numbers as Python 3.2 and later.
 */

const N = 624;
const M = 397;
const UPPER = 0x80000000;
const LOWER = 0x7fffffff;

export interface PythonRandom {
  /** `getrandbits(k)`, k from 1 to 32: the top bits of one output. */
  bits(k: number): number;
  /** Uniform in 0 .. n−1, n from 1 to 2³¹: what `randint(0, n − 1)` draws, and `choice` of n. */
  below(n: number): number;
}

/** @param seed a whole number from 0 to 2⁵³ − 1 */
export function pythonRandom(seed: number): PythonRandom {
  const state = initByArray(wordsOf(seed));
  let at = N;

  function next(): number {
    if (at === N) {
      regenerate(state);
      at = 0;
    }
    let y = state[at++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }
  const bits = (k: number) => next() >>> (32 - k);
  return {
    bits,
    below(n) {
      // bit_length(n), not of n - 1: for a power of two half of the draws are thrown away, and n = 1 draws, too
      const k = 32 - Math.clz32(n);
      for (;;) {
        const drawn = bits(k);
        if (drawn < n) return drawn;
      }
    },
  };
}

/** The seed in 32-bit words, lowest first; 0 is one word. */
function wordsOf(seed: number): number[] {
  const low = seed >>> 0;
  const high = Math.floor(seed / 2 ** 32);
  return high === 0 ? [low] : [low, high];
}

function initByArray(key: readonly number[]): Uint32Array {
  const state = new Uint32Array(N);
  state[0] = 19650218;
  for (let i = 1; i < N; i++) state[i] = Math.imul(1812433253, mixed(state, i)) + i;
  let i = 1;
  for (let k = 0; k < Math.max(N, key.length); k++) {
    const j = k % key.length;
    state[i] = (state[i]! ^ Math.imul(mixed(state, i), 1664525)) + key[j]! + j;
    i = forward(state, i);
  }
  for (let k = 0; k < N - 1; k++) {
    state[i] = (state[i]! ^ Math.imul(mixed(state, i), 1566083941)) - i;
    i = forward(state, i);
  }
  state[0] = UPPER;
  return state;
}

function mixed(state: Uint32Array, i: number): number {
  return state[i - 1]! ^ (state[i - 1]! >>> 30);
}

/** The next index; 0 is skipped, its place taken by a copy of the last word. */
function forward(state: Uint32Array, i: number): number {
  if (i + 1 < N) return i + 1;
  state[0] = state[N - 1]!;
  return 1;
}

function regenerate(state: Uint32Array): void {
  for (let i = 0; i < N; i++) {
    const y = (state[i]! & UPPER) | (state[(i + 1) % N]! & LOWER);
    state[i] = state[(i + M) % N]! ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
  }
}
