/**
 * A small seeded generator of random numbers whose n-th stream can be opened directly: `randomAt(seed, index)` depends on
 * nothing else, so tune 1,000,000 needs no tune before it and workers share no state.
 */

/** Choices with their weights; the weights need not sum to 1. */
export type Weighted<T> = readonly (readonly [choice: T, weight: number])[];

export interface Random {
  /** Uniform in [0, 1), 32 bits. */
  next(): number;
  /** Uniform integer in [low, high], both included. */
  int(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(choices: readonly T[]): T;
  weighted<T>(choices: Weighted<T>): T;
}

/** An integer hash with full avalanche: every input bit flips about half of the output bits. */
function scramble(x: number): number {
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return (x ^ (x >>> 15)) >>> 0;
}

/** The stream of one (seed, index): a 128-bit chaotic counter generator ("sfc32"), warmed up. */
export function randomAt(seed: number, index: number): Random {
  // Both halves of each number count: indices beyond 2^32 and negative seeds are streams of their own.
  let a = scramble(seed >>> 0);
  let b = scramble(Math.floor(seed / 2 ** 32) ^ 0x5bd1e995) ^ scramble(index >>> 0);
  let c = scramble((index >>> 0) ^ 0x9e3779b9) ^ scramble(Math.floor(index / 2 ** 32) ^ 0x2545f491);
  let counter = 1;

  function bits(): number {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return sum >>> 0;
  }
  for (let i = 0; i < 12; i++) bits();

  const next = () => bits() / 2 ** 32;
  return {
    next,
    int: (low, high) => low + Math.floor(next() * (high - low + 1)),
    chance: (probability) => next() < probability,
    pick: (choices) => choices[Math.floor(next() * choices.length)]!,
    weighted: (choices) => {
      let total = 0;
      for (const choice of choices) total += choice[1];
      let left = next() * total;
      for (const choice of choices) {
        left -= choice[1];
        if (left < 0) return choice[0];
      }
      return choices.at(-1)![0];
    },
  };
}
