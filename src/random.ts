/** Seeded random numbers whose whole state is one 32-bit number, so that a checkpoint can hold it. */

export interface SeededRandom {
  /** Uniform in [0, 1). */
  (): number;
  /** The state; setting it continues from there. */
  state: number;
}

/** Mulberry32 (Ettinger 2017): small, fast, and good enough for weights and shuffling; not for secrets. */
export function seededRandom(seed: number): SeededRandom {
  const random = (() => {
    random.state = (random.state + 0x6d2b79f5) | 0;
    let t = random.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }) as SeededRandom;
  random.state = seed | 0;
  return random;
}

/** Standard normal (Box–Muller 1958). */
export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
